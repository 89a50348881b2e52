package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.Moves;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Route;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;

/** Who may call what: every operation of the document, with every credential that will not do. */
class AccessHttpTest {

  private static final String CHALLENGE = "Bearer realm=\"crm\"";
  private static final String INVALID = CHALLENGE + ", error=\"invalid_token\"";
  private static final String CHANGES = "/api/v1/changes";

  /** One call that the document describes. */
  private record Operation(
      String method, String path, Optional<Scope> scope, boolean ofTenant, boolean ofPlatform) {

    static Operation of(String method, String path, JsonNode described) {
      Optional<Scope> scope =
          described.get("security").isEmpty()
              ? Optional.empty()
              : Scope.of(described.at("/security/0/bearer/0").asText());
      boolean ofTenant = false;
      for (JsonNode parameter : described.path("parameters")) {
        ofTenant |= parameter.path("$ref").asText().equals("#/components/parameters/Tenant");
      }
      return new Operation(
          method.toUpperCase(Locale.ROOT),
          path,
          scope,
          ofTenant,
          described.path("x-platform-only").asBoolean());
    }

    static List<Operation> all() {
      return Described.DOCUMENT.get("paths").properties().stream()
          .flatMap(
              path ->
                  path.getValue().properties().stream()
                      .map(one -> of(one.getKey(), path.getKey(), one.getValue())))
          .toList();
    }

    static Stream<Operation> secured() {
      return all().stream().filter(one -> one.scope().isPresent());
    }

    String target() {
      boolean ofSegment = path.startsWith(ApiPaths.SEGMENTS);
      return path.replace("recalculations/{id}", "recalculations/" + TestServer.RECALCULATION)
          .replace("keys/{id}", "keys/" + key)
          .replace("tenants/{id}", "tenants/acme")
          .replace("{id}", ofSegment ? "friends" : "anna")
          .replace("{customer_id}", "bob")
          .replace("/docs/{file}", "/docs/docs.js")
          .replace("/page/{file}", "/page/page.js")
          .replace("{file}", "common.json");
    }

    /** As it is meant to be called, but for who calls. */
    Reply call(TestServer server, String... headers) {
      return callAt(target(), server, headers);
    }

    Reply callAt(String target, TestServer server, String... headers) {
      String type = path.endsWith(":import") ? Described.NDJSON : Json.MEDIA_TYPE;
      List<String> all = new ArrayList<>(List.of("Content-Type", type));
      all.addAll(List.of(headers));
      String body = path.equals(ApiPaths.KEYS) ? KEY_OF_ACME : OpenApiHttpTest.bodyOf(method, path);
      return server.send(
          method,
          target,
          body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
          all.toArray(String[]::new));
    }

    /** With whatever else could be wrong with a call. */
    Reply callWrongly(TestServer server, String... headers) {
      List<String> all = new ArrayList<>(List.of(headers));
      all.addAll(List.of("Content-Type", "image/png", "Accept", "image/png", "If-Match", "none"));
      return server.send(
          method,
          target() + "?limit=x&nothing=1&nothing=2",
          method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"a\":"),
          all.toArray(String[]::new));
    }
  }

  private static final String KEY_OF_ACME =
      "{\"name\": \"of a test\", \"tenant\": \"acme\", \"scopes\": [\"admin\"]}";

  private static TestServer server;
  private static String key;
  private static String before;

  @BeforeAll
  static void start() {
    server = TestCredentials.server();
    fill(server);
    key = server.keys.issue("acme", Set.of(Scope.ADMIN)).id();
    before = rows(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The same as the tests of the document have, of the tenant {@code acme}. */
  private static void fill(TestServer server) {
    String admin = TestCredentials.of("acme", TestCredentials.ALL);
    for (String id : List.of("anna", "bob")) {
      assertEquals(
          201, server.create("{\"id\": \"%s\"}".formatted(id), "Authorization", admin).status());
      server.state.customers.put(new CustomerKey("acme", id), Shop.anna());
    }
    String friends = "{\"id\": \"friends\", \"name\": \"Friends\", \"type\": \"manual\"}";
    assertEquals(
        201, server.json("POST", ApiPaths.SEGMENTS, friends, "Authorization", admin).status());
  }

  /** All that PostgreSQL has but the audit log, which tells of those who were refused. */
  private static String rows(TestServer server) {
    List<String> tables =
        server.postgres.texts(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
                + " AND tablename <> 'audit_log' ORDER BY 1");
    assertTrue(tables.contains("outbox"), tables.toString());
    return tables.stream()
        .map(
            table ->
                table
                    + server.postgres.texts(
                        "SELECT count(*) || md5(coalesce(string_agg(t::text, '' ORDER BY t::text),"
                            + " '')) FROM "
                            + table
                            + " t"))
        .collect(Collectors.joining("\n"));
  }

  private static void assertNothingTouched() {
    assertEquals(before, rows(server));
    assertEquals(List.of(), server.recalculated);
    assertEquals(List.of(), server.fitted);
  }

  private static Stream<DynamicTest> forEach(
      Stream<Operation> operations, Function<Operation, List<String>> wrong) {
    return operations.map(
        one ->
            DynamicTest.dynamicTest(
                one.method() + " " + one.path(),
                () -> {
                  assertEquals(List.of(), wrong.apply(one));
                  assertNothingTouched();
                }));
  }

  /** What an answer is, and what it asks for. */
  private static String told(Reply reply) {
    return reply.problem() + " " + reply.header("www-authenticate");
  }

  private static void expect(
      List<String> wrong, Operation operation, String expected, String... headers) {
    for (Reply reply :
        List.of(operation.call(server, headers), operation.callWrongly(server, headers))) {
      if (!told(reply).equals(expected)) {
        wrong.add(List.of(headers) + ": " + told(reply) + ", not " + expected);
      }
    }
  }

  @Test
  void every_route_requires_what_the_document_says() {
    Set<String> served =
        server.routes().stream()
            .filter(route -> !route.path().startsWith("/internal/"))
            .map(AccessHttpTest::required)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        Operation.all().stream()
            .map(
                one ->
                    one.method()
                        + " "
                        + one.path()
                        + " "
                        + one.scope().map(Scope::text)
                        + (one.ofPlatform() ? " platform only" : ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(documented, served);
  }

  private static String required(Route route) {
    return route.method().text()
        + " "
        + route.path()
        + " "
        + route.traits().requires().map(Scope::text)
        + (route.traits().ofPlatform() ? " platform only" : "");
  }

  @Test
  void a_scope_is_described_wherever_one_is_required() {
    for (var path : Described.DOCUMENT.get("paths").properties()) {
      for (var one : path.getValue().properties()) {
        String what = one.getKey() + " " + path.getKey();
        JsonNode responses = one.getValue().get("responses");
        boolean secured = !one.getValue().get("security").isEmpty();

        assertEquals(secured, responses.has("401"), what);
        assertEquals(secured, responses.has("403"), what);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> without_a_credential_that_is_valid_it_is_401() {
    String good = TestCredentials.of("acme", TestCredentials.ALL);
    List<String> malformed =
        List.of(
            "",
            "Bearer",
            "Bearer ",
            "Basic YTpi",
            good.replace("Bearer", "Token"),
            good.replace("Bearer ", "Bearer"),
            good.replace("Bearer ", ""),
            good + " x",
            good + ", " + good,
            good + ";x",
            good.replace("acme", "acmé"),
            "Bearer \"" + good.substring(7) + "\"",
            "Bearer of-no-kind",
            "Bearer " + "a~".repeat(10_000));
    return forEach(
        Operation.secured(),
        one -> {
          List<String> wrong = new ArrayList<>();
          expect(wrong, one, "401 unauthenticated " + CHALLENGE);
          expect(wrong, one, "401 unauthenticated " + CHALLENGE, "X-Tenant-ID", "acme");
          for (String value : malformed) {
            expect(wrong, one, "401 bad-credential " + INVALID, "Authorization", value);
          }
          expect(
              wrong,
              one,
              "401 bad-credential " + INVALID,
              "Authorization",
              good,
              "Authorization",
              good);
          for (String refused : TestCredentials.REFUSED) {
            expect(
                wrong, one, "401 bad-credential " + INVALID, "Authorization", "Bearer " + refused);
          }
          return wrong;
        });
  }

  @TestFactory
  Stream<DynamicTest> without_the_scope_it_is_403_with_the_scopes_name() {
    return forEach(
        Operation.secured(),
        one -> {
          Scope scope = one.scope().orElseThrow();
          Set<Scope> others = EnumSet.complementOf(EnumSet.of(scope));
          List<String> wrong = new ArrayList<>();
          String expected =
              "403 missing-scope "
                  + CHALLENGE
                  + ", error=\"insufficient_scope\", scope=\""
                  + scope.text()
                  + '"';
          for (String credential :
              List.of(
                  TestCredentials.of("acme", Set.of()),
                  TestCredentials.of("acme", others),
                  TestCredentials.ofPlatform(others))) {
            expect(wrong, one, expected, "Authorization", credential);
          }
          return wrong;
        });
  }

  @TestFactory
  Stream<DynamicTest> for_another_tenant_it_is_403_whether_there_is_that_tenant_or_not() {
    return forEach(
        Operation.secured(),
        one -> {
          List<String> wrong = new ArrayList<>();
          for (String tenant : List.of("acme", "default", "nobody", "ACME", "a/b", "*")) {
            expect(
                wrong,
                one,
                "403 foreign-tenant none",
                "Authorization",
                TestCredentials.of("other", TestCredentials.ALL),
                "X-Tenant-ID",
                tenant);
          }
          return wrong;
        });
  }

  @TestFactory
  Stream<DynamicTest> what_is_of_the_platform_is_not_for_a_credential_of_a_tenant() {
    return forEach(
        Operation.secured().filter(Operation::ofPlatform),
        one -> {
          List<String> wrong = new ArrayList<>();
          String admin = TestCredentials.of("acme", TestCredentials.ALL);
          expect(wrong, one, "403 platform-only none", "Authorization", admin);
          return wrong;
        });
  }

  @TestFactory
  Stream<DynamicTest> a_credential_of_the_platform_has_to_name_a_tenant() {
    return forEach(
        Operation.secured().filter(Operation::ofTenant),
        one -> {
          Reply reply =
              one.call(server, "Authorization", TestCredentials.ofPlatform(TestCredentials.ALL));
          boolean names = reply.body().contains("X-Tenant-ID");
          return reply.problem().equals("400 malformed-request") && names
              ? List.of()
              : List.of(reply.toString());
        });
  }

  @TestFactory
  Stream<DynamicTest> what_another_tenant_has_is_as_unknown_as_what_nobody_has() {
    return forEach(
        Operation.secured().filter(one -> one.path().contains("{id}") && !one.ofPlatform()),
        one -> {
          String other = TestCredentials.of("other", TestCredentials.ALL);
          String nobodys =
              one.target()
                  .replace(TestServer.RECALCULATION, TestServer.RECALCULATION_OF_NOBODY)
                  .replace(key, "0".repeat(key.length()))
                  .replaceFirst("/(anna|friends)", "/nothing");
          Reply foreign = one.call(server, "Authorization", other);
          Reply unknown = one.callAt(nobodys, server, "Authorization", other);

          assertEquals(404, foreign.status(), foreign.body());
          assertEquals(unknown.problem() + unknown.body(), foreign.problem() + foreign.body());
          assertNotEquals(nobodys, one.target());
          return List.of();
        });
  }

  @TestFactory
  Stream<DynamicTest> with_the_scope_alone_it_is_not_refused() {
    return Operation.secured()
        .filter(one -> !one.path().equals(CHANGES))
        .map(one -> DynamicTest.dynamicTest(one.method() + " " + one.path(), () -> isLetIn(one)));
  }

  private static void isLetIn(Operation one) {
    try (TestServer fresh = TestCredentials.server()) {
      fill(fresh);
      Set<Scope> scope = Set.of(one.scope().orElseThrow());
      String platform = TestCredentials.ofPlatform(scope);
      for (String credential :
          one.ofPlatform()
              ? List.of(platform)
              : List.of(TestCredentials.of("acme", scope), platform)) {
        Reply reply = one.call(fresh, "Authorization", credential, "X-Tenant-ID", "acme");

        assertFalse(Set.of(401, 403).contains(reply.status()), reply.toString());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> what_is_open_is_answered_whatever_the_credential_is() {
    return forEach(
        Operation.all().stream().filter(one -> one.scope().isEmpty()),
        one -> {
          int status = one.call(server).status();

          assertEquals(200, status);
          assertEquals(status, one.call(server, "Authorization", "Bearer acme~revoked").status());
          return List.of();
        });
  }

  @TestFactory
  Stream<DynamicTest> head_is_refused_as_get_is_and_options_tells_nothing_secret() {
    return forEach(
        Operation.secured(),
        one -> {
          Reply options = server.send("OPTIONS", one.target(), BodyPublishers.noBody());
          assertEquals("204 ", options.status() + " " + options.body());
          if (one.method().equals("GET")) {
            Reply head = server.send("HEAD", one.target(), BodyPublishers.noBody());
            assertEquals("401 ", head.status() + " " + head.body());
            assertEquals(CHALLENGE, head.header("www-authenticate"));
          }
          return List.of();
        });
  }

  @Test
  @Timeout(60)
  void a_stream_ends_once_its_credential_lets_nobody_in() {
    TestCredentials credentials = new TestCredentials();
    try (TestServer own = new TestServer(credentials)) {
      String reader = TestCredentials.of("acme", Set.of(Scope.CHANGES_READ));
      String other = TestCredentials.of("other", Set.of(Scope.CHANGES_READ));
      try (EventReader ends = EventReader.open(own.port(), CHANGES, "Authorization", reader);
          EventReader goesOn = EventReader.open(own.port(), CHANGES, "Authorization", other)) {
        assertEquals(200, ends.reply().status());
        assertEquals(200, goesOn.reply().status());

        credentials.revoke(reader);

        assertFalse(ends.endsInOrder());
        assertEquals(401, own.get(CHANGES, "Authorization", reader).status());
        own.changes.append(1, Moves.toSilver("other/eve", 2));
        assertEquals(List.of("customer.tier_changed eve"), goesOn.events(1));
      }
    }
  }

  @Test
  void the_scheme_is_written_in_any_case_and_blanks_around_the_credential_are_nothing() {
    String credential = TestCredentials.of("acme", TestCredentials.ALL).substring(7);
    for (String scheme : List.of("Bearer ", "bearer ", "BEARER   ")) {
      assertEquals(
          200, server.get(ApiPaths.CUSTOMERS, "Authorization", scheme + credential).status());
    }
  }

  @Test
  void a_body_that_nobody_reads_ends_the_connection() {
    Reply reply = server.create("{\"id\": \"carol\"}");

    assertEquals("401 unauthenticated", reply.problem());
    assertEquals("close", reply.header("connection"));
    assertNothingTouched();
  }
}
