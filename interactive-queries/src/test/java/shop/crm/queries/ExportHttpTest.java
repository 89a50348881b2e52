package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;

class ExportHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
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

  @Test
  void an_export_has_every_customer_of_the_tenant_as_the_endpoint_shows_them() {
    server.create("{\"id\": \"bob\", \"first_name\": \"a\\u2028b\", \"tags\": [\"vip\"]}");
    server.create("{\"id\": \"anna\", \"email\": \"anna@example.org\"}");
    server.create("{\"id\": \"theirs\"}", "X-Tenant-ID", "other");
    server.create("{\"id\": \"gone\"}");
    server.delete(CUSTOMERS + "/gone");
    server.state.customers.put(Shop.ANNA, Shop.anna());
    Reply export = server.get(CUSTOMERS + ":export");

    assertEquals(
        List.of("200", NDJSON, "2026-03-01T12:00:00Z"),
        List.of("" + export.status(), export.header("content-type"), export.header("x-as-of")));
    assertEquals(
        List.of(server.get(CUSTOMERS + "/anna").json(), server.get(CUSTOMERS + "/bob").json()),
        lines(export));
  }

  @Test
  void an_export_goes_over_any_number_of_pages_without_end_or_beginning_lost() {
    String customers =
        IntStream.range(0, 1_501)
            .mapToObj(i -> "{\"id\": \"c-%04d\"}".formatted(i))
            .collect(Collectors.joining("\n"));
    server.post(CUSTOMERS + ":import", customers, "Content-Type", NDJSON);

    assertEquals(
        IntStream.range(0, 1_501).mapToObj("c-%04d"::formatted).toList(),
        lines(server.get(CUSTOMERS + ":export")).stream().map(c -> c.get("id").asText()).toList());
  }

  @Test
  void a_tenant_without_customers_has_an_empty_export() {
    Reply export = server.get(CUSTOMERS + ":export");

    assertEquals("200 ", export.status() + " " + export.body());
  }

  @Test
  void what_was_exported_changes_nothing_where_it_came_from() {
    server.create("{\"id\": \"ann\", \"email_opt_in\": true}");
    server.create("{\"id\": \"bob\", \"sms_opt_in\": false, \"tags\": [\"a\"]}");
    server.create("{\"id\": \"cleo\"}");
    String export = server.get(CUSTOMERS + ":export").body();
    Reply result = server.post(CUSTOMERS + ":import", export, "Content-Type", NDJSON);

    assertEquals(3, result.json().get("unchanged").asInt(), result.body());
    assertEquals(export, server.get(CUSTOMERS + ":export").body());
  }

  @Test
  void what_was_exported_is_taken_in_by_another_tenant() {
    server.create(
        """
        {"id": "bob", "email": "bob@example.org", "first_name": "Bob", "email_opt_in": true,
         "addresses": [{"type": "billing", "city": "Kyiv"}], "tags": ["a"]}
        """);
    String export = server.get(CUSTOMERS + ":export").body();
    Reply result =
        server.post(CUSTOMERS + ":import", export, "Content-Type", NDJSON, "X-Tenant-ID", "other");

    assertEquals(1, result.json().get("created").asInt(), result.body());
    assertEquals(
        export.replace("\"tenant_id\":\"default\"", "\"tenant_id\":\"other\""),
        server.get(CUSTOMERS + ":export", "X-Tenant-ID", "other").body());
  }

  @Test
  void an_export_without_a_partition_of_the_figures_is_no_export() {
    server.create("{\"id\": \"bob\"}");
    server.state.ownership = new FakeLiveState.Ownership.Nobodys();

    assertEquals("503 not-available", server.get(CUSTOMERS + ":export").problem());
  }

  @Test
  void one_customers_export_has_profile_consents_orders_activity_and_ledger() {
    server.create("{\"id\": \"anna\", \"sms_opt_in\": true}");
    server.state.customers.put(new CustomerKey("default", "anna"), Shop.anna());
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed(), Shop.onlyCancelled()));
    server.state.activities.put(Shop.ANNA, Shop.activities());
    server.json(
        "POST", CUSTOMERS + "/anna/loyalty/entries", "{\"type\": \"redeem\", \"points\": 3}");
    JsonNode export = server.get(CUSTOMERS + "/anna/export").json();

    assertEquals(server.get(CUSTOMERS + "/anna").json(), export.get("customer"));
    assertEquals(
        server.get(CUSTOMERS + "/anna/consents").json().get("history"), export.get("consents"));
    assertEquals(server.get(CUSTOMERS + "/anna/orders").json().get("items"), export.get("orders"));
    assertEquals(
        server.get(CUSTOMERS + "/anna/activity").json().get("items"), export.get("activity"));
    assertEquals(
        server.get(CUSTOMERS + "/anna/loyalty").json().at("/ledger/items"), export.get("ledger"));
    assertEquals(
        List.of(1, 2, 8, 3),
        List.of(
            export.get("consents").size(),
            export.get("orders").size(),
            export.get("activity").size(),
            export.get("ledger").size()));
  }

  private static List<JsonNode> lines(Reply export) {
    return List.of(export.body().split("\n")).stream().map(TestServer::json).toList();
  }
}
