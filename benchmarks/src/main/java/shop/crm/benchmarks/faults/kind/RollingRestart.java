package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;

/**
 * One instance after the other, as an upgrade does.
 *
 * @param thresholds of tiers with which they start again, where these change
 */
record RollingRestart(Cluster cluster, Optional<String> thresholds) implements Fault {

  @Override
  public String what() {
    return "all restart one by one" + thresholds.map(it -> " with tiers at " + it).orElse("");
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    thresholds.ifPresent(cluster::tierThresholds);
    for (Instance instance : cluster.instances()) {
      instance.stop();
      cluster.configure(instance);
      instance.start();
      instance.awaitReady();
    }
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ZERO);
  }

  @Override
  public void heal() {
    // All run again.
  }
}
