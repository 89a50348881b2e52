package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;

/** How customers come into segments and leave them, in all the places where others see it. */
record Moves(RunningCrm crm, Exchange exchange) {

  private static final String ENTERED = "customer.segment_entered";
  private static final String LEFT = "customer.segment_left";
  private static final List<Set<String>> NUMBERED =
      List.of(
          Set.of("customer.segment_changed"),
          Set.of("customer.tier_changed"),
          Set.of(ENTERED, LEFT));

  /**
   * The moves of a customer into a segment and out of it once they are these, as {@code entered
   * order}: on RabbitMQ and, the same ones, on Kafka.
   */
  List<JsonNode> await(String customer, String segment, String... expected) throws Exception {
    List<JsonNode> moves =
        Eventually.await(
            () -> of(segment, exchange.changes(customer)),
            came -> words(came).equals(List.of(expected)));
    assertEquals(moves, of(segment, onKafka(customer)));
    assertNumbered(customer);
    return moves;
  }

  /** The same, and they stand in the customer's activity. */
  List<JsonNode> awaitWithActivity(String customer, String segment, String... expected)
      throws Exception {
    List<JsonNode> moves = await(customer, segment, expected);
    Map<String, JsonNode> published = new TreeMap<>();
    for (JsonNode move : moves) {
      ObjectNode data = move.get("data").deepCopy();
      // It is told of the publication, to whoever follows.
      data.remove("backfill");
      published.put(type(move) + " " + id(move), data);
    }
    Map<String, JsonNode> entries = new TreeMap<>();
    for (JsonNode entry :
        crm.get(RunningCrm.CUSTOMERS + "/" + customer + "/activity?limit=500").get("items")) {
      if (entry.at("/data/segment_id").asText().equals(segment)) {
        entries.put(type(entry) + " " + id(entry), entry.get("data"));
      }
    }
    assertEquals(published, entries);
    return moves;
  }

  /** Whatever is told of a customer has a number of its own, greater than all on its topic. */
  private void assertNumbered(String customer) throws Exception {
    List<Long> all = new ArrayList<>();
    List<JsonNode> changes = exchange.changes(customer).stream().distinct().toList();
    for (Set<String> topic : NUMBERED) {
      List<Long> numbers =
          changes.stream()
              .filter(change -> topic.contains(type(change)))
              .map(change -> number(change, customer))
              .toList();
      assertEquals(numbers.stream().sorted().toList(), numbers);
      all.addAll(numbers);
    }
    assertEquals(all.stream().distinct().toList(), all);
  }

  private static long number(JsonNode change, String customer) {
    String before = "default/" + customer + ":";
    assertTrue(id(change).startsWith(before), () -> id(change));
    return Long.parseLong(id(change).substring(before.length()));
  }

  private List<JsonNode> onKafka(String customer) throws Exception {
    return KafkaSide.json(crm.service().endpoints().kafka(), Topics.SEGMENT_MEMBERSHIP).stream()
        .filter(change -> change.get("subject").asText().equals(customer))
        .toList();
  }

  /** Those of a segment, each once: delivery is at least once. */
  private static List<JsonNode> of(String segment, List<JsonNode> changes) {
    return changes.stream()
        .filter(change -> type(change).equals(ENTERED) || type(change).equals(LEFT))
        .filter(change -> change.at("/data/segment_id").asText().equals(segment))
        .distinct()
        .toList();
  }

  private static List<String> words(List<JsonNode> moves) {
    return moves.stream()
        .map(
            move ->
                (type(move).equals(ENTERED) ? "entered " : "left ")
                    + move.at("/data/cause").asText())
        .toList();
  }

  private static String type(JsonNode event) {
    return event.get("type").asText();
  }

  private static String id(JsonNode event) {
    return event.get("id").asText();
  }
}
