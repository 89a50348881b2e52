package shop.crm.queries.http.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A public key of an issuer.
 *
 * @param published as the issuer published it
 * @param verifier that checks signatures by it
 * @param algorithms for which it may be used; a key of one kind never serves another's algorithm
 */
record IssuerKey(JWK published, JWSVerifier verifier, Set<SignatureAlgorithm> algorithms) {

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  /**
   * Reads a JWK.
   *
   * @param jwk a JSON object
   * @return nothing if no token is checked by such a key: it is of an unknown or a shared kind, too
   *     short, or for another use
   */
  static Optional<IssuerKey> of(String jwk) {
    try {
      return of(JWK.parse(jwk));
    } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
      // RFC 7517 wants keys passed over that are not understood; the others go on.
      return Optional.empty();
    }
  }

  private static Optional<IssuerKey> of(JWK jwk) throws JOSEException {
    Set<SignatureAlgorithm> algorithms =
        switch (jwk) {
          case RSAKey rsa when rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS ->
              EnumSet.of(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256);
          case ECKey ec when ec.getCurve().equals(Curve.P_256) ->
              EnumSet.of(SignatureAlgorithm.ES256);
          case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) ->
              EnumSet.of(SignatureAlgorithm.EDDSA);
          default -> EnumSet.noneOf(SignatureAlgorithm.class);
        };
    if (jwk.getAlgorithm() != null) {
      String only = jwk.getAlgorithm().getName();
      algorithms.removeIf(each -> !each.header().getAlgorithm().getName().equals(only));
    }
    if (algorithms.isEmpty() || !isForSignatures(jwk)) {
      return Optional.empty();
    }
    JWK open = jwk.toPublicJWK();
    return Optional.of(new IssuerKey(open, verifier(open), algorithms));
  }

  private static boolean isForSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static JWSVerifier verifier(JWK jwk) throws JOSEException {
    return switch (jwk) {
      case RSAKey rsa -> new RSASSAVerifier(rsa);
      case ECKey ec -> new ECDSAVerifier(ec);
      case OctetKeyPair pair -> new EdDsaVerifier(pair);
      default -> throw new JOSEException("a key for no algorithm that is taken");
    };
  }

  /** Whether a token may be checked by it, by what the token says. */
  boolean fits(Token token) {
    return algorithms.contains(token.algorithm())
        && token.keyId().map(id -> id.equals(published.getKeyID())).orElse(true);
  }

  /** Whether it made the token's signature. */
  boolean signed(Token token) {
    try {
      return verifier.verify(token.algorithm().header(), token.signed(), token.signature());
    } catch (JOSEException e) {
      throw new IllegalStateException("a key that was good for it checks no signature", e);
    }
  }
}
