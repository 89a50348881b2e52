package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Route;

class AuditHttpTest {

  private static final String AUDIT = "/api/v1/audit";
  private static final String SEGMENTS = ApiPaths.SEGMENTS;
  private static final String BOB = ApiPaths.CUSTOMERS + "/bob";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What the log has once all is written, newest first. */
  private List<String> log(String query) {
    server.auditWritten();
    List<String> lines = new ArrayList<>();
    for (JsonNode line : server.get(AUDIT + query).json().get("items")) {
      lines.add(
          Stream.of("actor", "on_behalf_of", "method", "route", "customer_id", "outcome", "status")
              .map(field -> line.get(field).asText().replace(ApiPaths.CUSTOMERS, "C"))
              .collect(Collectors.joining(" ")));
    }
    return lines;
  }

  @Test
  void what_is_created_changed_read_and_erased_leaves_a_line_each() {
    server.create("{\"id\": \"bob\", \"email\": \"bob@example.org\"}");
    server.json("PATCH", BOB, "{\"first_name\": \"Bob\"}", "X-On-Behalf-Of", "maria");
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.get(ApiPaths.CUSTOMERS + "/anna");
    server.delete(BOB);

    assertEquals(
        List.of(
            "anyone null GET C/{id} anna ok 200",
            "anyone null DELETE C/{id} bob ok 204",
            "anyone maria PATCH C/{id} bob ok 200",
            "anyone null POST C bob ok 201"),
        sorted(log("")));
  }

  /** All of a test is at one time, and what changes nothing comes later. */
  private static List<String> sorted(List<String> lines) {
    List<String> all = new ArrayList<>(lines);
    all.sort((a, b) -> Boolean.compare(b.contains(" GET "), a.contains(" GET ")));
    return all;
  }

  @Test
  void a_line_has_no_values() {
    server.create("{\"id\": \"bob\", \"email\": \"bob@example.org\", \"first_name\": \"Robert\"}");
    server.get(ApiPaths.CUSTOMERS + "?email=bob@example.org");
    server.get(BOB + "?include=profile&secret=Robert");
    server.auditWritten();

    String all = server.get(AUDIT).body();
    assertFalse(all.contains("Robert") || all.contains("example.org"), all);
  }

  @Test
  void what_fails_leaves_a_line_that_says_so_and_none_that_it_was_done() {
    server.create("{\"id\": \"bob\"}");
    server.create("{\"id\": \"bob\"}");
    server.json("PATCH", BOB, "{\"email\": 7}");
    server.delete(BOB, "If-Match", "\"9\"");
    server.get(ApiPaths.CUSTOMERS + "/nobody");

    assertEquals(
        List.of(
            "anyone null DELETE C/{id} bob failed 412",
            "anyone null GET C/{id} nobody failed 404",
            "anyone null PATCH C/{id} bob failed 422",
            "anyone null POST C bob ok 201",
            "anyone null POST C null failed 409"),
        log("").stream().sorted().toList());
  }

  @Test
  void an_answer_that_is_given_again_leaves_another_line() {
    for (int i = 0; i < 2; i++) {
      server.create("{\"id\": \"bob\"}", "Idempotency-Key", "k-1");
    }

    assertEquals(
        List.of("anyone null POST C bob ok 201", "anyone null POST C bob ok 201"), log(""));
  }

  @Test
  void an_import_leaves_one_line_however_many_transactions_it_has() {
    String line = "{\"id\": \"c-%d\"}\n";
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      lines.append(line.formatted(i));
    }
    String[] headers = {"Content-Type", Described.NDJSON, "Idempotency-Key", "k-1"};
    assertEquals(200, server.post(ApiPaths.CUSTOMERS + ":import", "" + lines, headers).status());

    assertEquals(List.of("anyone null POST C:import null ok 200"), log(""));
  }

  @Test
  void lines_are_found_by_customer_actor_route_and_time() {
    server.create("{\"id\": \"bob\"}");
    server.create("{\"id\": \"cid\"}", "X-Tenant-ID", "other");
    server.delete(BOB);
    server.get(BOB);

    Map<String, Integer> found = new TreeMap<>();
    for (String query :
        List.of(
            "?customer=bob",
            "?customer=cid",
            "?actor=anyone",
            "?actor=key-1",
            "?route=/api/v1/customers/%7Bid%7D",
            "?route=DELETE%20/api/v1/customers/%7Bid%7D",
            "?route=/api/v1/segments",
            "?from=2026-03-01T12:00:01Z",
            "?from=2026-03-01T12:00:02Z",
            "?to=2026-03-01T12:00:01Z",
            "?to=2026-03-01T13:00:00%2B01:00&customer=bob",
            "?to=2026-03-01T14:00:00%2B01:00&customer=bob")) {
      found.put(query, log(query).size());
    }

    assertEquals(
        Map.ofEntries(
            Map.entry("?customer=bob", 3),
            Map.entry("?customer=cid", 0),
            Map.entry("?actor=anyone", 3),
            Map.entry("?actor=key-1", 0),
            Map.entry("?route=/api/v1/customers/%7Bid%7D", 2),
            Map.entry("?route=DELETE%20/api/v1/customers/%7Bid%7D", 1),
            Map.entry("?route=/api/v1/segments", 0),
            Map.entry("?from=2026-03-01T12:00:01Z", 3),
            Map.entry("?from=2026-03-01T12:00:02Z", 0),
            Map.entry("?to=2026-03-01T12:00:01Z", 0),
            Map.entry("?to=2026-03-01T13:00:00%2B01:00&customer=bob", 0),
            Map.entry("?to=2026-03-01T14:00:00%2B01:00&customer=bob", 3)),
        found);
  }

  @Test
  void pages_repeat_and_skip_nothing() {
    for (int i = 0; i < 7; i++) {
      server.create("{\"id\": \"c-" + i + "\"}");
    }
    List<Integer> ids = new ArrayList<>();
    String cursor = "";
    List<Integer> sizes = new ArrayList<>();
    do {
      Reply page = server.get(AUDIT + "?limit=3" + cursor);
      page.json().get("items").forEach(line -> ids.add(line.get("id").asInt()));
      sizes.add(page.json().get("items").size());
      cursor = page.next().map(next -> "&cursor=" + next).orElse("");
    } while (!cursor.isEmpty());

    assertEquals(List.of(3, 3, 1), sizes);
    assertEquals(List.of(7, 6, 5, 4, 3, 2, 1), ids);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?customer=a%2Fb",
        "?actor=",
        "?route=segments",
        "?route=DELETE%20",
        "?from=yesterday",
        "?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
        "?without_tenant=perhaps",
        "?cursor=abc",
        "?limit=0"
      })
  void what_is_no_filter_is_refused(String query) {
    assertEquals("400 malformed-request", server.get(AUDIT + query).problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ma\tria"})
  void a_name_of_whom_a_caller_acts_for_is_printable(String name) {
    assertEquals("400 malformed-request", server.get(BOB, "X-On-Behalf-Of", name).problem());
  }

  @Test
  void a_name_of_whom_a_caller_acts_for_is_not_long() {
    assertEquals(404, server.get(BOB, "X-On-Behalf-Of", "m".repeat(128)).status());
    assertEquals(
        "400 malformed-request", server.get(BOB, "X-On-Behalf-Of", "m".repeat(129)).problem());
  }

  /** A shop may take email addresses for ids, and the log outlives its customers. */
  @ParameterizedTest
  @ValueSource(strings = {"bob@example.org", "+380501234567"})
  void an_erased_customer_leaves_the_line_that_says_so_and_no_personal_data(String id) {
    server.create("{\"id\": \"" + id + "\"}");
    String path = ApiPaths.CUSTOMERS + "/" + id.replace("+", "%2B");
    server.get(path);
    server.delete(path);
    List<String> lines = log("?customer=" + id.replace("+", "%2B"));

    assertEquals(3, lines.size());
    String pseudonym = lines.getFirst().replaceFirst(".*(pseudonym:[0-9a-f]{32}) .*", "$1");
    assertEquals(
        List.of(
            "anyone null DELETE C/{id} " + pseudonym + " ok 204",
            "anyone null GET C/{id} " + pseudonym + " failed 404",
            "anyone null POST C " + pseudonym + " ok 201"),
        lines.stream().sorted().map(line -> line.replace("ok 200", "failed 404")).toList());
    assertFalse(server.get(AUDIT).body().contains(id));
  }

  @Test
  void a_page_of_customers_leaves_a_line_and_one_that_is_not_given_none() {
    server.create("{\"id\": \"bob\"}");
    server.json("POST", SEGMENTS, SegmentCalls.manual("vip", "VIP"));
    for (String path :
        List.of(
            ApiPaths.CUSTOMERS + "?q=bob",
            ApiPaths.CUSTOMERS + "?sort=-total_spent",
            ApiPaths.CUSTOMERS + "?limit=none",
            SEGMENTS + "/vip/customers",
            SEGMENTS + "/none/customers",
            SEGMENTS,
            SEGMENTS + "/vip")) {
      server.get(path);
    }

    assertEquals(
        List.of(
            "anyone null GET /api/v1/segments/{id}/customers null ok 200",
            "anyone null GET C null ok 200",
            "anyone null GET C null ok 200"),
        log("").stream().filter(line -> line.contains(" GET ")).sorted().toList());
  }

  /** Whatever the document says answers with customers. */
  @Test
  void every_operation_that_gives_pages_of_customers_is_one_of_these() {
    List<String> paths = new ArrayList<>();
    Described.DOCUMENT
        .get("paths")
        .properties()
        .forEach(
            path -> {
              String schema =
                  path.getValue()
                      .at("/get/responses/200/content/application~1json/schema/$ref")
                      .asText();
              if (schema.endsWith("/Customers")) {
                paths.add(path.getKey());
              }
            });

    assertEquals(List.of(ApiPaths.CUSTOMERS, ApiPaths.SEGMENT + "/customers"), paths);
  }

  @Test
  void a_line_says_which_segment() {
    server.json("POST", SEGMENTS, SegmentCalls.manual("vip", "VIP"));
    server.create("{\"id\": \"bob\"}");
    server.json("PUT", SEGMENTS + "/vip/customers/bob", "");
    server.json("POST", SEGMENTS, SegmentCalls.manual("who@example.org", "Her"));
    server.delete(SEGMENTS + "/vip");

    server.auditWritten();
    List<String> objects = new ArrayList<>();
    for (JsonNode line : server.get(AUDIT).json().get("items")) {
      objects.add(line.get("method").asText() + " " + line.get("object").asText());
    }
    assertEquals(
        List.of(
            "DELETE segment:vip", "POST null", "PUT segment:vip", "POST null", "POST segment:vip"),
        objects);
  }

  @Test
  void the_next_tenant_sees_nothing_of_it() {
    server.create("{\"id\": \"bob\"}");

    assertEquals(0, server.get(AUDIT, "X-Tenant-ID", "other").json().get("items").size());
  }

  /** Each call of each route: what it has to leave in the log, and no more. */
  @TestFactory
  Stream<DynamicTest> every_route_leaves_what_it_has_to() {
    try (TestServer any = new TestServer()) {
      return any.routes().stream()
          .filter(route -> route.path().startsWith("/api/"))
          .filter(route -> !route.traits().stream())
          .map(
              route ->
                  DynamicTest.dynamicTest(
                      route.method().text() + " " + route.path(), () -> leavesWhatItHasTo(route)));
    }
  }

  private void leavesWhatItHasTo(Route route) {
    try (TestServer one = new TestServer()) {
      one.create("{\"id\": \"bob\"}");
      one.state.customers.put(Shop.ANNA, Shop.anna());
      String path =
          route
              .path()
              .replace("customers/{id}", "customers/anna")
              .replace("{customer_id}", "anna")
              .replace("tenants/{id}", "tenants/default")
              .replace("{id}", "none");
      List<String> headers = new ArrayList<>(List.of("Content-Type", Json.MEDIA_TYPE));
      one.send(
          route.method().text(),
          path,
          BodyPublishers.ofString(route.isRead() ? "" : "{}"),
          headers.toArray(String[]::new));
      one.auditWritten();
      long lines = 0;
      for (JsonNode line : one.get(AUDIT).json().get("items")) {
        boolean ofRoute =
            line.get("route").asText().equals(route.path())
                && line.get("method").asText().equals(route.method().text())
                && !line.get("customer_id").asText().equals("bob");
        lines += ofRoute ? 1 : 0;
      }
      boolean ofOne = route.path().startsWith(ApiPaths.CUSTOMER);
      boolean many = route.path().endsWith("export") || route.path().equals(ApiPaths.CUSTOMERS);
      assertEquals(!route.isRead() || ofOne || many ? 1 : 0, lines);
    }
  }
}
