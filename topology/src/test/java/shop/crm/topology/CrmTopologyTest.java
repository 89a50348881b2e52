package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.settings.Publishing;

class CrmTopologyTest {

  private static final Instant START = CrmDriver.START;
  private static final Duration DAY = Duration.ofDays(1);

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void the_first_order_makes_a_customer_with_stats_and_scores() {
    crm.send(ann.created("o1", "120.50", START.minus(DAY)));

    CustomerState state = crm.only(ann);
    assertEquals(1, state.purchases().count());
    assertEquals(Money.parse("120.50"), state.purchases().spent());
    assertEquals(RfmSegment.NEW_CUSTOMERS, state.standing().orElseThrow().segment());
    JsonNode change = crm.read(Topics.SEGMENT_CHANGED).getFirst();
    assertEquals(
        """
        {"old_segment":null,"old_scores":null,"old_stage":"prospect",\
        "new_segment":"New Customers","new_scores":{"recency":5,"frequency":1,"monetary":1},\
        "new_stage":"new","cause":"order","changed_at":"2026-06-01T12:00:00Z","backfill":true}\
        """,
        change.get("data").toString());
    assertEquals("default/ann:1", change.get("id").asText());
  }

  @Test
  void what_an_old_fact_brings_about_is_a_backfill_and_what_is_told_at_once_or_by_time_is_not() {
    Duration age = Publishing.STANDARD.backfillAge();
    crm.send(ann.created("o1", "10.00", START.minus(age).minusMillis(1)));
    crm.send(ann.completed("o1", START.minus(age)));
    crm.send(Facts.of("bob").created("o2", "10.00", START.minus(age)));
    crm.send(Facts.of("cid").created("o3", "10.00", START.minus(Duration.ofDays(400))));
    crm.send(Facts.of("dan").created("o4", "10.00", START));
    assertEquals(
        List.of("ann order true", "bob order false", "cid order true", "dan order false"),
        backfills(Topics.SEGMENT_CHANGED));

    crm.pass(DAY.multipliedBy(100));
    crm.settle();

    assertEquals(
        List.of("false"),
        crm.read(Topics.SEGMENT_CHANGED).stream()
            .filter(change -> !change.at("/data/cause").asText().equals("order"))
            .map(change -> "" + change.at("/data/backfill").asBoolean())
            .distinct()
            .toList());
  }

  @Test
  void of_a_tier_too_an_old_fact_says_that_it_is_a_backfill() {
    Instant old = START.minus(DAY);
    crm.send(ann.created("o1", "1200.00", old), ann.completed("o1", old));
    crm.send(ann.refunded("o1", "r1", "500.00", START));

    assertEquals(List.of("ann order true", "ann order false"), backfills(Topics.TIER_CHANGED));
  }

  private List<String> backfills(String topic) {
    return crm.read(topic).stream()
        .map(
            change ->
                change.get("subject").asText()
                    + " "
                    + change.at("/data/cause").asText()
                    + " "
                    + change.at("/data/backfill").asBoolean())
        .toList();
  }

  @Test
  void a_redelivered_event_writes_and_publishes_nothing() {
    crm.send(ann.created("o1", "120.50", START));
    CustomerState before = crm.only(ann);
    crm.read(Topics.SEGMENT_CHANGED);

    crm.send(ann.created("o1", "120.50", START));

    assertEquals(before, crm.only(ann));
    assertEquals(List.of(), crm.read(Topics.SEGMENT_CHANGED));
  }

  @Test
  void completing_earns_points_and_a_tier_and_a_refund_takes_them_back() {
    crm.send(ann.created("o1", "1200.00", START), ann.completed("o1", START));
    assertEquals("silver", crm.only(ann).loyalty().tier());

    crm.send(ann.refunded("o1", "r1", "500.00", START.plusSeconds(60)));

    assertEquals(700, crm.only(ann).loyalty().points());
    List<String> tiers =
        crm.read(Topics.TIER_CHANGED).stream()
            .map(event -> event.get("data"))
            .map(
                data ->
                    data.get("old_tier").asText()
                        + " "
                        + data.get("direction").asText()
                        + " "
                        + data.get("new_tier").asText()
                        + " at "
                        + data.get("tier_points").asLong())
            .toList();
    assertEquals(List.of("bronze up silver at 1200", "silver down bronze at 700"), tiers);
  }

  @Test
  void time_alone_moves_a_customer_at_the_second_that_an_edge_is_crossed() {
    crm.send(ann.created("o1", "10.00", START));
    crm.read(Topics.SEGMENT_CHANGED);

    crm.pass(DAY.multipliedBy(31).minusSeconds(1));
    assertEquals(5, crm.only(ann).standing().orElseThrow().scores().recency());
    crm.pass(Duration.ofSeconds(1));

    assertEquals(4, crm.only(ann).standing().orElseThrow().scores().recency());
    for (int day = 31; day <= 200; day++) {
      crm.pass(DAY);
    }
    assertEquals(1, crm.only(ann).standing().orElseThrow().scores().recency());
    List<JsonNode> changes =
        crm.read(Topics.SEGMENT_CHANGED).stream().map(event -> event.get("data")).toList();
    assertEquals(
        List.of("About to Sleep", "Lost"),
        changes.stream().map(data -> data.get("new_segment").asText()).toList());
    changes.forEach(data -> assertEquals("time", data.get("cause").asText()));
  }

  @Test
  void changes_tell_when_what_brought_them_about_happened() {
    crm.send(ann.created("o1", "10.00", START.minusSeconds(5)));
    assertEquals(
        Map.of(
            Headers.CONTENT_TYPE,
            Headers.CLOUDEVENTS_JSON,
            Headers.EVENT_TIME,
            "2026-06-01T11:59:55Z",
            Headers.RECEIVED_AT,
            START.toString()),
        headersOfTheLast(Topics.SEGMENT_CHANGED));

    Duration twoMonths = DAY.multipliedBy(61);
    crm.pass(twoMonths.minusHours(1));
    crm.pass(Duration.ofHours(1));
    assertEquals(
        Map.of(
            Headers.CONTENT_TYPE,
            Headers.CLOUDEVENTS_JSON,
            Headers.DUE_AT,
            START.minusSeconds(5).plus(twoMonths).toString()),
        headersOfTheLast(Topics.SEGMENT_CHANGED));
  }

  private Map<String, String> headersOfTheLast(String topic) {
    Map<String, String> headers = new HashMap<>();
    crm.records(topic)
        .getLast()
        .headers()
        .forEach(
            header ->
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void a_later_order_moves_the_deadline_without_touching_the_index() {
    crm.send(ann.created("o1", "10.00", START));
    Instant armed = crm.only(ann).due().orElseThrow();
    crm.pass(DAY.multipliedBy(10));

    crm.send(ann.created("o2", "10.00", crm.now()));

    assertEquals(armed, crm.only(ann).due().orElseThrow());
    crm.pass(DAY.multipliedBy(21));
    assertEquals(5, crm.only(ann).standing().orElseThrow().scores().recency());
    assertEquals(START.plus(DAY.multipliedBy(41)), crm.only(ann).due().orElseThrow());
  }

  @Test
  void cancelling_the_only_order_takes_scores_and_segment_away() {
    crm.send(ann.created("o1", "10.00", START), ann.cancelled("o1", START.plusSeconds(1)));

    CustomerState state = crm.only(ann);
    assertEquals(0, state.purchases().count());
    assertEquals(true, state.standing().isEmpty());
    JsonNode last = crm.read(Topics.SEGMENT_CHANGED).getLast().get("data");
    assertEquals("New Customers", last.get("old_segment").asText());
    assertEquals(true, last.get("new_segment").isNull());
    assertEquals("prospect", last.get("new_stage").asText());
  }

  @Test
  void thresholds_are_the_quintiles_of_spend_and_every_score_follows_them() {
    for (int i = 1; i <= 10; i++) {
      crm.send(Facts.of("c" + i).created("o" + i, i + ".00", START));
    }
    crm.requestRecalculation("now");

    assertEquals(
        List.of("3.00", "5.00", "7.00", "9.00"),
        crm.thresholds().orElseThrow().monetary().stream()
            .map(it -> it.orElseThrow().toString())
            .toList());
    for (int i = 1; i <= 10; i++) {
      assertEquals(
          (i + 1) / 2, crm.only(Facts.of("c" + i)).standing().orElseThrow().scores().monetary());
    }
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void a_young_tenants_thresholds_follow_without_being_asked() {
    crm.send(ann.created("o1", "50.00", START));
    crm.settle();
    assertEquals(1, crm.thresholds().orElseThrow().customers());

    crm.send(Facts.of("bob").created("o2", "80.00", START));
    crm.settle();

    assertEquals(2, crm.thresholds().orElseThrow().customers());
    assertEquals(1, crm.only(ann).standing().orElseThrow().scores().monetary());
  }

  @Test
  void what_cannot_be_read_becomes_a_dead_letter_and_the_stream_goes_on() {
    crm.sendRaw(Topics.ORDERS, "default/ann", "not json".getBytes(StandardCharsets.UTF_8));
    crm.sendRaw(Topics.ORDERS, "default/ann", null);
    crm.sendRaw(
        Topics.ORDERS, "default/bob", EventWriter.write(ann.created("o1", "1.00", START), "UAH"));
    crm.send(ann.created("o2", "10.00", START));

    List<String> reasons =
        crm.records(Topics.DEAD_LETTERS).stream()
            .map(record -> record.headers().lastHeader(Headers.REASON).value())
            .map(value -> new String(value, StandardCharsets.UTF_8))
            .toList();
    assertEquals(List.of("not-json", "not-json", "wrong-key"), reasons);
    assertEquals(reasons, crm.rejected().stream().map(Reason::code).toList());
    assertEquals(1, crm.only(ann).purchases().count());
  }
}
