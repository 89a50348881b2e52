package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.ProfileField;

/** What a table of members holds is nothing that a spreadsheet runs, and can be read again. */
class TableCellsHttpTest {

  private static final String MEMBERS = ApiPaths.SEGMENTS + "/friends/customers";

  /** What would be run, and what only looks like a guard. */
  private static final List<String> TEXTS =
      List.of(
          "=1+1",
          "+1+1",
          "-1-1",
          "-1",
          "@SUM(A1)",
          "\uFF1D1+1",
          "=HYPERLINK(\"http://x.example\",\"a\")",
          "\"=1+1",
          "a,=1+1",
          "'a",
          "'=1",
          "''",
          "Ann-Marie");

  private final TestServer server = new TestServer();

  @BeforeEach
  void customers_of_such_texts_are_members() {
    new SegmentCalls(server).create(SegmentCalls.manual("friends", "Friends"));
    for (int i = 0; i < TEXTS.size(); i++) {
      ObjectNode customer = JsonNodeFactory.instance.objectNode();
      String text = TEXTS.get(i);
      customer.put("id", id(i));
      customer.put("first_name", text).put("last_name", text);
      customer.put("gender", text).put("source", text);
      customer.put("email", text.replaceAll("[^=+'-]", "") + i + "@example.org");
      customer.put("phone", "-" + i + "-2");
      customer.putArray("tags").add(text).add("x");
      customer.putArray("addresses").addObject().put("line1", text);
      Reply reply = server.create(customer.toString());
      assertEquals(201, reply.status(), reply.body());
      assertEquals(204, server.json("PUT", MEMBERS + "/" + id(i), "").status());
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String id(int i) {
    return List.of("@", "-", "+").get(i % 3) + i;
  }

  private JsonNode customer(int i) {
    return server.get(ApiPaths.CUSTOMERS + "/" + id(i).replace("+", "%2B")).json();
  }

  private String table() {
    return server.get(MEMBERS, "Accept", "text/csv").body();
  }

  private static List<Map<String, String>> rows(String table) {
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(table)) {
      return rows.readAll();
    } catch (IOException e) {
      throw new AssertionError(table, e);
    }
  }

  @Test
  void no_cell_of_a_text_begins_a_formula() {
    List<Map<String, String>> rows = rows(table());

    assertEquals(TEXTS.size(), rows.size());
    for (Map<String, String> row : rows) {
      row.forEach((column, cell) -> assertFalse(cell.matches("(?s)[=+@\uFF1D-].*"), column + cell));
    }
  }

  @Test
  void numbers_stay_numbers_where_they_are_negative() {
    CustomerKey key = new CustomerKey("default", id(0));
    server.profiles.write(
        writer ->
            writer.enter(
                writer.lock(key, Optional.empty()).orElseThrow(),
                LoyaltyEntry.Type.REDEEM,
                -5,
                Optional.empty()));

    List<String> points = rows(table()).stream().map(row -> row.get("loyalty_points")).toList();

    assertEquals(1, points.stream().filter("-5"::equals).count(), points.toString());
  }

  @Test
  void the_import_of_a_table_gives_the_same_customers() {
    String table = table();
    List<JsonNode> before = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      before.add(customer(i));
      String path = ApiPaths.CUSTOMERS + "/" + id(i).replace("+", "%2B");
      assertEquals(204, server.delete(path).status());
    }

    Reply imported = server.post(ApiPaths.CUSTOMERS + ":import", table, "Content-Type", "text/csv");

    assertEquals(TEXTS.size(), imported.json().path("created").asInt(), imported.body());
    for (int i = 0; i < TEXTS.size(); i++) {
      JsonNode after = customer(i);
      for (ProfileField field : ProfileField.ALL) {
        assertEquals(before.get(i).get(field.wire()), after.get(field.wire()), field.wire());
      }
    }
  }
}
