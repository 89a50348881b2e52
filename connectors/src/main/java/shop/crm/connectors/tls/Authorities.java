package shop.crm.connectors.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Who is trusted to say that a server is who it says it is. */
public final class Authorities {

  private static final String PKIX = "PKIX";

  private Authorities() {}

  /** Those that the JDK trusts. */
  public static List<X509Certificate> ofJdk() {
    return List.of(trustManager(null).getAcceptedIssuers());
  }

  /**
   * Those of who calls an instance: who is in a file of authorities; where there is none, whom the
   * JDK trusts, and who is in the file of the instance's certificate.
   *
   * @param authorities the text of a PEM file
   * @param chain the text of another
   * @throws UnfitPem where one of them holds no certificate
   */
  public static List<X509Certificate> ofInstances(
      Optional<String> authorities, Optional<String> chain) throws UnfitPem {
    if (authorities.isPresent()) {
      return Certificates.of(authorities.get());
    }
    List<X509Certificate> trusted = new ArrayList<>(ofJdk());
    if (chain.isPresent()) {
      trusted.addAll(Certificates.of(chain.get()));
    }
    return trusted;
  }

  /** Trusts whom one of these has issued a certificate, and these themselves. */
  public static X509ExtendedTrustManager trusting(Collection<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int alias = 0;
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry(String.valueOf(alias++), authority);
      }
      return trustManager(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a store in memory takes certificates", e);
    }
  }

  /** Null means the JDK's own. */
  private static X509ExtendedTrustManager trustManager(KeyStore store) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX);
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + PKIX, e);
    }
  }

  /** For clients, which show no certificate of their own. */
  public static SSLContext client(TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /**
   * For clients that trust the authorities of a PEM file, and no others.
   *
   * @throws UnfitPem where it holds none
   * @throws IOException where it cannot be read
   */
  public static SSLContext client(Path file) throws UnfitPem, IOException {
    return client(trusting(Certificates.of(PemFile.text(file))));
  }
}
