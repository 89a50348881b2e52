package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.access.Scope;

/** Tenants: which there are, what is told of their limits, and how those are set. */
class TenantsHttpTest {

  private static final String TENANTS = ApiPaths.TENANTS;
  private static final String ACME = TENANTS + "/acme";

  private static final String NOTHING_SET =
      """
      {"requests_per_second":null,"requests_per_second_of_key":null,"feed_readers":null,\
      "previews":null,"exports":null,"imports":null,"segments":null,"customers":null}""";

  private TestServer server;

  /** In the header Authorization, that of an admin of the platform. */
  private String platform;

  @BeforeEach
  void start() {
    server = new TestServer().askingForKeys();
    platform = server.keys.bearer("*", EnumSet.allOf(Scope.class));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply get(String path, String... headers) {
    return server.get(path, by(headers));
  }

  private Reply put(String path, String limits, String... headers) {
    return server.json("PUT", path, "{\"limits\": " + limits + "}", by(headers));
  }

  private String[] by(String... headers) {
    return Stream.concat(Stream.of("Authorization", platform), Stream.of(headers))
        .toArray(String[]::new);
  }

  private void customerOf(String tenant) {
    assertEquals(201, server.create("{\"id\": \"anna\"}", by("X-Tenant-ID", tenant)).status());
  }

  @Test
  void limits_that_are_set_are_told_beside_those_that_hold() {
    Reply set = put(ACME, "{\"requests_per_second\": 200, \"exports\": 2, \"customers\": null}");

    assertEquals(200, set.status(), set.body());
    assertEquals("\"1\"", set.header("etag"));
    assertEquals(
        """
        {"id":"acme","limits":{"requests_per_second":200,"requests_per_second_of_key":null,\
        "feed_readers":null,"previews":null,"exports":2,"imports":null,"segments":null,\
        "customers":null},"effective":{"requests_per_second":200,\
        "requests_per_second_of_key":200,"feed_readers":1000,"previews":1,"exports":2,\
        "imports":4,"segments":200,"customers":null},"version":1}""",
        set.body());
    Reply read = get(ACME);
    assertEquals(set.body(), read.body());
    assertEquals("\"1\"", read.versionTag());
    assertEquals(304, get(ACME, "If-None-Match", read.header("etag")).status());
  }

  @Test
  void what_is_read_can_be_sent_back_and_what_is_left_out_is_not_set_any_more() {
    Reply set = put(ACME, "{\"feed_readers\": 5, \"customers\": 7}");
    Reply same = server.json("PUT", ACME, set.body(), by());
    Reply other = put(ACME, "{\"feed_readers\": 5}");

    assertEquals(set.body(), same.body());
    assertEquals(
        "2 5", other.json().path("version") + " " + other.json().at("/limits/feed_readers"));
    assertTrue(other.json().at("/limits/customers").isNull());
  }

  @Test
  void who_has_seen_an_older_version_changes_nothing() {
    put(ACME, "{\"feed_readers\": 5}");
    Reply first = put(ACME, "{\"feed_readers\": 6}", "If-Match", get(ACME).header("etag"));
    Reply late = put(ACME, "{\"feed_readers\": 7}", "If-Match", "\"1\"");

    assertEquals(200, first.status());
    assertEquals("412 stale-version \"2\"", late.problem() + " " + late.header("etag"));
    assertEquals(6, get(ACME).json().at("/limits/feed_readers").asInt());
    assertEquals("412 stale-version", put(TENANTS + "/new", "{}", "If-Match", "\"1\"").problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "17", "\"2\"", "true", "9223372036854775808", "[]"})
  void a_limit_is_a_whole_number_within_its_bounds(String value) {
    Reply reply = put(ACME, "{\"exports\": " + value + "}");

    assertEquals("422 invalid-body", reply.problem());
    assertEquals(List.of("/limits/exports is not a whole number of 1 to 16"), reply.errors());
    assertEquals("404 unknown-tenant", get(ACME).problem());
  }

  @Test
  void all_that_is_wrong_with_a_body_is_told() {
    Reply reply =
        server.json("PUT", ACME, "{\"limits\": {\"gifts\": 1, \"previews\": 3}, \"a/b\": 1}", by());

    assertEquals(
        List.of(
            "/a~1b is not known here",
            "/limits/gifts is not a limit",
            "/limits/previews is not a whole number of 1 to 2"),
        reply.errors());
    assertEquals(List.of("/limits is missing"), server.json("PUT", ACME, "{}", by()).errors());
    assertEquals(List.of("/limits is not an object"), put(ACME, "null").errors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "*", "%20", "a%C3%A9"})
  void a_name_that_no_tenant_may_have_is_400(String name) {
    assertEquals("400 malformed-request", get(TENANTS + "/" + name).problem());
    assertEquals("400 malformed-request", put(TENANTS + "/" + name, "{}").problem());
  }

  @Test
  void of_a_tenant_of_whom_there_is_nothing_nothing_is_known() {
    assertEquals("404 unknown-tenant", get(ACME).problem());
    Reply nothing = put(ACME, "{}");
    assertEquals("200 0", nothing.status() + " " + nothing.json().path("version"));
    assertEquals("404 unknown-tenant", get(ACME).problem());
    put(ACME, "{\"exports\": 1}");
    assertEquals(200, get(ACME).status());
    put(ACME, "{}");
    assertEquals("404 unknown-tenant", get(ACME).problem());
  }

  @Test
  void a_tenant_is_known_by_customers_segments_keys_or_limits_and_by_no_request() {
    customerOf("with-customer");
    server.json(
        "POST",
        ApiPaths.SEGMENTS,
        "{\"name\": \"S\", \"type\": \"manual\"}",
        by("X-Tenant-ID", "with-segment"));
    server.keys.issue("with-key", Set.of(Scope.ADMIN));
    put(TENANTS + "/with-limit", "{\"imports\": 1}");
    get("/api/v1/customers", "X-Tenant-ID", "asked-for-only");

    List<String> known = List.of("with-customer", "with-key", "with-limit", "with-segment");
    assertEquals(known, get(TENANTS).ids());
    for (String tenant : known) {
      assertEquals(200, get(TENANTS + "/" + tenant).status(), tenant);
    }
    JsonNode first = get(TENANTS).json().at("/items/0");
    assertEquals(NOTHING_SET, first.path("limits").toString());
    assertEquals(1_000, first.at("/effective/feed_readers").asInt());
    server.delete(ApiPaths.CUSTOMERS + "/anna", by("X-Tenant-ID", "with-customer"));
    assertEquals("404 unknown-tenant", get(TENANTS + "/with-customer").problem());
  }

  @Test
  void tenants_are_listed_page_by_page_each_once() {
    List<String> all = IntStream.range(0, 23).mapToObj("t%02d"::formatted).toList();
    for (int i = 0; i < all.size(); i++) {
      if (i % 2 == 0) {
        customerOf(all.get(i));
      }
      if (i % 3 != 1) {
        put(TENANTS + "/" + all.get(i), "{\"exports\": 1}");
      }
      if (i % 3 == 1) {
        server.keys.issue(all.get(i), Set.of());
      }
    }
    List<String> listed = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Reply page = get(TENANTS + "?limit=4" + cursor.map(next -> "&cursor=" + next).orElse(""));
      listed.addAll(page.ids());
      cursor = page.next();
    } while (cursor.isPresent());

    assertEquals(all, listed);
    assertEquals("400 malformed-request", get(TENANTS + "?cursor=x").problem());
    assertEquals("400 malformed-request", get(TENANTS + "?limit=0").problem());
  }

  @Test
  void the_log_of_the_tenant_tells_who_has_set_its_limits() {
    put(ACME, "{\"exports\": 1}");
    put(ACME, "{\"exports\": 0}", "X-Tenant-ID", "other");
    server.keys.bearer("shop", Set.of());
    Reply refused =
        server.json(
            "PUT",
            ACME,
            "{\"limits\": {}}",
            "Authorization",
            server.keys.bearer("shop", EnumSet.allOf(Scope.class)));
    server.auditWritten();

    assertEquals("403 platform-only", refused.problem());
    assertEquals(
        List.of("PUT /api/v1/tenants/{id} 422", "PUT /api/v1/tenants/{id} 200"), log("acme"));
    assertEquals(List.of("PUT /api/v1/tenants/{id} 403"), log("shop"));
    assertEquals(List.of(), log("other"));
  }

  /** Lines of a tenant, the newest first. */
  private List<String> log(String tenant) {
    List<String> lines = new ArrayList<>();
    for (JsonNode line : get("/api/v1/audit", "X-Tenant-ID", tenant).json().get("items")) {
      lines.add(
          line.get("method").asText()
              + " "
              + line.get("route").asText()
              + " "
              + line.get("status"));
    }
    return lines;
  }
}
