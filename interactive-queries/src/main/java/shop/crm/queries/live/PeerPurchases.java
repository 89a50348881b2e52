package shop.crm.queries.live;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.live.LiveState.PartitionPurchases;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** Asks other instances how customers of their partitions bought, and words the answer to them. */
public final class PeerPurchases implements PurchaseGatherer.Peers {

  /** Where an instance answers for its own partitions. */
  public static final String PATH = "/internal/purchases";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Adding up takes a pass over all customers. */
  private final PeerClient client;

  /**
   * @param secret what proves its questions to the others
   */
  PeerPurchases(Optional<ClusterSecret> secret) {
    client = new PeerClient(secret, Duration.ofSeconds(30));
  }

  @Override
  public List<PartitionPurchases> ask(HostInfo instance, String tenant)
      throws IOException, InterruptedException {
    String query = "?tenant=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8);
    return answer(client.get(instance, PATH + query));
  }

  /** The fields of the answer to another instance. */
  public static void write(JsonGenerator json, List<PartitionPurchases> parts) throws IOException {
    json.writeArrayFieldStart("partitions");
    for (PartitionPurchases part : parts) {
      json.writeStartObject();
      json.writeNumberField("partition", part.partition());
      json.writeBinaryField("purchases", part.purchases().encode());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static List<PartitionPurchases> answer(byte[] body) throws IOException {
    List<PartitionPurchases> parts = new ArrayList<>();
    try {
      for (JsonNode part : JSON.readTree(body).required("partitions")) {
        parts.add(
            new PartitionPurchases(
                part.required("partition").intValue(),
                PurchaseHistogram.decode(part.required("purchases").binaryValue())));
      }
    } catch (RuntimeException e) {
      throw new IOException("an answer that cannot be read", e);
    }
    return parts;
  }

  @Override
  public void close() {
    client.close();
  }
}
