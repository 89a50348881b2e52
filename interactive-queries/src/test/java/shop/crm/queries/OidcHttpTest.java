package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import shop.crm.access.MovableClock;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.access.oidc.OidcSettings;
import shop.crm.queries.http.access.oidc.TokenAuthenticator;

/** A server that takes tokens of an issuer, and nothing else. */
class OidcHttpTest {

  private static final String CUSTOMERS = "/api/v1/customers";
  private static final String ACME = CUSTOMERS + "/of-acme";
  private static final String INVALID = "Bearer realm=\"crm\", error=\"invalid_token\"";
  private static final SigningKey KEY = SigningKey.of("ES256", "one");

  private static TestIssuer issuer;
  private static TokenAuthenticator authenticator;
  private static TestServer server;

  @BeforeAll
  static void start() {
    issuer = TestIssuer.with(KEY);
    authenticator = authenticator(issuer);
    server = new TestServer(authenticator);
    Reply created =
        server.create(
            "{\"id\": \"of-acme\"}", bearer(token("scope", "customers:write customers:read")));
    assertEquals(201, created.status(), created.body());
  }

  @AfterAll
  static void stop() {
    server.close();
    authenticator.close();
    issuer.close();
  }

  private static TokenAuthenticator authenticator(TestIssuer issuer) {
    return TokenAuthenticator.start(
        new OidcSettings(issuer.address(), TestIssuer.AUDIENCE, "tenant", "scope"),
        new SimpleMeterRegistry(),
        new MovableClock(TestServer.NOW));
  }

  private static Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = new HashMap<>(issuer.claims(TestServer.NOW));
    claims.put(name, value);
    return claims;
  }

  /** A token for acme that may read, but for one claim. */
  private static String token(String name, Object value) {
    return KEY.sign(claims(name, value));
  }

  private static String good() {
    return token("tenant", "acme");
  }

  private static String[] bearer(String token, String... more) {
    return Stream.concat(Stream.of("Authorization", "Bearer " + token), Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void the_tenant_is_that_of_the_token() {
    Reply reply = server.get(ACME, bearer(good()));
    assertEquals(200, reply.status(), reply.body());
    assertEquals("acme", reply.json().path("tenant_id").asText());
    assertEquals(200, server.get(ACME, bearer(good(), "X-Tenant-ID", "acme")).status());
    assertEquals(
        "403 foreign-tenant", server.get(ACME, bearer(good(), "X-Tenant-ID", "globex")).problem());
    assertEquals(
        "404 unknown-customer", server.get(ACME, bearer(token("tenant", "globex"))).problem());
  }

  @Test
  void a_token_of_the_platform_names_the_tenant() {
    String platform = token("tenant", "*");
    assertEquals(200, server.get(ACME, bearer(platform, "X-Tenant-ID", "acme")).status());
    assertEquals("400 malformed-request", server.get(ACME, bearer(platform)).problem());
  }

  @Test
  void what_a_token_does_not_allow_is_403() {
    Reply reply = server.get(ACME, bearer(token("scope", "segments:read unknown:scope")));
    assertEquals("403 missing-scope", reply.problem());
    assertEquals(
        "Bearer realm=\"crm\", error=\"insufficient_scope\", scope=\"customers:read\"",
        reply.header("www-authenticate"));
    assertEquals(200, server.get(ACME, bearer(token("scope", List.of("viewer")))).status());
  }

  @Test
  void a_bad_token_is_401_and_nobody_is_told_why() {
    long now = TestServer.NOW.getEpochSecond();
    String good = good();
    Set<String> bodies = new HashSet<>();
    for (String token :
        List.of(
            KEY.sign(Map.of("alg", "none"), claims("tenant", "acme")),
            KEY.sign(Map.of("alg", "HS256", "kid", "one"), claims("tenant", "acme")),
            SigningKey.of("ES256", "one").sign(claims("tenant", "acme")),
            SigningKey.of("RS256", "two").sign(claims("tenant", "acme")),
            token("iss", "https://other.example"),
            token("aud", "other"),
            token("exp", now - 61),
            token("nbf", now + 61),
            token("iat", now + 61),
            token("tenant", "no id"),
            token("padding", "x".repeat(15_000)),
            KEY.sign(
                SigningKey.json(Map.of("alg", "ES256", "kid", "one")),
                SigningKey.json(claims("a", 1)).replaceFirst("\\{", "{\"sub\":\"other\",")),
            good.substring(0, good.lastIndexOf('.') + 1),
            good.substring(1),
            good + "A",
            "crm_abc_def")) {
      Reply reply = server.get(ACME, bearer(token));
      assertEquals("401 bad-credential", reply.problem());
      assertEquals(INVALID, reply.header("www-authenticate"));
      bodies.add(reply.body());
    }
    assertEquals(1, bodies.size());
    assertEquals("401 unauthenticated", server.get(ACME).problem());
  }

  @Test
  void while_nobody_knows_the_issuers_keys_a_good_token_is_503_and_a_bad_one_401() {
    try (TestIssuer away = TestIssuer.with(KEY);
        TokenAuthenticator without = authenticator(closed(away));
        TestServer other = new TestServer(without)) {
      Reply reply = other.get(ACME, bearer(KEY.sign(away.claims(TestServer.NOW))));
      assertEquals("503 not-available", reply.problem());
      assertEquals("5", reply.header("retry-after"));
      assertEquals("401 bad-credential", other.get(ACME, bearer("a.b.c")).problem());
    }
  }

  private static TestIssuer closed(TestIssuer issuer) {
    issuer.close();
    return issuer;
  }
}
