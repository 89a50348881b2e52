package shop.crm.queries.live;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionTallies;

/** Asks other instances for the tallies of their partitions, and words the answer to them. */
public final class PeerTallies implements Tallier.Peers {

  /** Where an instance answers the tallies of its own partitions. */
  public static final String PATH = "/internal/tallies";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final PeerClient client = new PeerClient();

  PeerTallies() {}

  @Override
  public List<PartitionTallies> ask(HostInfo instance, String tenant)
      throws IOException, InterruptedException {
    String query = "?tenant=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8);
    return JSON.readValue(
        client.get(instance, PATH + query), new TypeReference<List<PartitionTallies>>() {});
  }

  /** The answer to another instance, as JSON. */
  public static byte[] toJson(List<PartitionTallies> tallies) {
    try {
      return JSON.writeValueAsBytes(tallies);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
