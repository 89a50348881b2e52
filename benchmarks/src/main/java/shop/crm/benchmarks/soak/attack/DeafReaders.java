package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** Readers of the feed, and of exports, who ask and then read nothing; the oldest goes at last. */
final class DeafReaders implements Attack {

  private static final int MOST = 24;
  private static final int SMALL = 4 << 10;

  private final Way way;
  private final String tenant;
  private final Queue<Socket> open = new ArrayDeque<>();
  private int asked;

  /** Readers of the changes of a tenant that has many. */
  DeafReaders(Way way, String tenant) {
    this.way = way;
    this.tenant = tenant;
  }

  @Override
  public String name() {
    return "readers who do not read, up to " + MOST;
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void strike() throws IOException {
    if (open.size() == MOST) {
      open.remove().close();
    }
    Socket socket = new Socket();
    open.add(socket);
    socket.setReceiveBufferSize(SMALL);
    socket.bind(new InetSocketAddress(way.from(), 0));
    socket.connect(ServiceAddresses.socket(way.server()));
    String path = asked % 3 == 2 ? "/api/v1/customers:export" : "/api/v1/changes";
    asked++;
    socket.getOutputStream().write(Way.bytes(way.head("GET " + path, tenant, "\r\n")));
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }
}
