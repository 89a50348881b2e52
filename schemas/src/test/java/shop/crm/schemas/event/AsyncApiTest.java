package shop.crm.schemas.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Documents;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.fact.InboundType;
import shop.crm.schemas.model.profile.ProfileEvent;

/** The AsyncAPI document says what the catalogue and the schemas say. */
class AsyncApiTest {

  private static final JsonNode DOCUMENT = Bodies.object(Schemas.resource("/asyncapi.json"));
  private static final String FILES = "./schemas/";

  @Test
  void every_topic_that_is_not_internal_has_a_channel_and_the_other_way_round() {
    Map<String, String> catalogue = new TreeMap<>();
    List<Topics.Topic> topics = new ArrayList<>(Topics.all(6));
    topics.add(Topics.customerState(6));
    for (Topics.Topic topic : topics) {
      if (!topic.name().startsWith("crm.internal.")) {
        catalogue.put(topic.name(), keeping(topic.config()));
      }
    }
    Map<String, String> documented = new TreeMap<>();
    for (JsonNode channel : channels("kafka")) {
      JsonNode config = channel.at("/bindings/kafka/topicConfiguration");
      boolean compacts = config.get("cleanup.policy").get(0).asText().equals("compact");
      documented.put(
          channel.get("address").asText(),
          compacts ? "compact" : config.get("retention.ms").asText() + " ms");
    }
    assertEquals(catalogue, documented);
  }

  private static String keeping(Map<String, String> config) {
    return config.getOrDefault("cleanup.policy", config.get("retention.ms") + " ms");
  }

  @Test
  void every_type_has_a_routing_key_and_its_message_on_its_topic() {
    Map<String, String> topics = new TreeMap<>();
    Stream.of(InboundType.values()).forEach(type -> topics.put(type.wire(), EventTopics.of(type)));
    topics.put(ProfileEvent.Created.TYPE, Topics.CUSTOMER_CREATED);
    topics.put(ProfileEvent.Updated.TYPE, Topics.CUSTOMER_UPDATED);
    topics.put(ProfileEvent.Deleted.TYPE, Topics.CUSTOMER_DELETED);
    topics.put(SegmentChanged.TYPE, Topics.SEGMENT_CHANGED);
    topics.put(TierChanged.TYPE, Topics.TIER_CHANGED);
    topics.put("customer.segment_entered", Topics.SEGMENT_MEMBERSHIP);
    topics.put("customer.segment_left", Topics.SEGMENT_MEMBERSHIP);

    Set<String> routingKeys = new TreeSet<>();
    for (JsonNode channel : channels("rabbitmq")) {
      assertEquals("routingKey", channel.at("/bindings/amqp/is").asText());
      assertEquals("shop.events", channel.at("/bindings/amqp/exchange/name").asText());
      routingKeys.add(channel.get("address").asText());
    }
    assertEquals(topics.keySet(), routingKeys);

    Map<String, String> documented = new TreeMap<>();
    for (JsonNode channel : channels("kafka")) {
      for (JsonNode reference : channel.get("messages")) {
        String name = resolve(reference).get("name").asText();
        if (topics.containsKey(name)) {
          documented.put(name, channel.get("address").asText());
        }
      }
    }
    assertEquals(topics, documented);
  }

  @Test
  void what_others_follow_are_the_customer_channels() {
    Set<String> followed = new TreeSet<>();
    for (JsonNode channel : channels("kafka")) {
      String address = channel.get("address").asText();
      if (address.startsWith("crm.customer.")) {
        followed.add(address);
      }
    }
    Set<String> expected = new TreeSet<>(Topics.changes());
    expected.add(Topics.CUSTOMER_STATE);
    assertEquals(expected, followed);
  }

  @Test
  void every_topic_that_others_read_is_in_a_codec_that_their_clients_have() {
    Map<String, String> catalogue = new TreeMap<>();
    List<Topics.Topic> all = new ArrayList<>(Topics.all(6));
    all.add(Topics.customerState(6));
    for (Topics.Topic topic : all) {
      if (!topic.name().startsWith("crm.internal.")) {
        catalogue.put(topic.name(), topic.config().getOrDefault("compression.type", "producer"));
      }
    }
    Map<String, String> documented = new TreeMap<>();
    for (JsonNode channel : channels("kafka")) {
      JsonNode config = channel.at("/bindings/kafka/topicConfiguration");
      documented.put(
          channel.get("address").asText(), config.path("compression.type").asText("producer"));
    }
    assertEquals(catalogue, documented);
    for (String topic : Topics.changes()) {
      assertEquals("gzip", documented.get(topic), topic);
    }
  }

  @Test
  void every_change_says_that_it_is_a_cloud_event() {
    for (JsonNode channel : channels("kafka")) {
      if (Topics.changes().contains(channel.get("address").asText())) {
        for (JsonNode reference : channel.get("messages")) {
          JsonNode headers = resolve(resolve(reference).get("headers"));
          assertEquals(
              Headers.CLOUDEVENTS_JSON,
              headers.at("/properties/" + Headers.CONTENT_TYPE + "/const").asText());
        }
      }
    }
  }

  @Test
  void every_reference_leads_somewhere() {
    List<String> references = new ArrayList<>();
    for (JsonNode value : DOCUMENT.findValues("$ref")) {
      references.add(value.asText());
    }
    assertFalse(references.isEmpty());
    for (String reference : references) {
      assertFalse(target(reference).isMissingNode(), reference);
    }
  }

  @Test
  void every_reference_between_the_schemas_leads_somewhere() {
    for (String file : Documents.SCHEMAS) {
      JsonNode schema = schema(file);
      for (JsonNode value : schema.findValues("$ref")) {
        String reference = value.asText();
        String document = reference.startsWith("#") ? file : reference.replaceAll("#.*", "");
        assertFalse(at(schema(document), reference).isMissingNode(), file + ": " + reference);
      }
    }
  }

  @Test
  void every_example_keeps_the_schema_of_its_message() {
    for (JsonNode message : DOCUMENT.at("/components/messages")) {
      String name = message.get("name").asText();
      assertFalse(message.path("examples").isEmpty(), name + " has examples");
      JsonNode reference = message.at("/payload/schema/$ref");
      if (!reference.isMissingNode()) {
        String schema = reference.asText().substring(FILES.length());
        for (JsonNode example : message.get("examples")) {
          String payload = example.get("payload").toString();
          assertEquals(List.of(), Schemas.errors(schema, payload), name);
        }
      }
    }
  }

  @Test
  void a_dead_letter_has_the_headers_and_reasons_of_the_catalogue() {
    JsonNode headers = DOCUMENT.at("/components/messages/DeadLetter/headers");
    assertEquals(
        Set.of(
            Headers.ID,
            Headers.REASON,
            Headers.DETAIL,
            Headers.SOURCE,
            Headers.RECEIVED_AT,
            Headers.EXCEPTION,
            Headers.ORIGINAL_SIZE,
            Headers.OMITTED_HEADERS),
        names(headers.get("properties")));
    assertEquals(Set.of("^" + Headers.ORIGINAL_PREFIX), names(headers.get("patternProperties")));
    List<String> reasons = new ArrayList<>();
    headers.at("/properties/" + Headers.REASON + "/enum").forEach(it -> reasons.add(it.asText()));
    assertEquals(Stream.of(Reason.values()).map(Reason::code).toList(), reasons);
  }

  @Test
  void every_channel_is_used_by_an_operation() {
    Set<String> used = new TreeSet<>();
    for (JsonNode operation : DOCUMENT.get("operations")) {
      used.add(operation.at("/channel/$ref").asText().substring("#/channels/".length()));
    }
    assertEquals(new TreeSet<>(names(DOCUMENT.get("channels"))), used);
  }

  private static List<JsonNode> channels(String server) {
    List<JsonNode> channels = new ArrayList<>();
    for (JsonNode channel : DOCUMENT.get("channels")) {
      if (channel.at("/servers/0/$ref").asText().equals("#/servers/" + server)) {
        channels.add(channel);
      }
    }
    return channels;
  }

  private static JsonNode resolve(JsonNode reference) {
    return target(reference.get("$ref").asText());
  }

  private static JsonNode target(String reference) {
    return reference.startsWith(FILES)
        ? at(schema(reference.substring(FILES.length()).replaceAll("#.*", "")), reference)
        : at(DOCUMENT, reference);
  }

  private static JsonNode at(JsonNode document, String reference) {
    int hash = reference.indexOf('#');
    return hash < 0 ? document : document.at(reference.substring(hash + 1));
  }

  private static JsonNode schema(String file) {
    return Bodies.object(Schemas.resource("/schemas/" + file));
  }

  private static Set<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }
}
