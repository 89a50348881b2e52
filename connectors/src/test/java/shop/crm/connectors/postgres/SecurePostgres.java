package shop.crm.connectors.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;

/** A PostgreSQL that has TLS. */
public final class SecurePostgres implements AutoCloseable {

  private final EmbeddedPostgres server;

  private SecurePostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts one that shows a certificate. */
  public static SecurePostgres start(Path directory, Issued issued) throws IOException {
    Files.createDirectories(directory);
    Path key = TestAuthority.write(directory.resolve("key.pem"), issued.keyPem());
    // It takes no key that others may read.
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path own = TestAuthority.write(directory.resolve("own.pem"), issued.certificatePem());
    return new SecurePostgres(
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_key_file", key.toString())
            .setServerConfig("ssl_cert_file", own.toString())
            .start());
  }

  /**
   * Where it is, for one who checks whom he talks to.
   *
   * @param authorities who may say so
   */
  public URI url(String host, Path authorities) {
    return URI.create(
        "postgres://postgres@"
            + host
            + ":"
            + server.getPort()
            + "/postgres?sslmode=verify-full&sslrootcert="
            + authorities);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
