package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Route;

class QueryParametersHttpTest {

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply send(Route route, String query) {
    String path =
        route
            .path()
            .replace("{id}", route.path().contains("segments/{id}") ? "rfm-lost" : "anna")
            .replace("{customer_id}", "bob")
            .replace("{file}", "common.json");
    return server.json(route.method().text(), path + "?" + query, "{}");
  }

  @Test
  void what_a_path_does_not_know_is_refused_everywhere() {
    for (Route route : server.routes()) {
      assertEquals("400 malformed-request", send(route, "foo=1").problem(), route.path());
    }
  }

  @Test
  void what_stands_there_twice_is_refused_everywhere() {
    for (Route route : server.routes()) {
      for (String name : route.parameters()) {
        Reply reply = send(route, name + "=1&" + name + "=1");

        assertEquals("400 malformed-request", reply.problem(), route.path());
        assertEquals(
            name + " is given more than once", reply.json().path("detail").asText(), route.path());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/analytics/cohorts?granularty=quarter, granularity",
    "/api/v1/customers?loyaltytier=gold, loyalty_tier",
    "/api/v1/customers?Limit=5, limit",
    "/api/v1/customers/anna?includes=previous_segment, include",
    "/api/v1/changes?types=order.created, type",
    "/api/v1/customers/anna/clv?horizon_day=30, horizon_days"
  })
  void the_nearest_known_one_is_named(String path, String meant) {
    String detail = server.get(path).json().path("detail").asText();

    assertTrue(detail.contains("did you mean " + meant + "?"), detail);
  }

  @Test
  void what_is_not_known_is_not_repeated() {
    String body = server.get("/api/v1/customers?ann%40example.org=1").body();

    assertTrue(body.contains("limit") && !body.contains("ann"), body);
  }

  @Test
  void what_has_no_name_is_none() {
    assertEquals(200, server.get("/api/v1/customers?limit=1&").status());
    assertEquals(200, server.get("/api/v1/customers?").status());
  }

  @Test
  void lists_take_a_place_and_a_length() {
    assertEquals(
        Set.of("limit", "cursor", "min_as_of"),
        server.routes().stream()
            .filter(route -> route.path().equals(ApiPaths.SEGMENTS) && route.isRead())
            .findFirst()
            .orElseThrow()
            .parameters());
  }
}
