package shop.crm.queries.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.queries.connection.tls.TlsFiles;

/** The files of an instance for TLS, and what is made of them. */
public final class TestTls implements AutoCloseable {

  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Path certificate;
  private final Path key;
  public final ServerTls tls;

  /**
   * Writes the files.
   *
   * @param trusted whom the instance trusts
   */
  public TestTls(Path directory, Issued issued, TestAuthority trusted) throws Exception {
    this(directory, issued, trusted, Clock.systemUTC());
  }

  /** The same, at another time. */
  TestTls(Path directory, Issued issued, TestAuthority trusted, Clock clock) throws Exception {
    certificate = directory.resolve("certificate.pem");
    key = directory.resolve("key.pem");
    write(issued);
    Optional<Path> authorities = Optional.of(trusted.file(directory));
    tls = ServerTls.open(new TlsFiles(certificate, key, authorities), metrics, clock);
  }

  void write(Issued issued) {
    writeCertificate(issued);
    TestAuthority.write(key, issued.keyPem());
  }

  /** Writes a certificate without its key. */
  public void writeCertificate(Issued issued) {
    TestAuthority.write(certificate, issued.certificatePem());
  }

  Path key() {
    return key;
  }

  double gauge(String name) {
    return metrics.get(name).gauge().value();
  }

  @Override
  public void close() {
    tls.close();
  }
}
