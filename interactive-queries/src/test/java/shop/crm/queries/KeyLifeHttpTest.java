package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.KeyCalls.KEYS;
import static shop.crm.queries.KeyCalls.VIEWER;
import static shop.crm.queries.KeyCalls.bearer;
import static shop.crm.queries.KeyCalls.id;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.access.Scope;

/** API keys that expire, get another secret, or are revoked: when they open what. */
class KeyLifeHttpTest {

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
  void a_key_that_has_expired_opens_nothing() {
    Reply made =
        calls.post(
            KEYS,
            """
            {"name": "a", "tenant": "shop", "role": "viewer",
             "expires_at": "2026-03-01T12:01:00Z"}""",
            platform);
    assertEquals(200, calls.get("/api/v1/segments", bearer(made)).status());
    server.later(Duration.ofSeconds(59));

    Reply refused = calls.get("/api/v1/segments", bearer(made));
    assertEquals("401 bad-credential", refused.problem());
    assertEquals(
        "Bearer realm=\"crm\", error=\"invalid_token\"", refused.header("www-authenticate"));
    assertEquals(200, calls.get(KEYS + "/" + id(made), platform).status());
  }

  /** An admin's key of the tenant shop that ends at some time, in the header Authorization. */
  private String ending(String time) {
    return bearer(
        calls.post(
            KEYS,
            """
            {"name": "a", "tenant": "shop", "role": "admin", "expires_at": "%s"}"""
                .formatted(time),
            platform));
  }

  private static String viewer(String expiresAt) {
    return """
        {"name": "v", "role": "viewer", "expires_at": %s}"""
        .formatted(expiresAt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"2026-03-02T12:00:00.001Z\""})
  void a_key_that_expires_makes_none_that_outlives_it(String end) {
    Reply reply = calls.post(KEYS, viewer(end), ending("2026-03-02T12:00:00Z"));

    assertEquals("403 outlives-credential", reply.problem());
    assertTrue(reply.json().path("detail").asText().contains("2026-03-02T12:00:00Z"), reply.body());
    assertEquals(2, calls.get(KEYS, shop).ids().size());
  }

  @Test
  void a_key_that_expires_makes_and_rotates_those_that_end_with_it() {
    String own = ending("2026-03-02T12:00:00Z");
    Reply made = calls.post(KEYS, viewer("\"2026-03-02T12:00:00Z\""), own);

    assertEquals(201, made.status(), made.body());
    assertEquals(200, calls.post(KEYS + "/" + id(made) + ":rotate", "", own).status());
    assertEquals(200, calls.post(KEYS + "/" + id(own) + ":rotate", "", own).status());
  }

  @Test
  void a_key_that_expires_is_told_no_secret_of_one_that_outlives_it() {
    String own = ending("2026-03-02T12:00:00Z");
    Reply refused = calls.post(KEYS + "/" + id(shop) + ":rotate", "", own);

    assertEquals("403 outlives-credential", refused.problem());
    assertEquals(200, calls.get(KEYS, shop).status());
    assertEquals(204, calls.delete(KEYS + "/" + id(shop), own).status());
  }

  @Test
  void a_rotated_key_has_two_secrets_for_as_long_as_was_asked_for() {
    Reply made = calls.post(KEYS, VIEWER, shop);
    Reply rotated =
        calls.post(KEYS + "/" + id(made) + ":rotate", "{\"old_valid_for\": \"PT1M\"}", shop);

    assertEquals(200, rotated.status(), rotated.body());
    assertEquals("no-store", rotated.header("cache-control"));
    assertEquals(id(made), id(rotated));
    assertNotEquals(bearer(made), bearer(rotated));
    assertEquals("2026-03-01T12:01:01Z", rotated.json().path("old_valid_until").asText());
    assertEquals(200, calls.get("/api/v1/segments", bearer(made)).status());
    assertEquals(200, calls.get("/api/v1/segments", bearer(rotated)).status());
    server.later(Duration.ofMinutes(1));
    assertEquals("401 bad-credential", calls.get("/api/v1/segments", bearer(made)).problem());
    assertEquals(200, calls.get("/api/v1/segments", bearer(rotated)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"old_valid_for\": null}", "{\"old_valid_for\": \"PT0S\"}"})
  void without_a_wish_the_old_secret_ends_at_once(String body) {
    Reply made = calls.post(KEYS, VIEWER, shop);
    Reply rotated = calls.post(KEYS + "/" + id(made) + ":rotate", body, shop);

    assertEquals(200, rotated.status(), rotated.body());
    assertTrue(rotated.json().path("old_valid_until").isNull());
    assertEquals("401 bad-credential", calls.get("/api/v1/segments", bearer(made)).problem());
    assertEquals(200, calls.get("/api/v1/segments", bearer(rotated)).status());
  }

  @Test
  void a_rotation_that_comes_again_changes_nothing_and_tells_no_secret() {
    String path = KEYS + "/" + id(shop) + ":rotate";
    Reply rotated = calls.post(path, "", platform, "Idempotency-Key", "one");
    Reply again = calls.post(path, "", platform, "Idempotency-Key", "one");

    assertEquals("200 true", rotated.status() + " " + rotated.json().has("key"));
    assertEquals("200 false", again.status() + " " + again.json().has("key"));
    assertEquals(200, calls.get(KEYS, bearer(rotated)).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1h\"",
        "\"-PT1S\"",
        "\"P31D\"",
        "\"\"",
        "60",
        "\"PT1H                             \""
      })
  void what_is_no_duration_up_to_thirty_days_is_refused(String wish) {
    Reply reply =
        calls.post(
            KEYS + "/" + id(shop) + ":rotate", "{\"old_valid_for\": " + wish + "}", platform);

    assertEquals("422 invalid-body", reply.problem());
    assertEquals(
        List.of("/old_valid_for is not a duration of ISO 8601 from PT0S to P30D"), reply.errors());
    assertEquals(200, calls.get(KEYS, shop).status());
  }

  @Test
  void a_revoked_key_opens_nothing_and_is_not_there_any_more() {
    Reply made = calls.post(KEYS, VIEWER, shop);
    String path = KEYS + "/" + id(made);

    assertEquals(204, calls.delete(path, shop).status());
    assertEquals("401 bad-credential", calls.get("/api/v1/segments", bearer(made)).problem());
    assertEquals("404 unknown-key", calls.get(path, shop).problem());
    assertEquals("404 unknown-key", calls.delete(path, shop).problem());
    assertEquals("404 unknown-key", calls.post(path + ":rotate", "", shop).problem());
    assertEquals(List.of(id(shop)), calls.get(KEYS, shop).ids());
  }
}
