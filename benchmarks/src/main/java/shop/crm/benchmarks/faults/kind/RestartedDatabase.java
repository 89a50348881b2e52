package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Postgres;

/** Connections are cut, and refused for a while. */
record RestartedDatabase(Postgres postgres, int seconds) implements Fault {

  @Override
  public String what() {
    return "PostgreSQL is away for " + seconds + " s";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    postgres.stop();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    postgres.start();
  }
}
