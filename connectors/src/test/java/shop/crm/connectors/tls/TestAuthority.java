package shop.crm.connectors.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority that nobody knows, and what it issues. */
public final class TestAuthority {

  private static final Duration LONG = Duration.ofDays(30);

  private final String name;
  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate;

  public TestAuthority(String name) {
    this.name = name;
    this.certificate = sign(name, name, keys, keys, Instant.now().plus(LONG), "");
  }

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, KeyPair keys) {

    /** As a file has it. */
    public String certificatePem() {
      return pem(certificate);
    }

    /** As openssl writes it: PKCS#1 for RSA, SEC 1 for EC. */
    public String keyPem() {
      return TestAuthority.keyPem(keys.getPrivate());
    }
  }

  /** For a server of these names, with an EC key. */
  public Issued issue(String... names) {
    return issue("EC", Instant.now().plus(LONG), names);
  }

  /**
   * For a server.
   *
   * @param algorithm of its key: EC, RSA or Ed25519
   * @param names host names and addresses; the first is the subject's, too
   */
  public Issued issue(String algorithm, Instant until, String... names) {
    KeyPair own = keys(algorithm);
    return new Issued(sign(names[0], name, own, keys, until, names), own);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Its own certificate in a file. */
  public Path file(Path directory) {
    return write(directory.resolve(name + ".pem"), pem(certificate));
  }

  /** For a client that trusts nobody else. */
  public SSLContext client() {
    return Authorities.client(Authorities.trusting(List.of(certificate)));
  }

  /** Writes a file. */
  public static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As PEM. */
  public static String pem(Object what) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(what);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Bouncy Castle leaves away the curve, which openssl writes. */
  static String keyPem(PrivateKey key) {
    if (!(key instanceof ECPrivateKey curved)) {
      return pem(key);
    }
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      byte[] sec1 =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
                  curved.getParams().getOrder().bitLength(),
                  curved.getS(),
                  info.getPrivateKeyAlgorithm().getParameters())
              .getEncoded();
      return pem(new PemObject("EC PRIVATE KEY", sec1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      switch (algorithm) {
        case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case "RSA" -> generator.initialize(2_048);
        default -> {
          // It has one size.
        }
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate sign(
      String subject, String issuer, KeyPair own, KeyPair by, Instant until, String... names) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              new BigInteger(64, new SecureRandom()),
              Date.from(until.minus(LONG.multipliedBy(2))),
              Date.from(until),
              new X500Name("CN=" + subject),
              own.getPublic());
      boolean authority = names[0].isEmpty();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  private static GeneralNames alternatives(String... names) {
    Stream<GeneralName> all =
        Arrays.stream(names)
            .map(
                name ->
                    new GeneralName(
                        name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                        name));
    return new GeneralNames(all.toArray(GeneralName[]::new));
  }
}
