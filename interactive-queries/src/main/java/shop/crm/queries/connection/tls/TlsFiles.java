package shop.crm.queries.connection.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.tls.Authorities;
import shop.crm.connectors.tls.KeyAndChain;
import shop.crm.connectors.tls.PemFile;
import shop.crm.connectors.tls.UnfitPem;

/**
 * The PEM files of an instance.
 *
 * @param certificate its own, then each by the one that issued it
 * @param key of that certificate
 * @param authorities who are trusted to say who another instance is; where there is no such file,
 *     whoever is in the file of the certificate, and whom the JDK trusts
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authorities) {

  /** What stands in them at a time, so that a change is seen. */
  record Texts(String certificate, String key, Optional<String> authorities) {

    /** Those of files that cannot be read. */
    static final Texts NONE = new Texts("", "", Optional.empty());

    /** What it says of who the instance is, and of whom it trusts. */
    Identity identity() throws UnfitPem {
      List<X509Certificate> chain = KeyAndChain.chain(certificate);
      return new Identity(
          KeyAndChain.of(key, chain),
          Authorities.ofInstances(authorities, Optional.of(certificate)));
    }

    /** There is a key in it. */
    @Override
    public String toString() {
      return "texts";
    }
  }

  /** Who an instance is, and whom it trusts. */
  record Identity(KeyAndChain own, List<X509Certificate> trusted) {}

  Texts read() throws IOException {
    return new Texts(
        PemFile.text(certificate),
        PemFile.text(key),
        authorities.isPresent() ? Optional.of(PemFile.text(authorities.get())) : Optional.empty());
  }
}
