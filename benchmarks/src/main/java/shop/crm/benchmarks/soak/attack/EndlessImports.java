package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Imports with an idempotency key, for which a service keeps what comes until it has ended. */
final class EndlessImports implements Attack {

  private static final int CHUNK = 64 << 10;
  private static final int MOST_CHUNKS = 3_200;

  private final Way way;
  private int imports;

  EndlessImports(Way way) {
    this.way = way;
  }

  @Override
  public String name() {
    return "imports without an end";
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(2);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    String headers =
        "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nIdempotency-Key: i"
            + imports
            + "\r\n\r\n";
    imports++;
    byte[] chunk = Way.bytes("10000\r\n" + " ".repeat(CHUNK - 1) + "\n\r\n");
    try (Socket socket = way.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(Way.bytes(way.head("POST /api/v1/customers:import", Shop.TENANT, headers)));
      for (int sent = 0; sent < MOST_CHUNKS; sent++) {
        out.write(chunk);
        TimeUnit.MILLISECONDS.sleep(5);
      }
      // Then not another word, and gone.
      TimeUnit.SECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    // Nothing stays open between strikes.
  }
}
