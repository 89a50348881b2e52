package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import shop.crm.benchmarks.fuzz.amqp.BadMessages;
import shop.crm.benchmarks.fuzz.amqp.BadStream;

/** Malformed messages of every kind. */
final class FuzzedMessages implements Attack {

  private final BadStream stream;

  FuzzedMessages(URI broker, long seed) {
    stream = new BadStream(broker, new BadMessages(seed, Shop.TENANT, Instant.now()));
  }

  @Override
  public String name() {
    return "malformed messages";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(50);
  }

  @Override
  public void strike() throws IOException {
    stream.next();
  }

  @Override
  public void close() {
    stream.close();
  }
}
