package shop.crm.queries.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.roster.RosterQuery.Position;

/** Asks other instances for previews of their partitions, and words question and answer. */
public final class PeerPreviews implements Previews.Peers {

  /** Where an instance answers questions about its own customers. */
  public static final String PATH = "/internal/preview";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  private final PeerClient client;

  /**
   * @param secret what proves its questions to the others
   */
  PeerPreviews(Optional<ClusterSecret> secret) {
    client = new PeerClient(secret, Duration.ofSeconds(30));
  }

  @Override
  public List<Preview.Part> ask(HostInfo instance, Preview.Question question)
      throws IOException, InterruptedException {
    return answer(client.post(instance, PATH, toJson(question)));
  }

  static byte[] toJson(Preview.Question question) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant", question.tenant());
          json.writeFieldName("conditions");
          json.writeRawValue(question.conditions().json());
          if (question.compare().isPresent()) {
            json.writeNumberField("compare", question.compare().getAsInt());
          }
          json.writeStringField("now", question.now().toString());
        });
  }

  /**
   * The question of another instance.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Preview.Question question(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      String tenant = json.required("tenant").asText();
      if (!Ids.isValid(tenant)) {
        throw new IllegalArgumentException("not a tenant");
      }
      return new Preview.Question(
          tenant,
          ConditionsJson.stored(json.required("conditions")),
          json.has("compare")
              ? OptionalInt.of(json.get("compare").intValue())
              : OptionalInt.empty(),
          time(json.required("now").asText()));
    } catch (IOException | DateTimeException e) {
      throw new IllegalArgumentException("not a question of another instance", e);
    }
  }

  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(Instant.EPOCH) || time.isAfter(END_OF_TIME)) {
      throw new IllegalArgumentException("a time that no instance's clock tells");
    }
    return time;
  }

  /** The answer to another instance. */
  public static byte[] toJson(List<Preview.Part> parts) {
    return JsonBytes.object(
        json -> {
          json.writeArrayFieldStart("partitions");
          for (Preview.Part part : parts) {
            json.writeStartObject();
            json.writeNumberField("partition", part.partition());
            json.writeStringField("as_of", part.asOf().toString());
            json.writeNumberField("count", part.preview().count());
            json.writeNumberField("entering", part.preview().entering());
            json.writeNumberField("leaving", part.preview().leaving());
            json.writeArrayFieldStart("sample");
            for (Listed listed : part.preview().sample()) {
              json.writeStartObject();
              json.writeStringField("id", listed.position().id());
              json.writeBinaryField("row", CustomerRow.encode(listed.state()));
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static List<Preview.Part> answer(byte[] body) throws IOException {
    List<Preview.Part> parts = new ArrayList<>();
    try {
      for (JsonNode part : JSON.readTree(body).required("partitions")) {
        List<Listed> sample = new ArrayList<>();
        for (JsonNode customer : part.required("sample")) {
          sample.add(
              new Listed(
                  new Position(OptionalLong.empty(), customer.required("id").asText()),
                  CustomerRow.decode(customer.required("row").binaryValue())));
        }
        parts.add(
            new Preview.Part(
                part.required("partition").intValue(),
                Instant.parse(part.required("as_of").asText()),
                new Preview(
                    part.required("count").longValue(),
                    part.required("entering").longValue(),
                    part.required("leaving").longValue(),
                    sample)));
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
