package shop.crm.benchmarks.faults.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import shop.crm.standalone.embedded.EmbeddedPostgres;

/**
 * PostgreSQL: the one of {@code DATABASE_URL}, which is empty, else one that is started for this.
 */
public final class Postgres {

  private final Path directory;
  private final URI url;
  private Optional<EmbeddedPostgres> own;

  private Postgres(Path directory, URI url, Optional<EmbeddedPostgres> own) {
    this.directory = directory;
    this.url = url;
    this.own = own;
  }

  static Postgres open(Path directory) throws IOException {
    String given = System.getenv().getOrDefault("DATABASE_URL", "").strip();
    if (!given.isEmpty()) {
      return new Postgres(directory, URI.create(given), Optional.empty());
    }
    Path data = directory.resolve("postgres");
    EmbeddedPostgres started = EmbeddedPostgres.start(data, 0);
    return new Postgres(data, started.uri(), Optional.of(started));
  }

  URI url() {
    return url;
  }

  /** Whether it was started for this, and so may be stopped. */
  public boolean own() {
    return own.isPresent();
  }

  /** Stops it; connections are cut. */
  public void stop() throws IOException {
    own.orElseThrow().close();
  }

  /** Starts it again where it was. */
  public void start() throws IOException {
    own = Optional.of(EmbeddedPostgres.start(directory, url.getPort()));
  }

  void close() throws IOException {
    if (own.isPresent()) {
      own.get().close();
    }
  }
}
