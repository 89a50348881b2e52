package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Instance;

/** Its tasks are missed after a session, its transaction ends by itself. */
record KilledInstance(Instance instance) implements Fault {

  @Override
  public String what() {
    return instance + " is killed";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    instance.kill();
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
