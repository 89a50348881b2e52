package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.KafkaNodes;
import shop.crm.benchmarks.process.ServerProcess;

/** What it had not written to the disk is still in the memory of the system. */
record KilledBroker(KafkaNodes kafka, ServerProcess node, int seconds) implements Fault {

  @Override
  public String what() {
    return node + " is killed, for " + seconds + " s";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    node.kill();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    node.start();
    kafka.awaitAnswer();
  }
}
