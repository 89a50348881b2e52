package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;

/** AMQP bodies of 2 to 16 MiB. */
final class LargeMessages implements Attack {

  private static final int MIB = 1 << 20;
  private static final int[] SIZES = {2 * MIB, 4 * MIB, 8 * MIB, 16 * MIB};

  private final Shop shop;
  private int sent;

  LargeMessages(URI broker) {
    shop = new Shop(broker);
  }

  @Override
  public String name() {
    return "messages of 2 to 16 MiB";
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    byte[] body = new byte[SIZES[sent % SIZES.length]];
    sent++;
    Arrays.fill(body, (byte) ' ');
    body[0] = '{';
    body[body.length - 1] = '}';
    shop.publish("order.created", body);
    shop.confirm();
  }

  @Override
  public void close() {
    shop.close();
  }
}
