package shop.crm.connectors.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates. */
public final class Certificates {

  private Certificates() {}

  /**
   * All certificates of a file, in their order.
   *
   * @param file the text of a PEM file
   * @throws UnfitPem where there is none, or something that is none
   */
  public static List<X509Certificate> of(String file) throws UnfitPem {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.of(file)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(block.der()));
      }
    }
    if (certificates.isEmpty()) {
      throw new UnfitPem("a certificate in PEM");
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate certificate(byte[] der) throws UnfitPem {
    try {
      CertificateFactory x509 = CertificateFactory.getInstance("X.509");
      return (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new UnfitPem("whole certificates of X.509", e);
    }
  }
}
