package shop.crm.connectors.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;

/** A pool of connections to PostgreSQL, its tables brought to what this release needs. */
public final class Database implements AutoCloseable {

  private Database() {}

  /**
   * Connects and migrates.
   *
   * @param url {@code postgres://user:password@host:port/database?sslmode=…}
   * @param poolSize connections at the most
   * @throws DatabaseAway if PostgreSQL does not answer in time
   */
  public static Database open(URI url, int poolSize, MeterRegistry registry) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
