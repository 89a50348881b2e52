package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.topology.domain.TenantAggregates;

/** Months of a small shop's life: what is kept stays what the facts say, whatever comes when. */
class LiveTrafficTest {

  private static final int CUSTOMERS = 40;

  private final CrmDriver crm = new CrmDriver();
  private final Random random = new Random(7);
  private final Map<String, String> segments = new HashMap<>();
  private final Map<String, String> tiers = new HashMap<>();
  private int changes;
  private int timeChanges;
  private int thresholdChanges;

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void stored_state_and_tallies_stay_what_the_facts_say_and_changes_are_chains() {
    for (int day = 0; day < 240; day++) {
      for (int i = 0; i < 4; i++) {
        crm.send(fact());
      }
      crm.pass(Duration.ofHours(23));
      crm.settle();
      follow();
      if (day % 40 == 39) {
        assertEquals(List.of(), crm.audit().differences());
      }
    }
    assertNotEquals(0, timeChanges);
    assertNotEquals(0, thresholdChanges);
    segments.forEach((key, segment) -> assertEquals(segment, stored(key)));
    conserved();
  }

  private InboundEvent fact() {
    Facts who = Facts.of("c" + random.nextInt(CUSTOMERS));
    String order = who.customer().customer() + "-" + random.nextInt(12);
    Instant at = crm.now().minus(Duration.ofHours(random.nextInt(24 * 30)));
    String amount = new Money(random.nextInt(400_000)).toString();
    return switch (random.nextInt(10)) {
      case 0 -> who.cancelled(order, at);
      case 1 -> who.refunded(order, order + "r" + random.nextInt(2), amount, at);
      case 2, 3, 4, 5 -> who.completed(order, at);
      default -> who.created(order, amount, at);
    };
  }

  private void follow() {
    for (JsonNode event : crm.read(Topics.SEGMENT_CHANGED)) {
      JsonNode data = event.get("data");
      String key = "default/" + event.get("subject").asText();
      assertEquals(segments.getOrDefault(key, "null"), data.get("old_segment").asText());
      segments.put(key, data.get("new_segment").asText());
      changes++;
      timeChanges += data.get("cause").asText().equals("time") ? 1 : 0;
      thresholdChanges += data.get("cause").asText().equals("thresholds") ? 1 : 0;
    }
    for (JsonNode event : crm.read(Topics.TIER_CHANGED)) {
      JsonNode data = event.get("data");
      String key = event.get("subject").asText();
      assertEquals(tiers.getOrDefault(key, "bronze"), data.get("old_tier").asText());
      tiers.put(key, data.get("new_tier").asText());
    }
  }

  private String stored(String key) {
    return crm.customer(key)
        .orElseThrow()
        .standing()
        .map(standing -> standing.segment().displayName())
        .orElse("null");
  }

  private void conserved() {
    TenantAggregates aggregates = crm.live().task(0).orElseThrow().aggregates("default");
    long orders = 0;
    long revenue = 0;
    long customers = 0;
    for (int i = 0; i < CUSTOMERS; i++) {
      var state = crm.customer("default/c" + i);
      customers += state.isPresent() ? 1 : 0;
      orders += state.map(s -> s.purchases().count()).orElse(0);
      revenue += state.map(s -> s.purchases().spent().minor()).orElse(0L);
    }
    assertEquals(
        List.of(customers, orders, revenue),
        List.of(aggregates.customers(), aggregates.orders(), aggregates.revenueMinor()));
    assertEquals(customers, aggregates.tiers().values().stream().mapToLong(Long::longValue).sum());
  }
}
