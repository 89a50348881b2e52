package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.access.Authenticator;
import shop.crm.schemas.model.access.Role;
import shop.crm.schemas.model.access.Scope;

/** What the audit log tells of callers with credentials. */
class AuditAccessHttpTest {

  private static final String AUDIT = "/api/v1/audit";
  private static final String KEYS = ApiPaths.KEYS;
  private static final String ANNA = ApiPaths.CUSTOMERS + "/anna";

  /** Credentials are names here. */
  private static final Authenticator NAMES =
      new Authenticator() {
        private final Map<String, Caller> callers =
            Map.of(
                "boss", new Caller.OfTenant("key:boss", "default", Role.ADMIN.scopes()),
                "viewer", new Caller.OfTenant("key:viewer", "default", Role.VIEWER.scopes()),
                "none", new Caller.OfTenant("key:none", "default", EnumSet.noneOf(Scope.class)),
                "platform", new Caller.OfPlatform("key:platform", Role.ADMIN.scopes()));

        @Override
        public boolean takes(String credential) {
          return true;
        }

        @Override
        public Caller authenticate(String credential) {
          return Optional.ofNullable(callers.get(credential))
              .orElseThrow(() -> new ProblemException(Problem.badCredential()));
        }
      };

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(NAMES);
    server.state.customers.put(Shop.ANNA, Shop.anna());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String[] by(String name, String... more) {
    return Stream.concat(Stream.of("Authorization", "Bearer " + name), Stream.of(more))
        .toArray(String[]::new);
  }

  private List<String> log(String query, String... headers) {
    server.auditWritten();
    List<String> lines = new ArrayList<>();
    for (JsonNode line : server.get(AUDIT + query, headers).json().get("items")) {
      lines.add(
          Stream.of("tenant_id", "actor", "method", "route", "customer_id", "outcome", "status")
              .map(field -> line.get(field).asText().replace(ApiPaths.CUSTOMERS, "C"))
              .collect(Collectors.joining(" ")));
    }
    return lines.stream().sorted().toList();
  }

  @Test
  void a_read_without_personal_data_leaves_no_line_and_one_with_it_does() {
    server.get(ANNA, by("viewer"));
    server.get(ANNA, by("boss"));
    server.get(ANNA, by("platform", "X-Tenant-ID", "default"));

    assertEquals(
        List.of(
            "default key:boss GET C/{id} anna ok 200",
            "default key:platform GET C/{id} anna ok 200"),
        log("", by("boss")));
  }

  @Test
  void an_export_leaves_a_line_masked_or_not() {
    server.create("{\"id\": \"bob\"}", by("boss"));
    server.json(
        "POST",
        ApiPaths.SEGMENTS,
        "{\"id\": \"s\", \"name\": \"S\", \"type\": \"manual\"}",
        by("boss"));
    server.get(ApiPaths.CUSTOMERS + ":export", by("viewer"));
    server.get(ANNA + "/export", by("viewer"));
    server.get(ApiPaths.SEGMENTS + "/s/customers", by("viewer"));
    server.get(ApiPaths.SEGMENTS + "/s/customers", by("viewer", "Accept", "text/csv"));

    assertEquals(
        List.of(
            "default key:viewer GET /api/v1/segments/{id}/customers null ok 200",
            "default key:viewer GET C/{id}/export anna ok 200",
            "default key:viewer GET C:export null ok 200"),
        log("?actor=key:viewer", by("boss")));
  }

  @Test
  void who_is_refused_before_it_is_known_whose_they_are_is_seen_by_the_platform_alone() {
    server.get(ANNA);
    server.get(ANNA, by("stranger"));

    assertEquals(List.of(), log("", by("boss")));
    assertEquals(
        "403 platform-only", server.get(AUDIT + "?without_tenant=true", by("boss")).problem());
    assertEquals(
        List.of(
            "null nobody GET C/{id} anna refused 401", "null nobody GET C/{id} anna refused 401"),
        log("?without_tenant=true", by("platform")));
    assertEquals("400 malformed-request", server.get(AUDIT, by("platform")).problem());
  }

  @Test
  void who_names_another_tenant_is_told_of_in_their_own() {
    server.get(ANNA, by("boss", "X-Tenant-ID", "other"));

    assertEquals(List.of("default key:boss GET C/{id} anna refused 403"), log("", by("boss")));
  }

  @Test
  void a_page_of_customers_leaves_a_line_of_who_sees_personal_data_in_it() {
    server.get(ApiPaths.CUSTOMERS, by("viewer"));
    server.get(ApiPaths.CUSTOMERS, by("boss"));

    assertEquals(List.of("default key:boss GET C null ok 200"), log("", by("boss")));
  }

  @Test
  void what_the_platform_does_to_a_tenants_key_is_in_that_tenants_log_and_says_which_key() {
    String key = "{\"name\": \"k\", \"tenant\": \"default\", \"role\": \"viewer\"}";
    Reply made = server.json("POST", KEYS, key, by("platform", "Idempotency-Key", "once"));
    String id = made.json().path("id").asText();
    server.json("POST", KEYS, key, by("platform", "Idempotency-Key", "once"));
    server.json("POST", KEYS + "/" + id + ":rotate", "", by("platform"));
    server.delete(KEYS + "/" + id, by("none"));
    server.delete(KEYS + "/" + id, by("platform"));
    server.json("POST", KEYS, key.replace("default", "*"), by("platform"));

    assertEquals(
        List.of(
            "key:none DELETE 403 key:" + id,
            "key:platform DELETE 204 key:" + id,
            "key:platform POST 200 key:" + id,
            "key:platform POST 201 key:" + id),
        objects("", by("boss")));
    List<String> others = objects("?without_tenant=true", by("platform"));
    assertEquals(2, others.size());
    assertTrue(others.contains("key:platform POST 201 key:" + id), "the request that came again");
  }

  private List<String> objects(String query, String... headers) {
    server.auditWritten();
    List<String> lines = new ArrayList<>();
    for (JsonNode line : server.get(AUDIT + query, headers).json().get("items")) {
      lines.add(
          Stream.of("actor", "method", "status", "object")
              .map(field -> line.get(field).asText())
              .collect(Collectors.joining(" ")));
    }
    return lines.stream().sorted().toList();
  }

  @Test
  void only_an_administrator_reads_the_log() {
    assertEquals("403 missing-scope", server.get(AUDIT, by("viewer")).problem());
  }

  @Test
  void for_whom_a_stranger_acts_is_not_looked_at_before_the_credential() {
    assertEquals(
        "401 bad-credential",
        server.get(ANNA, by("stranger", "X-On-Behalf-Of", "m".repeat(200))).problem());
  }

  /** Whatever it is, who may not do it leaves one line. */
  @TestFactory
  Stream<DynamicTest> every_refusal_of_every_route_leaves_one_line() {
    Set<Route> scoped =
        server.routes().stream()
            .filter(route -> route.traits().requires().isPresent())
            .filter(route -> !route.path().startsWith("/internal/"))
            .collect(Collectors.toSet());
    return scoped.stream()
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method().text() + " " + route.path(), () -> leavesOneLine(route)));
  }

  private static void leavesOneLine(Route route) {
    try (TestServer one = new TestServer(NAMES)) {
      for (String name : List.of("stranger", "none")) {
        one.send(
            route.method().text(),
            route.path().replace("{", "").replace("}", ""),
            BodyPublishers.ofString(route.isRead() ? "" : "{}"),
            by(name, "Content-Type", Json.MEDIA_TYPE));
      }
      one.auditWritten();
      List<String> lines = new ArrayList<>();
      for (String query : List.of("?without_tenant=true", "")) {
        for (JsonNode line :
            one.get(AUDIT + query, by("platform", "X-Tenant-ID", "default")).json().get("items")) {
          lines.add(
              line.get("actor").asText()
                  + " "
                  + line.get("method").asText()
                  + " "
                  + line.get("route").asText()
                  + " "
                  + line.get("status").asText());
        }
      }
      String called = route.method().text() + " " + route.path();
      assertEquals(List.of("nobody " + called + " 401", "key:none " + called + " 403"), lines);
    }
  }

  /** The log takes 50 a second of them, so there are more in a slow run, but never all. */
  @Test
  void who_has_no_credential_does_not_fill_the_log_however_often_they_come() {
    int calls = 1_500;
    long begun = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      assertEquals(401, server.get(AUDIT, by("stranger")).status());
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
    server.auditWritten();

    long lines = Long.parseLong(server.postgres.texts("SELECT count(*) FROM audit_log").getFirst());
    assertTrue(lines >= 1_000, lines + " lines");
    assertTrue(lines <= 1_000 + 50 * seconds, lines + " lines in " + seconds + " s");
  }
}
