package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A body whose framing does not end: a line of it grows until somebody closes the connection. */
final class EndlessLine implements Attack {

  private static final int MIB = 1 << 20;
  private static final int MOST_MIB = 700;

  private final Way way;
  private final Part part;

  /** What does not end. */
  enum Part {
    SIZE("", "a"),
    EXTENSION("1;", "e"),
    TRAILER("0\r\nX: ", "y"),
    TRAILERS("0\r\n", "X: y\r\n");

    private final String before;
    private final String endless;

    Part(String before, String endless) {
      this.before = before;
      this.endless = endless;
    }
  }

  EndlessLine(Way way, Part part) {
    this.way = way;
    this.part = part;
  }

  @Override
  public String name() {
    return "endless chunk " + part;
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    byte[] block = Way.bytes(part.endless.repeat(MIB / part.endless.length()));
    String headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (Socket socket = way.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(Way.bytes(way.head("POST /api/v1/customers", Shop.TENANT, headers) + part.before));
      for (int sent = 0; sent < MOST_MIB; sent++) {
        out.write(block);
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  @Override
  public void close() {
    // Nothing stays open between strikes.
  }
}
