package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;

/** One more instance, to which partitions move, and from which they move back. */
final class Joining implements Fault {

  private final Cluster cluster;
  private Optional<Instance> guest = Optional.empty();

  Joining(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String what() {
    return "an instance joins, and leaves";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    guest = Optional.of(cluster.join());
    guest.get().awaitReady();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.empty();
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    guest.orElseThrow().stop();
    cluster.forget(guest.get());
  }
}
