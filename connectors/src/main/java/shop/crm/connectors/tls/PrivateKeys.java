package shop.crm.connectors.tls;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads a private key of PKCS#8, PKCS#1 (RSA) or SEC 1 (EC). */
final class PrivateKeys {

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PrivateKeys() {}

  /**
   * The first private key of a file, which may hold other things.
   *
   * @throws UnfitPem where there is none, or none that can be used
   */
  static PrivateKey of(String file) throws UnfitPem {
    for (PemBlock block : PemBlock.of(file)) {
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return pkcs8(block.der());
        }
        case "RSA PRIVATE KEY" -> {
          requireOpen(block);
          return pkcs8(Der.ofPkcs1(block.der()));
        }
        case "EC PRIVATE KEY" -> {
          requireOpen(block);
          return pkcs8(Der.ofSec1(block.der()));
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
        default -> {
          // The certificate, or the parameters of a curve, which the key has, too.
        }
      }
    }
    throw new UnfitPem("a private key in PEM, of PKCS#8, PKCS#1 or SEC 1");
  }

  private static void requireOpen(PemBlock block) throws UnfitPem {
    if (block.isEncrypted()) {
      throw encrypted();
    }
  }

  private static UnfitPem encrypted() {
    return new UnfitPem(
        "a private key without a pass phrase (openssl pkey -in … -out … takes it away)");
  }

  private static PrivateKey pkcs8(byte[] der) throws UnfitPem {
    UnfitPem unfit = new UnfitPem("a private key of RSA, EC (P-256, P-384, P-521) or EdDSA");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        unfit.addSuppressed(e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }
    throw unfit;
  }
}
