package shop.crm.queries.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a connection may take.
 *
 * @param all connections of a listener at once
 * @param perAddress those of them that come from one address
 * @param head from its first byte, or from the connection's beginning, until a head is whole
 * @param body for a body in which nothing comes; and in all, beyond a second for each KiB of it
 * @param idle between an answer and the next request
 * @param write until 64 KiB of an answer are taken; and for all of what was written, beyond a
 *     second for each 64 KiB of it
 */
public record ConnectionLimits(
    int all, int perAddress, Duration head, Duration body, Duration idle, Duration write) {

  private static final int MOST = 4_096;
  private static final int LEAST = 256;
  private static final int INTERNAL = 2_048;

  /** Two buffers of the HTTP library, a thread, and what a small request becomes. */
  private static final int BYTES_EACH = 32 << 10;

  /**
   * Those of the public listener: as many as a quarter of the heap and half of the file descriptors
   * hold. One address may take three quarters of them, since a proxy or a gateway is one address.
   */
  public static ConnectionLimits standard() {
    long byMemory = Runtime.getRuntime().maxMemory() / 4 / BYTES_EACH;
    long all = Math.clamp(Math.min(byMemory, descriptors() / 2), LEAST, MOST);
    return ofAll((int) all);
  }

  /** Those of the internal listener: other instances, metrics and probes. */
  public static ConnectionLimits internal() {
    return ofAll(INTERNAL);
  }

  private static ConnectionLimits ofAll(int all) {
    return new ConnectionLimits(
        all,
        all * 3 / 4,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30));
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 2L * MOST;
  }
}
