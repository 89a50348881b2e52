package shop.crm.queries.http.access.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.EdDSAProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * Ed25519 by the JDK, RFC 8037. The library's own verifier would bring Google Tink, with which it
 * was written before the JDK knew the curve.
 */
final class EdDsaVerifier extends EdDSAProvider implements JWSVerifier {

  private static final String NAME = "Ed25519";

  private static final int KEY_BYTES = 32;

  /** What stands in front of the key's 32 bytes in an X.509 SubjectPublicKeyInfo, RFC 8410. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final PublicKey key;

  /**
   * @throws JOSEException if it is no point of the curve
   */
  EdDsaVerifier(OctetKeyPair jwk) throws JOSEException {
    byte[] point = jwk.getX().decode();
    if (point.length != KEY_BYTES) {
      throw new JOSEException("a key of Ed25519 has 32 bytes");
    }
    byte[] encoded = new byte[PREFIX.length + KEY_BYTES];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(point, 0, encoded, PREFIX.length, KEY_BYTES);
    try {
      key = KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(encoded));
      // Whether the point is on the curve is found out here, not with the first token.
      Signature.getInstance(NAME).initVerify(key);
    } catch (GeneralSecurityException e) {
      throw new JOSEException("not a key of Ed25519", e);
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
    try {
      Signature verifier = Signature.getInstance(NAME);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature.decode());
    } catch (SignatureException e) {
      // Not of the form of a signature.
      return false;
    } catch (InvalidKeyException e) {
      throw new JOSEException("not a key of Ed25519", e);
    } catch (GeneralSecurityException e) {
      throw new JOSEException("this Java does not know Ed25519", e);
    }
  }
}
