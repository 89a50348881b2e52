package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.access.SigningKey.json;

import com.nimbusds.jose.util.Base64URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import shop.crm.access.SigningKey;

class IssuerKeyTest {

  /** RFC 8037, A.2 and A.4: the JWK, what is signed, and the signature. */
  private static final Map<String, String> RFC_8037 =
      Map.of(
          "kty", "OKP",
          "crv", "Ed25519",
          "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

  private static final String SIGNED = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";

  private static final String SIGNATURE =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

  static final List<SigningKey> KEYS = TokenAuthenticatorTest.KEYS;

  private static Optional<Set<SignatureAlgorithm>> algorithms(Map<String, ?> jwk) {
    return IssuerKey.of(json(jwk)).map(IssuerKey::algorithms);
  }

  @Test
  void the_signature_of_rfc_8037_is_good_and_any_other_is_not() throws Exception {
    IssuerKey key = IssuerKey.of(json(RFC_8037)).orElseThrow();
    byte[] signed = SIGNED.getBytes();
    assertTrue(verifies(key, signed, SIGNATURE));
    assertFalse(verifies(key, SIGNED.substring(1).getBytes(), SIGNATURE));
    assertFalse(verifies(key, signed, "iA" + SIGNATURE.substring(2)));
    assertFalse(verifies(key, signed, SIGNATURE.substring(4)));
    assertFalse(verifies(key, signed, ""));
  }

  private static boolean verifies(IssuerKey key, byte[] signed, String signature) throws Exception {
    return key.verifier()
        .verify(SignatureAlgorithm.EDDSA.header(), signed, new Base64URL(signature));
  }

  @ParameterizedTest
  @FieldSource("KEYS")
  void a_key_serves_the_algorithm_that_it_says(SigningKey key) {
    assertEquals(
        Optional.of(Set.of(SignatureAlgorithm.of(key.algorithm()).orElseThrow())),
        algorithms(key.jwk()));
  }

  @Test
  void a_key_that_says_no_algorithm_serves_those_of_its_kind() {
    assertEquals(
        Optional.of(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256)),
        algorithms(Tokens.RSA.jwk("alg", null)));
    assertEquals(
        Optional.of(Set.of(SignatureAlgorithm.ES256)), algorithms(Tokens.EC.jwk("use", null)));
    assertEquals(
        Optional.of(Set.of(SignatureAlgorithm.ES256)),
        algorithms(Tokens.EC.jwk("key_ops", List.of("verify"))));
  }

  static Stream<Map<String, ?>> useless() {
    Map<String, Object> secret = new HashMap<>(Map.of("kty", "oct", "k", "c2VjcmV0", "kid", "s"));
    return Stream.of(
        secret,
        Map.of("kty", "XYZ"),
        Map.of(),
        Map.of("kty", "OKP", "crv", "X25519", "x", RFC_8037.get("x")),
        Map.of("kty", "OKP", "crv", "Ed25519", "x", "c2hvcnQ"),
        Map.of("kty", "OKP", "crv", "Ed25519"),
        Tokens.RSA.jwk("use", "enc"),
        Tokens.RSA.jwk("alg", "RS512"),
        Tokens.RSA.jwk("alg", "HS256"),
        Tokens.RSA.jwk("alg", "ES256"),
        Tokens.RSA.jwk("e", null),
        Tokens.RSA.jwk("key_ops", List.of("encrypt")),
        Tokens.EC.jwk("x", Tokens.EC.jwk().get("y")),
        Tokens.EC.jwk("y", 7),
        new SigningKey("ES256", "large", SigningKey.curve("secp384r1")).jwk("alg", null),
        new SigningKey("RS256", "small", SigningKey.rsa(1024)).jwk());
  }

  @ParameterizedTest
  @MethodSource("useless")
  void a_key_that_checks_no_tokens_is_passed_over(Map<String, ?> jwk) {
    assertEquals(Optional.empty(), algorithms(jwk));
  }

  @Test
  void a_set_is_read_past_what_is_of_no_use() throws Exception {
    String set = json(Map.of("keys", List.of(Map.of("kty", "oct"), 7, Tokens.EC.jwk())));
    KeySet read = KeySet.read(StrictJson.object(set.getBytes())).orElseThrow();
    assertEquals(
        List.of("ec"), read.keys().stream().map(key -> key.published().getKeyID()).toList());
  }
}
