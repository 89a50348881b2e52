package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** Thousands of connections that say nothing, or a byte now and then; closed ones come again. */
final class SlowConnections implements Attack {

  private static final int MOST = 4_200;
  private static final int OPENED_AT_ONCE = 20;
  private static final int TOUCHED_AT_ONCE = 50;

  private final Way way;
  private final Queue<SocketChannel> open = new ArrayDeque<>();
  private int opened;

  SlowConnections(Way way) {
    this.way = way;
  }

  @Override
  public String name() {
    return "slow connections, up to " + MOST;
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(100);
  }

  @Override
  public void strike() throws IOException {
    for (int i = 0; i < TOUCHED_AT_ONCE && !open.isEmpty(); i++) {
      SocketChannel channel = open.remove();
      if (alive(channel)) {
        open.add(channel);
      } else {
        channel.close();
      }
    }
    for (int i = 0; i < OPENED_AT_ONCE && open.size() < MOST; i++) {
      open();
    }
  }

  /** Sends another byte, so that the connection does not look idle. */
  private boolean alive(SocketChannel channel) {
    try {
      boolean connected = channel.finishConnect();
      boolean closed = connected && channel.read(ByteBuffer.allocate(256)) < 0;
      if (connected && !closed && opened % 3 != 0) {
        channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      }
      return !closed;
    } catch (IOException _) {
      return false;
    }
  }

  private void open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.bind(new InetSocketAddress(way.from(), 0));
      channel.connect(ServiceAddresses.socket(way.server()));
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(Way.bytes(beginning())));
      open.add(channel);
      opened++;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private String beginning() {
    return switch (opened % 3) {
      case 0 -> "";
      case 1 -> way.head("GET /health/live", Shop.TENANT, "X: ");
      default ->
          way.head(
              "POST /api/v1/customers",
              Shop.TENANT,
              "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");
    };
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : open) {
      channel.close();
    }
  }
}
