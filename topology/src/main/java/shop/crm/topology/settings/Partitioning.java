package shop.crm.topology.settings;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** In which partition the records of a key lie. */
public final class Partitioning {

  private Partitioning() {}

  /**
   * The partition of the records of a key, as Kafka's Java producers choose it by default.
   *
   * @param partitions how many there are
   */
  public static int of(String key, int partitions) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }
}
