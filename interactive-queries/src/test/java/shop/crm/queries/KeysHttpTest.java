package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.KeyCalls.KEYS;
import static shop.crm.queries.KeyCalls.VIEWER;
import static shop.crm.queries.KeyCalls.bearer;
import static shop.crm.queries.KeyCalls.id;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** API keys: who may work with which, and what is told of them. */
class KeysHttpTest {

  private static final Set<Scope> EVERYTHING = EnumSet.allOf(Scope.class);

  private TestServer server;
  private KeyCalls calls;

  /** In the header Authorization, that of an admin of the platform. */
  private String platform;

  /** And that of an admin of the tenant shop. */
  private String shop;

  @BeforeEach
  void start() {
    server = new TestServer().askingForKeys();
    calls = new KeyCalls(server);
    platform = server.keys.bearer("*", EVERYTHING);
    shop = server.keys.bearer("shop", EVERYTHING);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_key_is_made_told_once_and_opens_what_it_allows() {
    Reply made =
        calls.post(
            KEYS,
            """
            {"name": "Back end", "tenant": "shop", "scopes": ["segments:read", "pii:read"],
             "expires_at": "2026-04-01T00:00:00+02:00"}""",
            platform);

    assertEquals(201, made.status(), made.body());
    assertEquals(KEYS + "/" + id(made), made.header("location"));
    assertEquals("no-store", made.header("cache-control"));
    assertTrue(KeyCredential.parse(made.json().path("key").asText()).isPresent());
    String seen = made.body().replaceFirst("\"key\":\"[^\"]*\",", "").replace(id(made), "ID");
    assertEquals(
        """
        {"id":"ID","name":"Back end","tenant":"shop","scopes":["pii:read","segments:read"],\
        "created_at":"2026-03-01T12:00:01Z","expires_at":"2026-03-31T22:00:00Z",\
        "last_used_on":null,"old_valid_until":null}""",
        seen);
    assertEquals(200, calls.get("/api/v1/segments", bearer(made)).status());
    assertEquals("403 missing-scope", calls.get("/api/v1/customers", bearer(made)).problem());
    Reply read = calls.get(KEYS + "/" + id(made), platform);
    assertEquals(seen, read.body().replace(id(made), "ID"));
  }

  @Test
  void a_role_is_a_name_for_scopes_and_a_key_may_have_no_end() {
    Reply made = calls.post(KEYS, VIEWER, shop);

    assertEquals(201, made.status(), made.body());
    assertEquals(
        """
        ["customers:read","loyalty:read","segments:read","analytics:read","changes:read"]""",
        made.json().path("scopes").toString());
    assertTrue(made.json().path("expires_at").isNull());
    assertEquals("shop", made.json().path("tenant").asText());
  }

  @Test
  void the_secret_of_an_answer_that_comes_again_is_not_told_again() {
    Reply first = calls.post(KEYS, VIEWER, shop, "Idempotency-Key", "one");
    Reply again = calls.post(KEYS, VIEWER, shop, "Idempotency-Key", "one");

    assertEquals(201, again.status());
    assertTrue(first.json().has("key"));
    assertFalse(again.json().has("key"));
    assertEquals(first.body().replaceFirst("\"key\":\"[^\"]*\",", ""), again.body());
    assertEquals(first.header("location"), again.header("location"));
    assertEquals(
        "422 idempotency-key-reused",
        calls
            .post(KEYS, VIEWER.replace("viewer", "analyst"), shop, "Idempotency-Key", "one")
            .problem());
    assertEquals(2, calls.get(KEYS, shop).json().path("items").size());
  }

  @Test
  void nothing_of_a_secret_is_stored() {
    Reply made = calls.post(KEYS, VIEWER, shop, "Idempotency-Key", "one");
    Reply rotated =
        calls.post(KEYS + "/" + id(made) + ":rotate", "{}", shop, "Idempotency-Key", "two");
    List<String> stored =
        server.postgres.texts(
            """
            SELECT t::text FROM api_keys t UNION ALL
            SELECT convert_from(body, 'UTF8') || headers::text FROM idempotency UNION ALL
            SELECT convert_from(value, 'UTF8') FROM outbox""");

    assertTrue(stored.size() >= 7, "" + stored);
    for (Reply reply : List.of(made, rotated)) {
      String secret = reply.json().path("key").asText().substring("crm_".length() + 17);
      assertEquals(43, secret.length());
      assertTrue(stored.stream().noneMatch(text -> text.contains(secret)), "" + stored);
    }
  }

  @Test
  void an_admin_of_a_tenant_sees_and_changes_keys_of_that_tenant_alone() {
    String other = server.keys.bearer("other", EVERYTHING);
    for (String foreign : List.of(other, platform)) {
      String path = KEYS + "/" + id(foreign);
      assertEquals("404 unknown-key", calls.get(path, shop).problem());
      assertEquals("404 unknown-key", calls.post(path + ":rotate", "", shop).problem());
      assertEquals("404 unknown-key", calls.delete(path, shop).problem());
      assertEquals(200, calls.get(KEYS, foreign).status());
    }
    assertEquals(List.of(id(shop)), calls.get(KEYS, shop).ids());
    assertEquals(List.of(id(shop)), calls.get(KEYS + "?tenant=shop", shop).ids());
    assertEquals("403 foreign-tenant", calls.get(KEYS + "?tenant=other", shop).problem());
    assertEquals("403 foreign-tenant", calls.get(KEYS + "?tenant=*", shop).problem());
    assertEquals(List.of(id(platform), id(shop), id(other)), calls.get(KEYS, platform).ids());
    assertEquals(List.of(id(other)), calls.get(KEYS + "?tenant=other", platform).ids());
    assertEquals(List.of(id(platform)), calls.get(KEYS + "?tenant=*", platform).ids());
  }

  @Test
  void an_admin_of_a_tenant_makes_keys_of_that_tenant_alone() {
    String own = VIEWER.replace("}", ", \"tenant\": \"shop\"}");

    assertEquals(201, calls.post(KEYS, own, shop).status());
    for (String foreign : List.of("other", "*")) {
      assertEquals(
          "403 foreign-tenant", calls.post(KEYS, own.replace("shop", foreign), shop).problem());
    }
    assertEquals(
        "403 foreign-tenant", calls.post(KEYS, own, shop, "X-Tenant-ID", "other").problem());
    assertEquals(201, calls.post(KEYS, own, shop, "X-Tenant-ID", "shop").status());
  }

  @Test
  void nobody_hands_out_more_than_they_have() {
    Set<Scope> some = Set.of(Scope.ADMIN, Scope.SEGMENTS_READ);
    for (String admin : List.of(server.keys.bearer("shop", some), server.keys.bearer("*", some))) {
      String body = "{\"name\": \"k\", \"tenant\": \"shop\", \"scopes\": [\"segments:read\"]}";
      assertEquals(201, calls.post(KEYS, body, admin).status());
      Reply more = calls.post(KEYS, body.replace("segments:read", "pii:read"), admin);
      assertEquals("403 missing-scope", more.problem());
      assertTrue(more.json().path("detail").asText().contains("pii:read"), more.body());
      assertEquals(
          "403 missing-scope", calls.post(KEYS + "/" + id(shop) + ":rotate", "", admin).problem());
      assertEquals(200, calls.get(KEYS, shop).status(), "it has its secret as before");
    }
  }

  @Test
  void without_the_scope_admin_keys_are_nobodys_business() {
    Set<Scope> rest = EnumSet.complementOf(EnumSet.of(Scope.ADMIN));
    String key = server.keys.bearer("shop", rest);
    String path = KEYS + "/" + id(key);

    assertEquals("403 missing-scope", calls.get(KEYS, key).problem());
    assertEquals("403 missing-scope", calls.get(path, key).problem());
    assertEquals("403 missing-scope", calls.post(KEYS, VIEWER, key).problem());
    assertEquals("403 missing-scope", calls.post(path + ":rotate", "", key).problem());
    assertEquals("403 missing-scope", calls.delete(path, key).problem());
    assertEquals("401 unauthenticated", server.get(KEYS).problem());
  }

  @Test
  void keys_are_listed_page_by_page_and_none_twice() {
    for (int i = 0; i < 5; i++) {
      calls.post(KEYS, VIEWER, shop);
    }
    Reply first = calls.get(KEYS + "?limit=4", shop);
    Reply rest = calls.get(KEYS + "?limit=4&cursor=" + first.next().orElseThrow(), shop);

    assertEquals("4 2", first.ids().size() + " " + rest.ids().size());
    assertTrue(rest.next().isEmpty());
    assertTrue(rest.ids().stream().noneMatch(first.ids()::contains));
    assertTrue(calls.get(KEYS + "?limit=6", shop).next().isEmpty());
    assertEquals("400 malformed-request", calls.get(KEYS + "?cursor=nonsense", shop).problem());
    assertEquals("400 malformed-request", calls.get(KEYS + "?limit=0", shop).problem());
    assertEquals("400 malformed-request", calls.get(KEYS + "?tenant=a/b", platform).problem());
  }

  @Test
  void the_day_of_the_last_use_is_told_and_a_secret_never() {
    calls.get("/api/v1/segments", shop);
    assertEquals(Map.of(id(shop), LocalDate.of(2026, 3, 1)), Map.copyOf(server.keys.uses));
    server.keys.stored().used(server.keys.uses);
    Reply list = calls.get(KEYS, shop);

    assertEquals("2026-03-01", list.json().path("items").get(0).path("last_used_on").asText());
    String hash =
        server.postgres.texts("SELECT secret_sha256 FROM api_keys WHERE owner = 'shop'").get(0);
    assertFalse(list.body().contains(hash), list.body());
    assertFalse(calls.get(KEYS + "/" + id(shop), shop).body().contains(hash));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"role": "viewer"} | /name is missing
          {"name": " ", "role": "viewer"} | /name is blank
          {"name": 7, "role": "viewer"} | /name is not a text
          {"name": "k", "role": "king"} | /role is not a role: viewer, analyst, marketer, service, operator, admin
          {"name": "k", "role": 7} | /role is not a role: viewer, analyst, marketer, service, operator, admin
          {"name": "k"} | /scopes is missing: give a role or scopes
          {"name": "k", "role": "viewer", "scopes": ["admin"]} | /role stands beside scopes: give one of the two
          {"name": "k", "scopes": []} | /scopes is not a list of scopes
          {"name": "k", "scopes": "admin"} | /scopes is not a list of scopes
          {"name": "k", "scopes": ["admin", "gifts:read"]} | /scopes/1 is not a scope
          {"name": "k", "scopes": [7]} | /scopes/0 is not a scope
          {"name": "k", "role": "viewer", "expires_at": "tomorrow"} | /expires_at is not a time as of RFC 3339
          {"name": "k", "role": "viewer", "expires_at": 7} | /expires_at is not a time as of RFC 3339
          {"name": "k", "role": "viewer", "expires_at": "2026-03-01T12:00:01Z"} | /expires_at is not in the future
          {"name": "k", "role": "viewer", "tenant": "a/b"} | /tenant is neither * nor an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -, and neither . nor ..
          {"name": "k", "role": "viewer", "secret": "x"} | /secret is not known here
          """)
  void what_is_wrong_with_a_key_is_named(String body, String error) {
    Reply reply = calls.post(KEYS, body, shop);

    assertEquals("422 invalid-body", reply.problem());
    assertEquals(List.of(error), reply.errors());
  }

  @Test
  void somebody_of_the_platform_says_whose_key_it_is_to_be() {
    Reply reply = calls.post(KEYS, VIEWER, platform, "X-Tenant-ID", "shop");

    assertEquals(List.of("/tenant is missing: * is for the platform"), reply.errors());
    assertEquals(
        "*",
        calls
            .post(KEYS, VIEWER.replace("}", ", \"tenant\": \"*\"}"), platform)
            .json()
            .path("tenant")
            .asText());
  }

  @Test
  void before_the_server_knows_all_keys_it_asks_to_come_again() {
    server.keys.complete = false;
    Reply reply = calls.get(KEYS, shop);

    assertEquals("503 not-available", reply.problem());
    assertEquals("1", reply.header("retry-after"));
  }

  @Test
  void who_knows_a_key_gets_in_while_postgresql_is_away_though_keys_cannot_be_changed() {
    server.postgresAway = true;

    assertEquals("503 not-available", calls.get(KEYS, shop).problem());
    assertEquals("503 not-available", calls.post(KEYS, VIEWER, shop).problem());
  }

  @Test
  void where_no_credentials_are_asked_for_everybody_is_the_platform() {
    server.keys.asked = false;
    server.restart();
    Reply made = server.json("POST", KEYS, VIEWER.replace("}", ", \"tenant\": \"shop\"}"));

    assertEquals(201, made.status(), made.body());
    assertEquals(List.of(id(platform), id(shop), id(made)), server.get(KEYS).ids());
    assertEquals(204, server.delete(KEYS + "/" + id(made)).status());
  }

  @Test
  void a_call_of_one_key_is_not_taken_for_the_key() {
    Reply reply = calls.get(KEYS + "/" + id(shop) + ":rotate", shop);

    assertEquals("405 method-not-allowed", reply.problem());
    assertEquals("OPTIONS, POST", reply.header("allow"));
    assertEquals("404 unknown-key", calls.get(KEYS + "/nothing", shop).problem());
  }

  @Test
  void times_are_told_as_postgresql_keeps_them() {
    server.later(Duration.ofNanos(123_456_789));
    Reply made = calls.post(KEYS, VIEWER, shop);

    assertEquals(
        Instant.parse("2026-03-01T12:00:01.123456Z"),
        Instant.parse(made.json().path("created_at").asText()));
  }
}
