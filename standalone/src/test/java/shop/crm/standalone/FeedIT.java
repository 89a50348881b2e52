package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.standalone.Marketer.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;

/** The live feed of the whole service beside what a reader of the topics sees. */
class FeedIT {

  private static final List<String> TOPICS =
      List.of(Topics.SEGMENT_CHANGED, Topics.TIER_CHANGED, Topics.SEGMENT_MEMBERSHIP);

  @TempDir private Path data;

  @Test
  void the_feed_is_what_is_on_the_topics_also_for_who_comes_again_after_a_restart()
      throws Exception {
    Map<String, String> settings = RunningCrm.settings(data);
    FeedReader everything = new FeedReader("");
    FeedReader entered = new FeedReader("?type=customer.segment_entered&segment=rich");
    FeedReader one = new FeedReader("?customer=c7");
    List<FeedReader> readers = List.of(everything, entered, one);
    try (RunningCrm crm = RunningCrm.start(settings);
        Exchange exchange = Exchange.of(crm)) {
      new Marketer(crm.http()).define("rich", leaf("total_spent", "gte", 500));
      for (FeedReader reader : readers) {
        reader.connect(crm.http());
      }
      order(exchange, 0, 20);
      Eventually.await(everything::events, events -> events.size() > 20);
      for (FeedReader reader : readers) {
        reader.hangUp();
      }
      order(exchange, 20, 40);
      awaitOnTopics(crm, 40);
    }
    try (RunningCrm crm = RunningCrm.start(settings);
        Exchange exchange = Exchange.of(crm)) {
      order(exchange, 40, 60);
      for (FeedReader reader : readers) {
        reader.connect(crm.http());
      }
      order(exchange, 60, 80);
      List<JsonNode> published = awaitOnTopics(crm, 80);

      assertFollowed(published, everything, _ -> true);
      assertFollowed(
          published, entered, it -> it.get("type").asText().equals("customer.segment_entered"));
      assertFollowed(published, one, it -> it.get("subject").asText().equals("c7"));
      for (FeedReader reader : readers) {
        reader.hangUp();
      }
    }
  }

  /** Each order is the first of its customer, who gets into an RFM segment, a tier and rich. */
  private static void order(Exchange exchange, int from, int to) throws Exception {
    for (int number = from; number < to; number++) {
      exchange.publish(
          "order.created",
          "o-" + number,
          "{\"order_id\":\"o-%d\",\"customer_id\":\"c%d\",\"total\":\"1500.00\"}"
              .formatted(number, number));
    }
  }

  /** What is on the topics once so many customers are rich. */
  private static List<JsonNode> awaitOnTopics(RunningCrm crm, int customers) throws Exception {
    String kafka = crm.service().endpoints().kafka();
    Eventually.await(
        () -> KafkaSide.json(kafka, Topics.SEGMENT_MEMBERSHIP), all -> all.size() == customers);
    List<JsonNode> published = new ArrayList<>();
    for (String topic : TOPICS) {
      published.addAll(KafkaSide.json(kafka, topic));
    }
    return published;
  }

  private static void assertFollowed(
      List<JsonNode> published, FeedReader reader, Predicate<JsonNode> wanted) throws Exception {
    Map<String, List<JsonNode>> expected = byTopic(published.stream().filter(wanted).toList());
    int count = expected.values().stream().mapToInt(List::size).sum();
    Eventually.await(reader::events, events -> events.size() >= count);
    assertEquals(expected, byTopic(reader.events()));
  }

  /** Of each customer what is on one topic, in its order. */
  private static Map<String, List<JsonNode>> byTopic(List<JsonNode> events) {
    Map<String, List<JsonNode>> all = new TreeMap<>();
    for (JsonNode event : events) {
      String topic = event.get("type").asText().replaceAll("_(entered|left)$", "");
      all.computeIfAbsent(event.get("subject").asText() + " " + topic, _ -> new ArrayList<>())
          .add(event);
    }
    return all;
  }
}
