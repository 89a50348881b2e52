package shop.crm.benchmarks.fuzz.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.ContentHeaderPropertyWriter;
import java.io.IOException;
import java.util.Optional;

/** Properties with nothing but a timestamp of any seconds, which a {@code Date} cannot hold. */
final class RawTimestamp extends BasicProperties {

  private static final int BEFORE = 9;
  private static final int AFTER = 4;

  private final Optional<Long> seconds;

  RawTimestamp(long seconds) {
    this.seconds = Optional.of(seconds);
  }

  @Override
  public void writePropertiesTo(ContentHeaderPropertyWriter writer) throws IOException {
    for (int i = 0; i < BEFORE; i++) {
      writer.writePresence(false);
    }
    writer.writePresence(true);
    for (int i = 0; i < AFTER; i++) {
      writer.writePresence(false);
    }
    writer.finishPresence();
    writer.writeLonglong(seconds.orElseThrow());
  }
}
