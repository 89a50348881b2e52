package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import shop.crm.access.MovableClock;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;

/** An issuer, who knows its tokens, and a clock for both. */
final class Tokens implements AutoCloseable {

  static final SigningKey RSA = SigningKey.of("RS256", "rsa");
  static final SigningKey PSS = SigningKey.of("PS256", "pss");
  static final SigningKey EC = SigningKey.of("ES256", "ec");
  static final SigningKey ED = SigningKey.of("EdDSA", "ed");

  /** Long enough for an answer of this machine, and never waited for where it comes. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
  final TestIssuer server = TestIssuer.with(RSA, PSS, EC, ED);
  final MeterRegistry metrics = new SimpleMeterRegistry();
  final OidcSettings settings;
  final Issuer issuer;
  final TokenAuthenticator authenticator;

  Tokens() {
    this(PATIENCE, "tenant", "scope");
  }

  /** Who reads tenant and scopes from other claims. */
  Tokens(String tenantClaim, String scopesClaim) {
    this(PATIENCE, tenantClaim, scopesClaim);
  }

  /** Whose requests wait so long for the issuer. */
  Tokens(Duration patience) {
    this(patience, "tenant", "scope");
  }

  private Tokens(Duration patience, String tenantClaim, String scopesClaim) {
    settings = new OidcSettings(server.address(), TestIssuer.AUDIENCE, tenantClaim, scopesClaim);
    issuer = new Issuer(new IssuerClient(settings, PATIENCE), clock, patience);
    authenticator = new TokenAuthenticator(settings, issuer, metrics, clock);
  }

  /** Claims of a good token. */
  Map<String, Object> claims() {
    return server.claims(clock.instant());
  }

  /** The same, with another one; null takes it away. */
  Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = new HashMap<>(claims());
    claims.put(name, value);
    claims.values().removeIf(each -> each == null);
    return claims;
  }

  Caller caller(String token) {
    return authenticator.authenticate(token);
  }

  /** Status and kind of the problem that a token meets. */
  String problem(String token) {
    return name(assertThrows(ProblemException.class, () -> caller(token)).problem());
  }

  private static String name(Problem problem) {
    return problem.status() + " " + problem.slug();
  }

  /** How many tokens were refused for a reason. */
  int refused(TokenRefusal reason) {
    return (int) metrics.get("crm.auth.refused").tag("reason", reason.label()).counter().count();
  }

  /** Holds that a token is refused as all are, for a reason that is counted. */
  void assertRefused(TokenRefusal reason, String token) {
    int before = refused(reason);
    assertEquals("401 bad-credential", problem(token));
    assertEquals(before + 1, refused(reason), () -> "not refused as " + reason);
  }

  @Override
  public void close() {
    authenticator.close();
    server.close();
  }
}
