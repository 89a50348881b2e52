package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Instance;

/** It hands over its tasks and leaves. */
record StoppedInstance(Instance instance) implements Fault {

  @Override
  public String what() {
    return instance + " is stopped";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    instance.stop();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.empty();
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    instance.start();
    instance.awaitReady();
  }
}
