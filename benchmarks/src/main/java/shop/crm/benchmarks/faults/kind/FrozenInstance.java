package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Instance;

/** It holds its connections and says nothing; then it goes on, not knowing that time has passed. */
record FrozenInstance(Instance instance, int seconds) implements Fault {

  @Override
  public String what() {
    return instance + " freezes for " + seconds + " s";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    instance.freeze();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    instance.wake();
  }
}
