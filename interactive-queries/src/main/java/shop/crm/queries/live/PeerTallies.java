package shop.crm.queries.live;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.live.LiveState.PartitionCohorts;
import shop.crm.queries.live.LiveState.PartitionMigrations;
import shop.crm.queries.live.LiveState.PartitionTallies;

/** Asks other instances for figures of their partitions, and words the answer to them. */
public final class PeerTallies implements Tallier.Peers {

  /** Where an instance answers the tallies of its own partitions. */
  public static final String PATH = "/internal/tallies";

  /** Where it answers the cohorts of its own partitions. */
  public static final String COHORTS = "/internal/cohorts";

  /** Where it answers the moves between RFM segments of its own partitions. */
  public static final String MIGRATIONS = "/internal/migrations";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final PeerClient client;

  /**
   * @param secret what proves its questions to the others
   */
  PeerTallies(Optional<ClusterSecret> secret) {
    client = new PeerClient(secret);
  }

  @Override
  public List<PartitionTallies> ask(HostInfo instance, String tenant)
      throws IOException, InterruptedException {
    return JSON.readValue(
        client.get(instance, PATH + "?tenant=" + encoded(tenant)),
        new TypeReference<List<PartitionTallies>>() {});
  }

  @Override
  public List<PartitionCohorts> cohorts(HostInfo instance, String tenant, CohortQuery query)
      throws IOException, InterruptedException {
    String path =
        "%s?tenant=%s&granularity=%s&from=%d&to=%d"
            .formatted(
                COHORTS, encoded(tenant), query.granularity().wire(), query.from(), query.to());
    return JSON.readValue(
        client.get(instance, path), new TypeReference<List<PartitionCohorts>>() {});
  }

  @Override
  public List<PartitionMigrations> migrations(
      HostInfo instance, String tenant, int fromEpochDay, int toEpochDay)
      throws IOException, InterruptedException {
    String path =
        "%s?tenant=%s&from=%d&to=%d"
            .formatted(MIGRATIONS, encoded(tenant), fromEpochDay, toEpochDay);
    return JSON.readValue(
        client.get(instance, path), new TypeReference<List<PartitionMigrations>>() {});
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The answer to another instance, as JSON. */
  public static byte[] toJson(List<? extends OfPartition> figures) {
    try {
      return JSON.writeValueAsBytes(figures);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
