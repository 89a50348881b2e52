package shop.crm.connectors.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a server proves itself by.
 *
 * @param key of the first certificate
 * @param chain the server's certificate, then each by the one that issued it
 */
public record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {

  /** Less is refused by callers of today. */
  private static final int LEAST_RSA_BITS = 2_048;

  private static final byte[] ANYTHING = {1, 2, 3};

  /** An expiry is told so long before it, at the most. */
  private static final Duration LATE = Duration.ofDays(14);

  private static final int LAST_PART = 5;

  /** Keeps a copy of the chain. */
  public KeyAndChain {
    chain = List.copyOf(chain);
  }

  /**
   * The key of a file.
   *
   * @param file the text of a PEM file
   * @param chain what it is to belong to, as {@link #chain} has it
   * @throws UnfitPem where it holds no key, one that nobody accepts, or that of another certificate
   */
  public static KeyAndChain of(String file, List<X509Certificate> chain) throws UnfitPem {
    PrivateKey key = PrivateKeys.of(file);
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new UnfitPem("an RSA key of at least " + LEAST_RSA_BITS + " bits");
    }
    if (!belong(key, chain.getFirst())) {
      throw new UnfitPem("the private key that belongs to the certificate");
    }
    return new KeyAndChain(key, chain);
  }

  /**
   * The certificates of a file, the server's own first.
   *
   * @param file the text of a PEM file
   * @throws UnfitPem where it holds none, or in another order
   */
  public static List<X509Certificate> chain(String file) throws UnfitPem {
    List<X509Certificate> chain = Certificates.of(file);
    for (int i = 1; i < chain.size(); i++) {
      if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
        throw new UnfitPem(
            "the server's certificate first, and then each time the one that issued it");
      }
    }
    return chain;
  }

  private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      // It says no: that is the answer.
      return false;
    }
  }

  private static boolean belong(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(ANYTHING);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(ANYTHING);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException _) {
      // Of another kind, or curve, than the certificate's.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** When the first of its certificates expires. */
  public Instant expiry() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /**
   * From when on the next one is late: two weeks before the first of its certificates expires, or
   * with the last fifth of its time where that is less. Those who renew do so with the last third.
   */
  public Instant renewalOverdue() {
    return chain.stream()
        .map(KeyAndChain::renewalOverdue)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static Instant renewalOverdue(X509Certificate certificate) {
    Instant until = certificate.getNotAfter().toInstant();
    Duration fifth =
        Duration.between(certificate.getNotBefore().toInstant(), until).dividedBy(LAST_PART);
    return until.minus(fifth.compareTo(LATE) < 0 ? fifth : LATE);
  }

  /**
   * Whether it is the certificate of a host.
   *
   * @param host a name, or an address
   */
  public boolean isFor(String host) {
    return names().stream()
        .anyMatch(
            name ->
                name.equalsIgnoreCase(host)
                    || name.startsWith("*.")
                        && host.indexOf('.') > 0
                        && name.substring(1).equalsIgnoreCase(host.substring(host.indexOf('.'))));
  }

  /** Names and addresses as text. */
  private List<String> names() {
    try {
      return Optional.ofNullable(chain.getFirst().getSubjectAlternativeNames()).stream()
          .flatMap(Collection::stream)
          .map(List::getLast)
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .toList();
    } catch (CertificateParsingException _) {
      // It is for nobody whom it does not name.
      return List.of();
    }
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return chain.getFirst().getSubjectX500Principal() + " until " + expiry();
  }
}
