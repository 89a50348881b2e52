package shop.crm.queries.http.access.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The keys that an issuer published at one time.
 *
 * @param keys those by which tokens are checked
 */
record KeySet(List<IssuerKey> keys) {

  /** More than any issuer has; what stands behind them is not looked at. */
  private static final int MAX_KEYS = 100;

  /** What keys say of a token. */
  enum Verdict {
    VALID,
    /** The key is known, and did not sign it. */
    WRONG,
    /** It may be signed by a key that is not known here yet. */
    UNKNOWN_KEY
  }

  /**
   * Reads a JWK set.
   *
   * @return nothing if it is none; a set without keys that are of use is one
   */
  static Optional<KeySet> read(JsonNode set) {
    JsonNode keys = set.path("keys");
    if (!keys.isArray()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeySet(
            StreamSupport.stream(keys.spliterator(), false)
                .limit(MAX_KEYS)
                .map(JsonNode::toString)
                .flatMap(key -> IssuerKey.of(key).stream())
                .toList()));
  }

  /**
   * Checks a token's signature. A token that names no key is checked only if there is no choice: an
   * issuer with several keys of a kind has to say which it was (OpenID Connect Core, 10.1).
   */
  Verdict check(Token token) {
    List<IssuerKey> fitting = keys.stream().filter(key -> key.fits(token)).toList();
    boolean named = token.keyId().isPresent();
    if (fitting.isEmpty() || (!named && fitting.size() > 1)) {
      return Verdict.UNKNOWN_KEY;
    }
    if (fitting.stream().anyMatch(key -> key.signed(token))) {
      return Verdict.VALID;
    }
    // Without a name it may be the signature of the key that came after.
    return named ? Verdict.WRONG : Verdict.UNKNOWN_KEY;
  }

  /** Whether the issuer has changed nothing since. */
  boolean hasSameKeys(KeySet other) {
    return keys.stream()
        .map(IssuerKey::published)
        .toList()
        .equals(other.keys.stream().map(IssuerKey::published).toList());
  }
}
