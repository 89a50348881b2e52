package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.process.ServerProcess;

/** It holds its connections and says nothing. */
record FrozenBroker(ServerProcess node, int seconds) implements Fault {

  @Override
  public String what() {
    return node + " freezes for " + seconds + " s";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    node.freeze();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    node.wake();
  }
}
