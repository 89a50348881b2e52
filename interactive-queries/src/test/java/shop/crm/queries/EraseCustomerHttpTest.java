package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

class EraseCustomerHttpTest {

  private static final String ANNA = ApiPaths.CUSTOMERS + "/anna";

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
  void an_erased_customer_is_gone_and_is_not_erased_twice() {
    server.create("{\"id\": \"anna\", \"email\": \"anna@example.org\"}");
    Reply erased = server.delete(ANNA, "If-Match", "\"1\"");

    assertEquals("204 ", erased.status() + " " + erased.body());
    assertEquals("404 unknown-customer", server.get(ANNA).problem());
    assertEquals("404 unknown-customer", server.delete(ANNA).problem());
    assertEquals(List.of(), server.get(ApiPaths.CUSTOMERS).ids());
    for (String part : List.of("/loyalty", "/consents", "/export")) {
      assertEquals("404 unknown-customer", server.get(ANNA + part).problem(), part);
    }
    for (String method : List.of("PUT", "PATCH")) {
      assertEquals("404 unknown-customer", server.json(method, ANNA, "{}").problem(), method);
    }
  }

  @Test
  void what_the_stream_still_has_of_an_erased_customer_is_not_shown() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed()));
    assertEquals(204, server.delete(ANNA).status());

    assertEquals("404 unknown-customer", server.get(ANNA).problem());
    assertEquals("404 unknown-customer", server.get(ANNA + "/export").problem());
    assertEquals("404 unknown-customer", server.get(ANNA + "/loyalty").problem());
    assertEquals(List.of(), server.get("/api/v1/customers?sort=-total_spent").ids());
    assertEquals("404 unknown-customer", server.delete(ANNA).problem());
  }

  @Test
  void an_erased_customers_id_and_email_are_free_and_versions_go_on() {
    String anna = "{\"id\": \"anna\", \"email\": \"anna@example.org\"}";
    server.create(anna);
    server.json("POST", ANNA + "/loyalty/entries", adjustment());
    server.delete(ANNA);
    server.later(Duration.ofMinutes(1));
    Reply again = server.create(anna);

    assertEquals(
        "201 \"3\" 2026-03-01T12:01:01Z 0",
        again.status()
            + " "
            + again.header("etag")
            + " "
            + again.json().get("created_at").asText()
            + " "
            + again.json().get("loyalty_points").asText());
    assertEquals(
        0, server.get(ANNA + "/loyalty").json().at("/ledger/items").size(), "the old ledger");
  }

  @Test
  void a_customer_who_returns_has_nothing_of_what_the_stream_had_before() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.delete(ANNA);
    Reply again = server.create("{\"id\": \"anna\"}");

    assertEquals(
        "201 0 0.00",
        again.status()
            + " "
            + again.json().path("loyalty_points").asText()
            + " "
            + again.json().path("total_spent").asText());
    assertEquals(again.json(), server.get(ANNA).json());
    assertEquals(Optional.empty(), server.get(ANNA + "/loyalty").next());
  }

  private static String adjustment() {
    return "{\"type\": \"adjust\", \"points\": 5, \"reason\": \"sorry\"}";
  }
}
