package shop.crm.queries;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.queries.http.ApiPaths;

/** A tenant of whom there is nothing costs nothing once it is answered. */
class ManyTenantsHttpTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TENANTS = 20_000;

  /** What every name of a tenant begins with; whole only on the wire, not in this class. */
  private static final String[] PARTS = {"gho", "sts"};

  /** Buffers, the last requests of each connection, and names on their way out. */
  private static final int LEFT_OVERS = 500;

  private static final List<String> READS =
      List.of(
          ApiPaths.CUSTOMERS,
          ApiPaths.CUSTOMERS + "/anna",
          ApiPaths.SEGMENTS,
          "/api/v1/analytics/overview",
          "/api/v1/analytics/rfm",
          ApiPaths.CUSTOMERS + ":export");

  @Test
  void names_of_twenty_thousand_tenants_leave_nothing_in_memory(@TempDir Path directory)
      throws Exception {
    try (TestServer server = new TestServer()) {
      server.limit(1_000);
      ask(server);
      // Longer than a bucket is kept of whom nobody asks for.
      server.later(Duration.ofMinutes(1));
      assertEquals(200, server.get(ApiPaths.SEGMENTS).status());

      assertTrue(mostAreForgotten(directory), "names are left");
      assertEquals(
          List.of("0"), server.postgres.texts("SELECT count(*)::text FROM segment_counters"));
    }
  }

  /** What is forgotten beside the requests is so a moment later. */
  private static boolean mostAreForgotten(Path directory) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean forgotten = false;
    while (!forgotten && System.nanoTime() < end) {
      Path heap = dump(directory);
      forgotten = namesIn(heap) < LEFT_OVERS;
      Files.delete(heap);
    }
    return forgotten;
  }

  private static void ask(TestServer server) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port());
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream())) {
      for (int i = 0; i < TENANTS; i++) {
        String request =
            "HEAD "
                + READS.get(i % READS.size())
                + " HTTP/1.1\r\nHost: x\r\nX-Tenant-ID: "
                + PARTS[0]
                + PARTS[1]
                + i
                + "\r\n\r\n";
        out.write(request.getBytes(ISO_8859_1));
        skipHead(in);
      }
    }
  }

  private static void skipHead(InputStream in) throws IOException {
    int newLines = 0;
    while (newLines < 2) {
      int next = in.read();
      assertTrue(next >= 0, "the connection has ended");
      newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
    }
  }

  private static Path dump(Path directory) throws IOException {
    Path heap = directory.resolve("live.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(heap.toString(), true);
    return heap;
  }

  /** How often the name of such a tenant is in a file. */
  private static long namesIn(Path file) throws IOException {
    byte[] name = (PARTS[0] + PARTS[1]).getBytes(ISO_8859_1);
    long found = 0;
    int matched = 0;
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == name[matched]) {
            matched++;
          } else {
            matched = buffer[i] == name[0] ? 1 : 0;
          }
          if (matched == name.length) {
            found++;
            matched = 0;
          }
        }
      }
    }
    return found;
  }
}
