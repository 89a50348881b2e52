package shop.crm.standalone.config;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.tls.Certificates;
import shop.crm.connectors.tls.KeyAndChain;
import shop.crm.connectors.tls.PemFile;
import shop.crm.connectors.tls.UnfitPem;
import shop.crm.queries.connection.tls.TlsFiles;

/** Reads where certificates and keys are; a file that does not fit is told by its setting. */
final class TlsReader {

  private static final String CERTIFICATE =
      "a PEM file with the certificate, and then each time the one that issued it";
  private static final String KEY = "a PEM file with the private key of the certificate";
  private static final String READABLE = "a file that can be read";

  private final SettingReader settings;

  TlsReader(SettingReader settings) {
    this.settings = settings;
  }

  private interface Reading<T> {
    T of(String text) throws UnfitPem;
  }

  /** The files of the instance; nothing where it has no certificate, or something is wrong. */
  Optional<TlsFiles> own() {
    Optional<Path> authorities = authorities(Setting.CRM_TLS_CA);
    boolean wanted =
        settings.text(Setting.CRM_TLS_CERTIFICATE).isPresent()
            || settings.text(Setting.CRM_TLS_KEY).isPresent();
    if (!wanted) {
      return Optional.empty();
    }
    Optional<Path> certificate = settings.require(Setting.CRM_TLS_CERTIFICATE, form(CERTIFICATE));
    Optional<Path> key = settings.require(Setting.CRM_TLS_KEY, form(KEY));
    if (certificate.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<X509Certificate>> chain =
        read(Setting.CRM_TLS_CERTIFICATE, certificate.get(), KeyAndChain::chain);
    return chain
        .flatMap(it -> read(Setting.CRM_TLS_KEY, key.get(), text -> KeyAndChain.of(text, it)))
        .map(_ -> new TlsFiles(certificate.get(), key.get(), authorities));
  }

  /** A file of authorities. */
  Optional<Path> authorities(Setting setting) {
    Optional<Path> file = settings.read(setting, Form.path());
    return file.filter(it -> read(setting, it, Certificates::of).isPresent());
  }

  private static Form<Path> form(String expected) {
    return new Form<>(expected, Form.path().reader());
  }

  private <T> Optional<T> read(Setting setting, Path file, Reading<T> reading) {
    try {
      return Optional.of(reading.of(PemFile.text(file)));
    } catch (UnfitPem e) {
      settings.wrong(setting, file.toString(), e.getMessage());
    } catch (IOException e) {
      settings.wrong(setting, file.toString(), READABLE);
    }
    return Optional.empty();
  }
}
