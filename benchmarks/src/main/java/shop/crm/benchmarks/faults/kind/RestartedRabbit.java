package shop.crm.benchmarks.faults.kind;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import shop.crm.benchmarks.faults.cluster.Amqp;

/** Connections are cut, and refused for a while. */
record RestartedRabbit(Amqp amqp, int seconds) implements Fault {

  @Override
  public String what() {
    return amqp.name() + " is away for " + seconds + " s";
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    amqp.stop();
  }

  @Override
  public Optional<Duration> lasts() {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Override
  public void heal() throws IOException, InterruptedException {
    amqp.start();
  }
}
