package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.queries.http.Caller;
import shop.crm.schemas.model.access.Role;
import shop.crm.schemas.model.access.Scope;

class TokenAuthenticatorTest {

  private static final String SUBJECT = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  static final List<SigningKey> KEYS = List.of(Tokens.RSA, Tokens.PSS, Tokens.EC, Tokens.ED);

  private final Tokens tokens = new Tokens();

  @AfterEach
  void close() {
    tokens.close();
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void a_token_of_each_algorithm_is_taken(SigningKey key) {
    assertEquals(
        new Caller.OfTenant("oidc:" + SUBJECT, "acme", Set.of(Scope.CUSTOMERS_READ)),
        tokens.caller(key.sign(tokens.claims())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "JWT", "jwt"})
  void access_tokens_and_plain_jwt_are_taken(String type) {
    Map<String, ?> header = Map.of("alg", "ES256", "kid", "ec", "typ", type);
    assertEquals("acme", tenant(Tokens.EC.sign(header, tokens.claims())));
  }

  @Test
  void the_header_need_not_say_its_type_or_its_key() {
    assertEquals("acme", tenant(Tokens.EC.sign(Map.of("alg", "ES256"), tokens.claims())));
  }

  @Test
  void the_audience_may_be_one_of_many() {
    Map<String, Object> claims =
        tokens.claims("aud", List.of("https://other.example", TestIssuer.AUDIENCE));
    assertEquals("acme", tenant(Tokens.RSA.sign(claims)));
  }

  @ParameterizedTest
  @ValueSource(longs = {59, 60})
  void the_clocks_may_differ_by_a_minute(long seconds) {
    long now = tokens.clock.instant().getEpochSecond();
    assertEquals("acme", tenant(Tokens.EC.sign(tokens.claims("nbf", now + seconds))));
    assertEquals("acme", tenant(Tokens.EC.sign(tokens.claims("iat", now + seconds))));
    assertEquals("acme", tenant(Tokens.EC.sign(tokens.claims("exp", now - seconds + 1))));
  }

  @Test
  void parts_of_seconds_are_times_too() {
    double end = tokens.clock.instant().getEpochSecond() + 0.5;
    assertEquals("acme", tenant(Tokens.EC.sign(tokens.claims("exp", end))));
  }

  private String tenant(String token) {
    return ((Caller.OfTenant) tokens.caller(token)).tenant();
  }

  @Test
  void a_star_is_the_platform() {
    assertEquals(
        new Caller.OfPlatform("oidc:" + SUBJECT, Set.of(Scope.CUSTOMERS_READ)),
        tokens.caller(Tokens.RSA.sign(tokens.claims("tenant", "*"))));
  }

  static Stream<List<Object>> scopes() {
    Set<Scope> two = Set.of(Scope.CUSTOMERS_READ, Scope.SEGMENTS_WRITE);
    return Stream.of(
        List.of("customers:read segments:write", two),
        List.of("openid  profile customers:read segments:write email", two),
        List.of(List.of("customers:read", "segments:write", "other"), two),
        List.of(List.of("customers:read", 7, Map.of("a", 1), "segments:write"), two),
        List.of("viewer", Role.VIEWER.scopes()),
        List.of(List.of("operator", "offline_access"), Role.OPERATOR.scopes()),
        List.of(List.of("admin"), Set.of(Scope.ADMIN)),
        List.of(List.of("role:admin"), Role.ADMIN.scopes()),
        List.of("role:viewer role:nothing role:", Role.VIEWER.scopes()),
        List.of("VIEWER Customers:Read customers_read", Set.of()),
        List.of("", Set.of()),
        List.of(7, Set.of()),
        List.of(Map.of("scope", "admin"), Set.of()));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void scopes_are_words_or_a_list_and_roles_are_names_for_them(List<Object> pair) {
    Caller caller = tokens.caller(Tokens.EC.sign(tokens.claims("scope", pair.get(0))));
    assertEquals(pair.get(1), ((Caller.OfTenant) caller).scopes());
  }

  @Test
  void a_token_without_scopes_may_do_nothing() {
    Caller caller = tokens.caller(Tokens.EC.sign(tokens.claims("scope", null)));
    for (Scope scope : Scope.values()) {
      assertFalse(caller.may(scope));
    }
  }

  @Test
  void tenant_and_scopes_may_stand_in_other_claims_and_deeper() {
    try (Tokens others = new Tokens("https://crm.example/tenant", "/realm_access/roles")) {
      Map<String, Object> claims =
          others.claims("realm_access", Map.of("roles", List.of("viewer")));
      claims.put("https://crm.example/tenant", "globex");
      assertEquals(
          new Caller.OfTenant("oidc:" + SUBJECT, "globex", Role.VIEWER.scopes()),
          others.caller(Tokens.EC.sign(claims)));
    }
  }

  @Test
  void a_token_is_checked_once() {
    String token = Tokens.EC.sign(tokens.claims());
    assertSame(tokens.caller(token), tokens.caller(token));
  }

  @Test
  void a_token_that_was_taken_ends_when_it_says() {
    String token = Tokens.EC.sign(tokens.claims());
    tokens.caller(token);
    tokens.clock.move(Duration.ofMinutes(11).minusSeconds(1));
    tokens.caller(token);
    tokens.clock.move(Duration.ofSeconds(1));
    tokens.assertRefused(TokenRefusal.EXPIRED, token);
  }

  @Test
  void what_has_no_parts_is_no_token() {
    assertFalse(tokens.authenticator.takes("crm_abc_def"));
    assertTrue(tokens.authenticator.takes("a.b.c"));
  }

  @Test
  void a_bad_token_never_makes_the_issuer_be_asked() {
    tokens.assertRefused(TokenRefusal.MALFORMED, "a.b.c");
    tokens.assertRefused(TokenRefusal.ISSUER, Tokens.EC.sign(tokens.claims("iss", "https://x")));
    assertEquals(0, tokens.server.asked(TestIssuer.KEYS));
  }
}
