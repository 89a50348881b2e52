package shop.crm.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.standalone.credential.BearerCredential;

/** A service whose callers have tokens of an issuer, which changes its keys and goes away. */
class OidcIT {

  private static final String EMAIL = "subject.of.a.token@example.org";
  private static final String ANN = RunningCrm.CUSTOMERS + "/ann";

  private final SigningKey first = SigningKey.of("ES256", "first");
  private final SigningKey second = SigningKey.of("RS256", "second");
  private final SigningKey never = SigningKey.of("EdDSA", "never");
  private final TestIssuer issuer = TestIssuer.with(first);

  private String token(SigningKey key, String tenant, String scope) {
    Map<String, Object> claims = new HashMap<>(issuer.claims(Instant.now()));
    claims.put("sub", EMAIL);
    claims.put("tenant", tenant);
    claims.put("roles", scope.split(" "));
    return key.sign(claims);
  }

  private static CrmHttp as(RunningCrm crm, String token) {
    return new CrmHttp(
        crm.service().endpoints().http(),
        BearerCredential.read(Optional.empty(), Map.of("CRM_API_KEY", token)));
  }

  private static JsonNode issuerIn(JsonNode status) {
    return StreamSupport.stream(status.path("connectors").spliterator(), false)
        .filter(connector -> connector.path("name").asText().equals("oidc-issuer"))
        .findAny()
        .orElseThrow();
  }

  @Test
  void tokens_are_taken_by_the_keys_that_the_issuer_has(@TempDir Path directory) throws Exception {
    Map<String, String> settings = RunningCrm.settings(directory);
    settings.put("CRM_AUTH", "oidc");
    settings.put("CRM_OIDC_ISSUER", issuer.address());
    settings.put("CRM_OIDC_AUDIENCE", TestIssuer.AUDIENCE);
    settings.put("CRM_OIDC_SCOPES_CLAIM", "roles");
    settings.put("CRM_API_KEY", token(first, "*", "operator"));
    Logger ours = (Logger) LoggerFactory.getLogger("shop.crm");
    Level level = ours.getLevel();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, UTF_8));
    ours.setLevel(Level.DEBUG);
    String told;
    try (issuer;
        RunningCrm crm = RunningCrm.start(settings)) {
      asksForTokens(crm);
      followsTheKeys(crm);
      survivesTheIssuer(crm);
      told = crm.metrics() + crm.text("/status");
    } finally {
      ours.setLevel(level);
      System.setErr(before);
    }
    assertTrue(told.contains("crm_auth_refused_total{reason=\"token-unknown-key\"}"), told);
    assertFalse(told.contains(EMAIL), told);
    String logged = written.toString(UTF_8);
    assertTrue(logged.contains("Refused a token: token-unknown-key"), "why is logged");
    assertFalse(logged.contains(EMAIL), "the subject is logged");
    assertFalse(logged.contains("eyJ"), "a token is logged");
  }

  private void asksForTokens(RunningCrm crm) throws Exception {
    CrmHttp service = as(crm, token(first, "acme", "service"));
    HttpResponse<String> created = service.send("POST", RunningCrm.CUSTOMERS, "{\"id\":\"ann\"}");
    assertEquals(201, created.statusCode(), created.body());
    assertEquals(200, as(crm, token(first, "acme", "viewer")).status(ANN));
    assertEquals(404, as(crm, token(first, "globex", "viewer")).status(ANN));
    assertEquals(403, as(crm, token(first, "acme", "operator nobody")).status(ANN));
    assertEquals(401, as(crm, token(first, "no id", "viewer")).status(ANN));
    assertEquals(401, new CrmHttp(crm.service().endpoints().http()).status(ANN));
    assertEquals("running", issuerIn(crm.get("/status")).path("state").asText());
  }

  private void followsTheKeys(RunningCrm crm) throws Exception {
    String early = token(second, "acme", "viewer");
    assertEquals(401, as(crm, early).status(ANN));
    issuer.publish(first, second);
    assertEquals(200, as(crm, early).status(ANN));
    assertEquals(200, as(crm, token(first, "acme", "viewer")).status(ANN));
  }

  private void survivesTheIssuer(RunningCrm crm) throws Exception {
    issuer.close();
    assertEquals(200, as(crm, token(second, "acme", "viewer")).status(ANN));
    assertEquals(503, as(crm, token(never, "acme", "viewer")).status(ANN));
    JsonNode told = issuerIn(crm.get("/status"));
    assertEquals("reconnecting", told.path("state").asText());
    assertFalse(told.path("problem").asText("").isEmpty(), told.toString());
  }
}
