package shop.crm.queries.live;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.roster.RosterQuery.Position;

/** Asks other instances for customers of their partitions, and words question and answer. */
public final class PeerCustomers implements CustomerLists.Peers {

  /** Where an instance answers questions about its own customers. */
  public static final String PATH = "/internal/customers";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than any instance asks for at once. */
  private static final int MAX_LIMIT = 1_000;

  private final PeerClient client;

  /**
   * @param secret what proves its questions to the others
   */
  PeerCustomers(Optional<ClusterSecret> secret) {
    client = new PeerClient(secret);
  }

  /** A question to another instance. */
  public sealed interface Question {

    /** Whose customers. */
    String tenant();

    /** A page of a list. */
    record List(String tenant, RosterQuery query) implements Question {}

    /** Those of some ids. */
    record Some(String tenant, java.util.List<String> ids) implements Question {}
  }

  @Override
  public List<PartitionCustomers> ask(HostInfo instance, Question question)
      throws IOException, InterruptedException {
    return answer(client.post(instance, PATH, toJson(question)));
  }

  private static byte[] toJson(Question question) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant", question.tenant());
          switch (question) {
            case Question.Some some -> {
              json.writeArrayFieldStart("ids");
              for (String id : some.ids()) {
                json.writeString(id);
              }
              json.writeEndArray();
            }
            case Question.List list -> write(json, list.query());
          }
        });
  }

  private static void write(JsonGenerator json, RosterQuery query) throws IOException {
    json.writeStringField("sort", query.sort().name());
    json.writeBooleanField("descending", query.descending());
    optional(json, "segment", query.segment().map(Enum::name));
    optional(json, "tier", query.tier());
    optional(json, "stage", query.stage().map(Enum::name));
    optional(json, "tag", query.tag());
    if (query.member().isPresent()) {
      json.writeNumberField("member", query.member().getAsInt());
    }
    optional(json, "prefix", query.prefix());
    optional(json, "email", query.email());
    json.writeObjectFieldStart("consents");
    for (Map.Entry<Channel, Boolean> consent : query.consents().entrySet()) {
      json.writeBooleanField(consent.getKey().name(), consent.getValue());
    }
    json.writeEndObject();
    if (query.after().isPresent()) {
      json.writeObjectFieldStart("after");
      write(json, query.after().get());
      json.writeEndObject();
    }
    json.writeNumberField("limit", query.limit());
  }

  private static void write(JsonGenerator json, Position position) throws IOException {
    json.writeStringField("id", position.id());
    if (position.value().isPresent()) {
      json.writeNumberField("value", position.value().getAsLong());
    }
  }

  private static void optional(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  /**
   * The question of another instance.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Question question(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      String tenant = json.required("tenant").asText();
      require(Ids.isValid(tenant));
      if (json.has("ids")) {
        List<String> ids = new ArrayList<>();
        json.get("ids").forEach(id -> ids.add(id.asText()));
        require(ids.size() <= MAX_LIMIT && ids.stream().allMatch(Ids::isValid));
        return new Question.Some(tenant, ids);
      }
      int limit = json.required("limit").asInt();
      OptionalInt member =
          json.has("member") ? OptionalInt.of(json.get("member").intValue()) : OptionalInt.empty();
      require(limit >= 1 && limit <= MAX_LIMIT && member.orElse(0) >= 0);
      Map<Channel, Boolean> consents = new EnumMap<>(Channel.class);
      json.required("consents")
          .properties()
          .forEach(e -> consents.put(Channel.valueOf(e.getKey()), e.getValue().asBoolean()));
      return new Question.List(
          tenant,
          new RosterQuery(
              RosterQuery.Sort.valueOf(json.required("sort").asText()),
              json.required("descending").asBoolean(),
              text(json, "segment").map(RfmSegment::valueOf),
              text(json, "tier"),
              text(json, "stage").map(LifecycleStage::valueOf),
              text(json, "tag"),
              member,
              consents,
              text(json, "prefix"),
              text(json, "email"),
              json.has("after") ? Optional.of(position(json.get("after"))) : Optional.empty(),
              limit));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a question of another instance");
    }
  }

  private static void require(boolean asAskedFor) {
    if (!asAskedFor) {
      throw new IllegalArgumentException("not a question of another instance");
    }
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.path(name).textValue());
  }

  private static Position position(JsonNode json) {
    return new Position(
        json.has("value") ? OptionalLong.of(json.get("value").longValue()) : OptionalLong.empty(),
        json.required("id").asText());
  }

  /** The fields of the answer to another instance. */
  public static void write(JsonGenerator json, List<PartitionCustomers> partitions)
      throws IOException {
    json.writeArrayFieldStart("partitions");
    for (PartitionCustomers partition : partitions) {
      json.writeStartObject();
      json.writeNumberField("partition", partition.partition());
      json.writeStringField("as_of", partition.asOf().toString());
      json.writeArrayFieldStart("customers");
      for (Listed listed : partition.customers()) {
        json.writeStartObject();
        write(json, listed.position());
        json.writeBinaryField("row", CustomerRow.encode(listed.state()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeBooleanField("more", partition.more());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static List<PartitionCustomers> answer(byte[] body) throws IOException {
    List<PartitionCustomers> partitions = new ArrayList<>();
    try {
      for (JsonNode partition : JSON.readTree(body).required("partitions")) {
        List<Listed> customers = new ArrayList<>();
        for (JsonNode customer : partition.required("customers")) {
          customers.add(
              new Listed(
                  position(customer), CustomerRow.decode(customer.required("row").binaryValue())));
        }
        partitions.add(
            new PartitionCustomers(
                partition.required("partition").intValue(),
                Instant.parse(partition.required("as_of").asText()),
                customers,
                partition.path("more").asBoolean()));
      }
    } catch (RuntimeException e) {
      throw new IOException("an answer that cannot be read", e);
    }
    return partitions;
  }

  @Override
  public void close() {
    client.close();
  }
}
