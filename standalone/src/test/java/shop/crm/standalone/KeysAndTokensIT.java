package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.standalone.credential.BearerCredential;

/** A service that takes API keys and tokens of an issuer, each with what it allows. */
class KeysAndTokensIT {

  private static final String FIRST =
      "crm_first00000000000_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
  private static final String ANN = RunningCrm.CUSTOMERS + "/ann";

  private final SigningKey signing = SigningKey.of("ES256", "one");
  private final SigningKey unknown = SigningKey.of("ES256", "other");
  private final TestIssuer issuer = TestIssuer.with(signing);

  private String token(SigningKey key, String scope) {
    Map<String, Object> claims = new HashMap<>(issuer.claims(Instant.now()));
    claims.put("tenant", "acme");
    claims.put("scope", scope);
    return key.sign(claims);
  }

  private static CrmHttp as(RunningCrm crm, String credential) {
    return new CrmHttp(
        crm.service().endpoints().http(),
        BearerCredential.read(Optional.empty(), Map.of("CRM_API_KEY", credential)));
  }

  /** A key of acme. */
  private static String key(RunningCrm crm, String role) throws Exception {
    String body =
        RunningCrm.JSON
            .createObjectNode()
            .put("name", role)
            .put("tenant", "acme")
            .put("role", role)
            .toString();
    HttpResponse<String> made = as(crm, FIRST).send("POST", "/api/v1/keys", body);
    assertEquals(201, made.statusCode());
    String key = RunningCrm.JSON.readTree(made.body()).path("key").asText();
    Eventually.await(() -> as(crm, key).status(ANN), status -> status != 401);
    return key;
  }

  @Test
  void a_key_and_a_token_are_taken_each_with_its_own_rights(@TempDir Path directory)
      throws Exception {
    Map<String, String> settings = RunningCrm.settings(directory);
    settings.put("CRM_AUTH", "keys,oidc");
    settings.put("CRM_BOOTSTRAP_KEY", FIRST);
    settings.put("CRM_API_KEY", FIRST);
    settings.put("CRM_OIDC_ISSUER", issuer.address());
    settings.put("CRM_OIDC_AUDIENCE", TestIssuer.AUDIENCE);
    try (issuer;
        RunningCrm crm = RunningCrm.start(settings)) {
      String viewer = key(crm, "viewer");
      allowsEach(crm, viewer);
      refusesWhatIsNeither(crm, viewer);
      // Those of TLS are there with TLS.
      assertEquals(
          Set.of("crm_tls_certificate_expiry_seconds", "crm_tls_certificate_stale"),
          DeployFiles.missingIn(crm.metrics()));
      issuer.close();
      assertEquals(503, as(crm, token(unknown, "viewer")).status(ANN), "an unknown token");
      assertEquals(200, as(crm, viewer).status(ANN), "a key, while the issuer is away");
    }
  }

  private void allowsEach(RunningCrm crm, String viewer) throws Exception {
    String body = "{\"id\":\"ann\",\"first_name\":\"Ann\"}";
    CrmHttp byToken = as(crm, token(signing, "service"));
    CrmHttp byKey = as(crm, viewer);
    assertEquals(403, byKey.send("POST", RunningCrm.CUSTOMERS, body).statusCode());
    assertEquals(201, byToken.send("POST", RunningCrm.CUSTOMERS, body).statusCode());
    JsonNode masked = byKey.get(ANN);
    assertEquals(
        List.of("acme", true, true),
        List.of(
            masked.path("tenant_id").asText(),
            masked.path("masked").asBoolean(),
            masked.path("first_name").isNull()));
    assertEquals("Ann", byToken.get(ANN).path("first_name").asText());
    assertEquals(403, as(crm, token(signing, "segments:read")).status(ANN));
  }

  private void refusesWhatIsNeither(RunningCrm crm, String viewer) throws Exception {
    for (String neither :
        List.of(
            "neither",
            viewer.substring(0, viewer.length() - 1),
            viewer + "." + viewer,
            viewer.replace("crm_", ""),
            "crm_" + token(signing, "viewer"),
            SigningKey.of("ES256", "one").sign(issuer.claims(Instant.now())))) {
      HttpResponse<String> refused = as(crm, neither).send("GET", ANN, "");
      assertEquals(401, refused.statusCode(), refused.body());
      assertEquals(
          "urn:crm:problem:bad-credential",
          RunningCrm.JSON.readTree(refused.body()).path("type").asText());
    }
    assertEquals(401, new CrmHttp(crm.service().endpoints().http()).status(ANN));
  }
}
