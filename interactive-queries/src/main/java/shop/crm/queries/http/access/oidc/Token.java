package shop.crm.queries.http.access.oidc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.util.Base64URL;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a token says, of which nothing is proved yet. Whatever its header tells of keys and where to
 * find them ({@code jwk}, {@code jku}, {@code x5u}, {@code x5c}) is not looked at: keys are the
 * issuer's.
 *
 * @param algorithm by which it says to be signed
 * @param keyId which key of the issuer it names
 * @param claims an object
 * @param signed what the signature is of
 * @param signature over it
 */
record Token(
    SignatureAlgorithm algorithm,
    Optional<String> keyId,
    JsonNode claims,
    byte[] signed,
    Base64URL signature) {

  /** Of access tokens (RFC 9068) and of JWT that do not say for what they are. */
  private static final Set<String> TYPES =
      Set.of("at+jwt", "application/at+jwt", "jwt", "application/jwt");

  /**
   * Reads a token, JWS in its compact form.
   *
   * @throws RefusedToken if it is none, or asks for what is never done
   */
  static Token read(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first < 1 || second < first + 2 || text.indexOf('.', second + 1) >= 0) {
      throw new RefusedToken(TokenRefusal.MALFORMED);
    }
    JsonNode header = object(text.substring(0, first));
    SignatureAlgorithm algorithm =
        StrictJson.text(header, "alg")
            .flatMap(SignatureAlgorithm::of)
            .orElseThrow(() -> new RefusedToken(TokenRefusal.ALGORITHM));
    if (header.has("crit")) {
      throw new RefusedToken(TokenRefusal.CRITICAL_HEADER);
    }
    if (!isOfType(header.path("typ"))) {
      throw new RefusedToken(TokenRefusal.TYPE);
    }
    JsonNode keyId = header.path("kid");
    if (!keyId.isMissingNode() && !keyId.isTextual()) {
      throw new RefusedToken(TokenRefusal.MALFORMED);
    }
    String signature = text.substring(second + 1);
    bytes(signature);
    return new Token(
        algorithm,
        Optional.ofNullable(keyId.textValue()),
        object(text.substring(first + 1, second)),
        text.substring(0, second).getBytes(ISO_8859_1),
        new Base64URL(signature));
  }

  private static boolean isOfType(JsonNode type) {
    return type.isMissingNode()
        || (type.isTextual() && TYPES.contains(type.textValue().toLowerCase(Locale.ROOT)));
  }

  private static JsonNode object(String part) {
    try {
      return StrictJson.object(bytes(part));
    } catch (StrictJson.NotAnObject e) {
      throw new RefusedToken(
          e.isDuplicate() ? TokenRefusal.DUPLICATE_NAME : TokenRefusal.MALFORMED);
    }
  }

  /** The bytes of a part, of which there is one spelling only. */
  private static byte[] bytes(String part) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException e) {
      throw new RefusedToken(TokenRefusal.MALFORMED);
    }
    if (bytes.length == 0
        || !Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
      throw new RefusedToken(TokenRefusal.MALFORMED);
    }
    return bytes;
  }
}
