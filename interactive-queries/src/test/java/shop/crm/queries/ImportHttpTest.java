package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;

class ImportHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String IMPORT = CUSTOMERS + ":import";
  private static final String NDJSON = "application/x-ndjson";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply ndjson(String body) {
    return server.post(IMPORT, body, "Content-Type", NDJSON);
  }

  private Reply csv(String body) {
    return server.post(IMPORT, body, "Content-Type", "text/csv; charset=utf-8");
  }

  private static void assertResult(String expected, Reply reply) {
    assertEquals(200, reply.status(), reply.body());
    assertEquals(TestServer.json(expected), reply.json());
  }

  private JsonNode customer(String id) {
    return server.get(CUSTOMERS + "/" + id).json();
  }

  @Test
  void each_line_is_a_customer_and_a_wrong_one_fails_alone_with_its_number() {
    server.create("{\"id\": \"bob\", \"email\": \"bob@example.org\", \"first_name\": \"Bob\"}");

    assertResult(
        """
        {"received": 9, "created": 1, "updated": 1, "unchanged": 0, "failed": 7, "errors": [
           {"line": 4, "pointer": "", "message": "is not JSON, or has a name twice"},
           {"line": 5, "pointer": "/id", "message": "is missing"},
           {"line": 6, "pointer": "/email", "message": "is not an email address"},
           {"line": 6, "pointer": "/addresses/0/country",
            "message": "is not a country of ISO 3166-1 alpha-2"},
           {"line": 6, "pointer": "/id", "message": "is missing"},
           {"line": 7, "pointer": "", "message": "is not an object"},
           {"line": 10, "pointer": "/nick", "message": "is not a field of a customer"},
           {"line": 11, "pointer": "", "message": "is not JSON, or has a name twice"},
           {"line": 8, "pointer": "/email", "message": "is another customer's"}],
         "errors_truncated": false}
        """,
        ndjson(
            """
            {"id": "ann", "email": "ann@example.org", "total_spent": "5.00"}

            {"id": "bob", "last_name": "Ross"}
            {"id": "c1"
            {"first_name": "Nobody"}
            {"email": "x", "addresses": [{"type": "other", "country": "XX"}]}
            ["id", "c2"]
            {"id": "c3", "email": "BOB@example.org"}
            \t\r
            {"id": "c4", "nick": 1}
            {"id": "dan", "id": "dan"}
            """));
    assertEquals(List.of("ann", "bob"), server.get(CUSTOMERS).ids());
    assertEquals("Bob", customer("bob").get("first_name").asText(), "a line is a merge patch");
  }

  @Test
  void an_import_again_changes_nothing() {
    String lines = "{\"id\": \"a\", \"tags\": [\"x\"]}\n{\"id\": \"b\", \"email\": \"b@c.de\"}";
    ndjson(lines);

    assertResult(
        """
        {"received": 2, "created": 0, "updated": 0, "unchanged": 2, "failed": 0, "errors": [],
         "errors_truncated": false}
        """,
        ndjson(lines));
    assertEquals(1, customer("a").get("version").asInt());
  }

  @Test
  void an_id_that_comes_twice_is_taken_in_the_order_of_the_lines() {
    assertResult(
        """
        {"received": 3, "created": 1, "updated": 1, "unchanged": 1, "failed": 0, "errors": [],
         "errors_truncated": false}
        """,
        ndjson(
            """
            {"id": "a", "first_name": "A", "last_name": "L"}
            {"id": "a", "first_name": "B", "last_name": null}
            {"id": "a", "first_name": "B"}\
            """));
    assertEquals(
        "B null", customer("a").get("first_name").asText() + " " + customer("a").get("last_name"));
  }

  @Test
  void a_table_is_read_with_its_quotes_and_an_empty_cell_keeps_its_field() {
    server.create("{\"id\": \"b\", \"first_name\": \"Bob\"}");

    assertResult(
        """
        {"received": 3, "created": 2, "updated": 1, "unchanged": 0, "failed": 0, "errors": [],
         "errors_truncated": false}
        """,
        csv(
            """
            \uFEFFid,first_name,last_name,tags,email_opt_in,date_of_birth,addresses\r
            a,"Ann, ""the""  Lee",Lee,vip| tea,true,1990-05-17,"[{""type"": ""other"",
              ""city"": ""Kyiv""}]"\r

            b,,Ross,,false,\r
            c
            """));
    JsonNode ann = customer("a");
    assertEquals(
        TestServer.json(
            """
            ["Ann, \\"the\\"  Lee", "Lee", ["vip", "tea"], true, "1990-05-17",
             [{"type": "other", "city": "Kyiv", "is_default": false}]]
            """),
        TestServer.json(
            List.of("first_name", "last_name", "tags", "email_opt_in", "date_of_birth", "addresses")
                .stream()
                .map(field -> ann.get(field).toString())
                .collect(Collectors.joining(",", "[", "]"))));
    assertEquals(
        "Bob Ross",
        customer("b").get("first_name").asText() + " " + customer("b").get("last_name").asText());
  }

  @Test
  void a_wrong_row_of_a_table_fails_alone_with_its_number() {
    assertResult(
        """
        {"received": 8, "created": 3, "updated": 0, "unchanged": 0, "failed": 5, "errors": [
           {"line": 3, "pointer": "/email", "message": "is not an email address"},
           {"line": 3, "pointer": "/email_opt_in", "message": "is not true or false"},
           {"line": 5, "pointer": "", "message": "has more columns than the header"},
           {"line": 6, "pointer": "/id", "message": "is missing"},
           {"line": 8, "pointer": "/addresses",
            "message": "is not a list of at most 20 addresses"},
           {"line": 10, "pointer": "",
            "message": "is not a row of this table; what follows it was not read"}],
         "errors_truncated": false}
        """,
        csv(
            """
            id,email,email_opt_in,tags,addresses
            a,a@example.org
            b,nobody,yes

            c,c@example.org,true,x,,one too many
            ,d@example.org
            e,,,x||y
            f,,,,Kyiv
            g,g@example.org
            h,"h@example".org
            i,i@example.org
            """));
    assertEquals(List.of("a", "e", "g"), server.get(CUSTOMERS).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n\n", " \n"})
  void a_table_without_field_names_is_an_error_of_its_first_line(String body) {
    assertResult(
        """
        {"received": 1, "created": 0, "updated": 0, "unchanged": 0, "failed": 1, "errors": [
           {"line": 1, "pointer": "", "message": "is not a header of field names"}],
         "errors_truncated": false}
        """,
        csv(body));
  }

  @Test
  void a_column_that_no_customer_has_is_told_of_each_row_that_fills_it() {
    assertResult(
        """
        {"received": 2, "created": 1, "updated": 0, "unchanged": 0, "failed": 1, "errors": [
           {"line": 2, "pointer": "/colour", "message": "is not a field of a customer"}],
         "errors_truncated": false}
        """,
        csv("id,colour\na,red\nb,\n"));
  }

  @Test
  void of_many_errors_the_first_thousand_are_told_and_all_are_counted() {
    JsonNode result = ndjson("{}\n".repeat(1_500)).json();

    assertEquals(
        "1500 1500 1000 true 1000",
        String.join(
            " ",
            result.get("received").asText(),
            result.get("failed").asText(),
            "" + result.get("errors").size(),
            result.get("errors_truncated").asText(),
            result.at("/errors/999/line").asText()));
  }

  @Test
  void tenants_imports_are_apart() {
    server.create("{\"id\": \"a\", \"email\": \"a@example.org\"}");
    Reply reply =
        server.post(
            IMPORT,
            "{\"id\": \"a\", \"email\": \"a@example.org\"}",
            "Content-Type",
            NDJSON,
            "X-Tenant-ID",
            "other");

    assertEquals(1, reply.json().get("created").asInt(), reply.body());
  }

  @Test
  void a_body_of_another_type_or_none_is_refused() {
    assertEquals(
        "415 unsupported-media-type",
        server.post(IMPORT, "{}", "Content-Type", Json.MEDIA_TYPE).problem());
    assertEquals("415 unsupported-media-type", server.post(IMPORT, "{}").problem());
    assertEquals("400 malformed-request", ndjson("").problem());
    assertEquals("400 malformed-request", csv("").problem());
  }

  @Test
  void an_import_during_which_postgresql_goes_away_says_how_far_it_came_and_can_be_sent_again()
      throws IOException {
    String lines =
        IntStream.range(0, 1_200)
            .mapToObj(i -> "{\"id\": \"c-%04d\"}\n".formatted(i))
            .collect(Collectors.joining());
    int some = lines.indexOf("{\"id\": \"c-0600\"}");
    String answer;
    try (SlowUpload upload = new SlowUpload(server, lines.length())) {
      upload.send(lines.substring(0, some));
      upload.await(500);
      server.postgresAway = true;
      upload.send(lines.substring(some));
      answer = upload.answer();
    }
    server.postgresAway = false;

    assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
    assertTrue(answer.contains("Retry-After: 5"), answer);
    assertTrue(answer.contains("500 lines were written, then profiles could not be"), answer);
    assertResult(
        """
        {"received": 1200, "created": 700, "updated": 0, "unchanged": 500, "failed": 0,
         "errors": [], "errors_truncated": false}
        """,
        ndjson(lines));
  }
}
