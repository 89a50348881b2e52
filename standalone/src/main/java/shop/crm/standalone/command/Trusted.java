package shop.crm.standalone.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import shop.crm.connectors.tls.Authorities;
import shop.crm.connectors.tls.PemFile;
import shop.crm.connectors.tls.UnfitPem;
import shop.crm.standalone.failure.CannotStart;

/** Whom a command trusts to be the service. */
final class Trusted {

  private static final String AUTHORITIES = "CRM_TLS_CA";
  private static final String CERTIFICATE = "CRM_TLS_CERTIFICATE";

  private Trusted() {}

  /**
   * Who is in the file that is named, else as the instances trust each other.
   *
   * @param named a PEM file
   * @throws CannotStart where a file cannot be read, or is none
   */
  static SSLContext context(Optional<Path> named, Map<String, String> environment) {
    Optional<Path> authorities = named.or(() -> text(environment, AUTHORITIES).map(Path::of));
    Optional<Path> chain = text(environment, CERTIFICATE).map(Path::of);
    if (authorities.isEmpty() && chain.isEmpty()) {
      return standard();
    }
    try {
      return Authorities.client(
          Authorities.trusting(Authorities.ofInstances(read(authorities), read(chain))));
    } catch (UnfitPem e) {
      throw new CannotStart(
          authorities.or(() -> chain).orElseThrow() + " is wrong: expected " + e.getMessage(), e);
    }
  }

  private static SSLContext standard() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new CannotStart("Java has no TLS as it is set up: " + e.getMessage(), e);
    }
  }

  private static Optional<String> read(Optional<Path> file) {
    try {
      return file.isPresent() ? Optional.of(PemFile.text(file.get())) : Optional.empty();
    } catch (IOException e) {
      throw new CannotStart(file.get() + " is not a file that can be read.", e);
    }
  }

  /** A setting; a blank one counts as not set. */
  static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }
}
