package shop.crm.queries.http.access.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.util.Optional;

/**
 * How tokens may be signed. There is no other, so {@code none} and what is signed with a shared
 * secret are no question of settings.
 */
enum SignatureAlgorithm {
  RS256(JWSAlgorithm.RS256),
  PS256(JWSAlgorithm.PS256),
  ES256(JWSAlgorithm.ES256),
  EDDSA(JWSAlgorithm.EdDSA);

  private final JWSHeader header;

  SignatureAlgorithm(JWSAlgorithm algorithm) {
    header = new JWSHeader(algorithm);
  }

  /** The algorithm that a header calls so, to the letter. */
  static Optional<SignatureAlgorithm> of(String name) {
    for (SignatureAlgorithm each : values()) {
      if (each.header.getAlgorithm().getName().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** All that verifiers of the library have to know of a token's header. */
  JWSHeader header() {
    return header;
  }
}
