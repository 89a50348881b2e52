package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.topology.CrmDriver.START;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.TenantCalendar;

/** What a version of the rules that comes while the stream runs makes of customers. */
class RulesStreamTest {

  private static final Duration TICK = Duration.ofMillis(100);

  private final CrmDriver crm = new CrmDriver();

  @AfterEach
  void close() {
    crm.close();
  }

  private static Settings loyalty(String pointsPerUnit, long silver) {
    LoyaltyRules rules =
        new LoyaltyRules(
            new BigDecimal(pointsPerUnit),
            List.of(0L, silver, 50_000L),
            List.of("bronze", "silver", "gold"));
    return new Settings(Rules.RFM, rules, Rules.DEFAULT.timeZone());
  }

  private void buys(Facts who, String order, String total) {
    crm.send(who.created(order, total, START), who.completed(order, START));
  }

  @Test
  void everyone_moves_once_to_other_thresholds_of_tiers() {
    IntStream.range(0, 50).forEach(i -> buys(Facts.of("c-" + i), "o", (i * 20) + ".00"));
    crm.settle();
    crm.read(Topics.TIER_CHANGED);

    crm.rule(loyalty("1", 500));
    crm.settle();

    List<JsonNode> moves = crm.read(Topics.TIER_CHANGED);
    assertEquals(25, moves.size());
    assertEquals(
        25, Set.copyOf(moves.stream().map(it -> it.path("subject").asText()).toList()).size());
    assertEquals(
        Set.of("bronze silver thresholds"),
        Set.copyOf(
            moves.stream()
                .map(it -> it.path("data"))
                .map(
                    it ->
                        it.path("old_tier").asText()
                            + " "
                            + it.path("new_tier").asText()
                            + " "
                            + it.path("cause").asText())
                .toList()));
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void other_edges_of_recency_move_everyone_whom_they_part() {
    Facts ann = Facts.of("ann");
    crm.send(ann.created("o", "10.00", START.minus(Duration.ofDays(20))));
    assertEquals(5, crm.only(ann).standing().orElseThrow().scores().recency());

    crm.rule(
        new Settings(
            RfmRules.of(60, Rules.RFM.segments()), Rules.LOYALTY, Rules.DEFAULT.timeZone()));
    crm.pass(TICK);

    assertEquals(4, crm.only(ann).standing().orElseThrow().scores().recency());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void a_version_of_the_same_rules_moves_nobody_and_writes_no_customer() {
    buys(Facts.of("ann"), "o", "600.00");
    crm.settle();
    crm.read(Topics.TIER_CHANGED);
    byte[] before = crm.store(StoreNames.CUSTOMERS).get("default/ann");

    crm.rule(Rules.DEFAULT);
    crm.settle();

    assertEquals(List.of(), crm.read(Topics.TIER_CHANGED));
    assertArrayEquals(before, crm.store(StoreNames.CUSTOMERS).get("default/ann"));
  }

  @Test
  void an_older_version_and_what_is_no_version_change_nothing() {
    Facts ann = Facts.of("ann");
    buys(ann, "o", "600.00");
    crm.rule(loyalty("1", 700));
    byte[] older = crm.store(StoreNames.RULES_IN_FORCE).get(StoreNames.RULES);
    crm.rule(loyalty("1", 500));
    crm.pass(TICK);

    crm.sendRaw(Topics.RULES, StoreNames.RULES, older);
    crm.sendRaw(Topics.RULES, StoreNames.RULES, new byte[] {1});
    crm.sendRaw(Topics.RULES, StoreNames.RULES, null);
    crm.sendRaw(Topics.RULES, "another", older);
    crm.settle();

    assertEquals("silver", crm.only(ann).loyalty().tier());
  }

  @Test
  void another_time_zone_counts_days_and_months_anew() {
    Facts ann = Facts.of("ann");
    // In Kyiv the next month has begun.
    crm.send(ann.created("o", "10.00", START.minus(Duration.ofHours(14))));
    assertEquals(List.of("2026-05"), cohorts());
    crm.settle();
    long moves = moves();

    crm.rule(new Settings(Rules.RFM, Rules.LOYALTY, ZoneId.of("Europe/Kyiv")));
    crm.pass(TICK);

    assertEquals(List.of("2026-06"), cohorts());
    assertEquals(moves, moves());
    assertEquals(List.of(), crm.audit().differences());
    crm.send(ann.created("o2", "10.00", START));
    assertEquals(List.of(), crm.audit().differences());
  }

  private List<String> cohorts() {
    return crm
        .live()
        .task(0)
        .orElseThrow()
        .cohorts("default", Granularity.MONTH, 0, 12 * 100)
        .cohorts()
        .keySet()
        .stream()
        .map(month -> TenantCalendar.yearMonth(month).toString())
        .toList();
  }

  private long moves() {
    int today = Math.toIntExact(LocalDate.ofInstant(START, ZoneOffset.UTC).toEpochDay());
    long[] moves = new long[1];
    crm.live()
        .task(0)
        .orElseThrow()
        .migrations("default", today - 1, today + 2)
        .values()
        .forEach(day -> day.forEach((_, count) -> moves[0] += count));
    return moves[0];
  }
}
