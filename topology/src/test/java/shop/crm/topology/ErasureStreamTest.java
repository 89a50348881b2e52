package shop.crm.topology;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Headers;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.state.ErasureRow;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;

/** Nothing of an erased customer remains but the guard, and the guard lets newer facts pass. */
class ErasureStreamTest {

  private static final Instant START = CrmDriver.START;
  private static final Instant BEFORE = START.minus(Duration.ofDays(9));
  private static final Instant ERASED = START.minus(Duration.ofDays(2));
  private static final Instant AFTER = START.minus(Duration.ofDays(1));
  private static final List<String> STORES =
      List.of(
          StoreNames.CUSTOMERS,
          StoreNames.HISTORY,
          StoreNames.INDEX,
          StoreNames.MIGRATIONS,
          StoreNames.HISTOGRAMS);

  private final CrmDriver crm = new CrmDriver();
  private final Facts zoe = Facts.of("zoe");
  private final Facts bob = Facts.of("bob");
  private final Profiles profiles = Profiles.of(zoe);

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void nothing_remains_in_any_store_but_the_guard() {
    live(crm, profiles);
    long sequence = crm.only(zoe).sequence();

    crm.tell(profiles.erased(ERASED));
    crm.settle();

    assertEquals(List.of("index erased/default/zoe"), rowsWith("zoe"));
    assertEquals(
        new Erasure(ERASED, 3, sequence + 2),
        ErasureRow.decode(crm.store(StoreNames.INDEX).get("erased/default/zoe")));
  }

  @Test
  void segment_and_tier_end_with_changes_of_cause_erasure() {
    live(crm, profiles);
    crm.read(Topics.SEGMENT_CHANGED);
    crm.read(Topics.TIER_CHANGED);
    long sequence = crm.only(zoe).sequence();

    crm.tell(profiles.erased(ERASED));

    JsonNode tier = only(crm.read(Topics.TIER_CHANGED));
    assertEquals("default/zoe:" + (sequence + 1), tier.get("id").asText());
    assertEquals(
        """
        {"old_tier":"silver","new_tier":"bronze","tier_points":0,"direction":"down",\
        "cause":"erasure","changed_at":"2026-06-01T12:00:00Z"}\
        """,
        tier.get("data").toString());
    JsonNode segment = only(crm.read(Topics.SEGMENT_CHANGED));
    assertEquals("default/zoe:" + (sequence + 2), segment.get("id").asText());
    assertEquals(
        """
        {"old_segment":"New Customers","old_scores":{"recency":5,"frequency":1,"monetary":1},\
        "old_stage":"new","new_segment":null,"new_scores":null,"new_stage":"prospect",\
        "cause":"erasure","changed_at":"2026-06-01T12:00:00Z"}\
        """,
        segment.get("data").toString());
  }

  @Test
  void tallies_and_lists_are_those_of_the_others_alone() {
    crm.send(bob.created("o9", "50.00", BEFORE));
    var others = crm.live().task(0).orElseThrow().aggregates("default");
    live(crm, profiles);
    assertEquals(List.of("bob", "zoe"), listed());

    crm.tell(profiles.erased(ERASED));

    assertEquals(others, crm.live().task(0).orElseThrow().aggregates("default"));
    assertEquals(List.of("bob"), listed());
    assertEquals(List.of(), crm.audit().differences());
    assertEquals(Money.parse("50.00"), crm.only(bob).purchases().spent());
  }

  @Test
  void time_passes_over_an_erased_customer() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    crm.read(Topics.SEGMENT_CHANGED);

    crm.pass(Duration.ofDays(60));

    assertEquals(List.of(), crm.read(Topics.SEGMENT_CHANGED));
    assertEquals(List.of("index erased/default/zoe"), rowsWith("zoe"));
  }

  @Test
  void what_is_told_of_an_order_that_nobody_has_placed_since_is_kept_for_a_week_and_no_longer() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    crm.read(Topics.SIGHTINGS);
    crm.send(zoe.cancelled("o1", AFTER), zoe.refunded("o2", "r1", "1.00", AFTER));
    crm.pass(Duration.ofDays(6));
    crm.send(zoe.completed("o2", crm.now()));

    assertEquals(Optional.empty(), crm.customer("default/zoe"));
    assertEquals(List.of(), crm.records(Topics.SIGHTINGS));
    assertEquals(7, rowsWith("zoe").size());
    assertEquals(List.of(), rowsWith("out of stock"));
    crm.pass(Duration.ofDays(2));
    crm.pass(Duration.ofMinutes(2));
    assertEquals(4, rowsWith("zoe").size());
    crm.pass(Duration.ofDays(6));
    crm.pass(Duration.ofMinutes(2));
    assertEquals(List.of("index erased/default/zoe"), rowsWith("zoe"));
  }

  @Test
  void who_is_erased_again_takes_along_what_was_kept_aside() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    crm.send(zoe.refunded("o2", "r1", "1.00", AFTER));

    crm.tell(new ProfileRecord.Erased(zoe.customer(), 4, AFTER.plusSeconds(1)));
    crm.settle();

    assertEquals(List.of("index erased/default/zoe"), rowsWith("zoe"));
  }

  @Test
  void of_an_order_that_nobody_has_placed_so_many_refunds_are_kept_and_no_more() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    for (int i = 0; i < 1_020; i++) {
      crm.send(zoe.refunded("o2", "r" + i, "0.01", AFTER));
    }
    List<String> refused =
        crm.records(Topics.DEAD_LETTERS).stream()
            .map(
                letter ->
                    new String(letter.headers().lastHeader(Headers.REASON).value(), ISO_8859_1))
            .toList();

    crm.send(zoe.created("o2", "100.00", AFTER));

    assertEquals(Collections.nCopies(11, "too-large"), refused);
    assertEquals(Money.parse("89.91"), crm.only(zoe).purchases().spent());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void facts_that_are_not_newer_than_the_erasure_are_dropped() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    Map<String, String> remains = rows(crm);
    output(crm);

    crm.send(zoe.created("o7", "10.00", BEFORE), zoe.completed("o1", ERASED));
    crm.send(zoe.refunded("o1", "r7", "10.00", ERASED));
    crm.enter(zoe.adjusted("l7", 9_000, ERASED));
    crm.tell(new ProfileRecord.Erased(zoe.customer(), 3, ERASED));
    crm.tell(new ProfileRecord.Erased(zoe.customer(), 1, BEFORE));

    assertEquals(remains, rows(crm));
    assertEquals(List.of(), output(crm));
  }

  @Test
  void a_profile_of_a_version_from_before_the_erasure_is_dropped() {
    ProfileRecord first = profiles.saved(Profiles.named("Zoe", Optional.empty()), BEFORE);
    ProfileRecord second = profiles.saved(Profiles.named("Zo", Optional.empty()), BEFORE);
    crm.tell(profiles.erased(ERASED));

    crm.tell(second, first);

    assertEquals(Optional.empty(), crm.customer("default/zoe"));
    assertEquals(List.of("index erased/default/zoe"), rowsWith("zoe"));
  }

  @Test
  void a_newer_fact_begins_a_new_customer_who_goes_on_counting() {
    live(crm, profiles);
    crm.tell(profiles.erased(ERASED));
    Erasure guard = ErasureRow.decode(crm.store(StoreNames.INDEX).get("erased/default/zoe"));
    output(crm);

    crm.send(zoe.created("o2", "30.00", AFTER));

    CustomerState anew = crm.only(zoe);
    assertEquals(
        List.of(AFTER, AFTER, Optional.of(ERASED), 3L, guard.sequence() + 1),
        List.of(
            anew.createdAt(), anew.updatedAt(), anew.erasedAt(), anew.version(), anew.sequence()));
    assertEquals(1, anew.purchases().count());
    assertEquals(0, anew.loyalty().points());
    assertEquals(List.of(new CustomerSeen(zoe.customer(), AFTER)), crm.sightings());
    JsonNode change = only(crm.read(Topics.SEGMENT_CHANGED));
    assertEquals("default/zoe:" + (guard.sequence() + 1), change.get("id").asText());
    assertEquals(true, change.get("data").get("old_segment").isNull());
    crm.send(zoe.created("o7", "10.00", BEFORE));
    assertEquals(anew, crm.only(zoe));
  }

  @Test
  void newer_facts_that_came_before_the_erasure_outlive_it() {
    live(crm, profiles);
    crm.send(zoe.created("o2", "30.00", AFTER));
    crm.enter(zoe.adjusted("l2", 40, AFTER.plusSeconds(1)));
    crm.sightings();

    crm.tell(profiles.erased(ERASED));

    CustomerState anew = crm.only(zoe);
    assertEquals(Money.parse("30.00"), anew.purchases().spent());
    assertEquals(40, anew.loyalty().points());
    assertEquals("bronze", anew.loyalty().tier());
    assertEquals(new CustomerSeen(zoe.customer(), AFTER), crm.sightings().getLast());
    String life = StoreNames.historyKey("default/zoe", new Erasure(ERASED, 3, 0).life());
    assertEquals(life, crm.historyKey(zoe));
    assertEquals(
        List.of(StoreNames.entryKey(life, "l2"), StoreNames.orderKey(life, "o2")),
        rowsWith("history default/zoe").stream()
            .map(row -> row.substring("history ".length()))
            .filter(key -> !key.startsWith(StoreNames.activityPrefix(life)))
            .toList());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void a_profile_that_tells_of_the_erasure_stands_for_its_lost_record() {
    live(crm, profiles);
    ProfileRecord erased = profiles.erased(ERASED);
    ProfileRecord next = profiles.saved(Profiles.named("Zed", Optional.of(true)), AFTER);
    try (CrmDriver other = new CrmDriver()) {
      live(other, Profiles.of(zoe));

      crm.tell(erased, next);
      other.tell(next);

      assertEquals(rows(crm), rows(other));
      assertEquals(output(crm), output(other));
    }
    assertEquals(Profiles.named("Zed", Optional.of(true)), crm.only(zoe).profile());
    assertEquals(0, crm.only(zoe).purchases().count());
    assertEquals(1, crm.activities(zoe).size());
  }

  @Test
  void the_erasure_of_whom_nobody_knows_leaves_a_guard() {
    crm.tell(profiles.erased(ERASED));

    crm.send(zoe.created("o1", "10.00", BEFORE));

    assertEquals(Map.of("index erased/default/zoe", guard(1, 0)), withoutRules(rows(crm)));
    assertEquals(List.of(), output(crm));
  }

  /** A customer of whom there is a row of every kind: silver, with a segment, armed. */
  private void live(CrmDriver driver, Profiles told) {
    driver.tell(told.saved(Profiles.named("Zoe", Optional.of(true), "vip"), BEFORE));
    driver.send(zoe.created("o1", "1200.00", BEFORE), zoe.completed("o1", BEFORE.plusSeconds(1)));
    driver.enter(zoe.adjusted("l1", 60, BEFORE), zoe.redeemed("l3", 30, BEFORE));
    driver.tell(told.saved(Profiles.named("Zoe", Optional.of(false)), BEFORE.plusSeconds(2)));
    assertEquals("silver", driver.only(zoe).loyalty().tier());
    assertEquals(true, driver.only(zoe).standing().isPresent());
    assertEquals(true, driver.only(zoe).due().isPresent());
  }

  private List<String> listed() {
    CustomerQuery all =
        new CustomerQuery(
            CustomerQuery.Sort.TOTAL_SPENT,
            false,
            CustomerQuery.Selection.ALL,
            Optional.empty(),
            10);
    return crm.live().task(0).orElseThrow().list("default", all).stream()
        .map(Position::id)
        .toList();
  }

  /** The rows that have a text in the key or in the value, whatever the case. */
  private List<String> rowsWith(String text) {
    return rows(crm).entrySet().stream()
        .filter(row -> contains(row.getKey(), row.getValue(), text))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean contains(String key, String hex, String text) {
    String value = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    return key.contains(text) || value.toLowerCase(Locale.ROOT).contains(text);
  }

  private static Map<String, String> rows(CrmDriver driver) {
    Map<String, String> rows = new TreeMap<>();
    for (String store : STORES) {
      try (var all = driver.store(store).all()) {
        all.forEachRemaining(
            row -> rows.put(store + " " + row.key, HexFormat.of().formatHex(row.value)));
      }
    }
    return rows;
  }

  private static Map<String, String> withoutRules(Map<String, String> rows) {
    rows.remove("index rules");
    rows.remove("migrations days");
    return rows;
  }

  private static String guard(long version, long sequence) {
    return HexFormat.of().formatHex(ErasureRow.encode(new Erasure(ERASED, version, sequence)));
  }

  private static List<JsonNode> output(CrmDriver driver) {
    List<JsonNode> output = new ArrayList<>(driver.read(Topics.SEGMENT_CHANGED));
    output.addAll(driver.read(Topics.TIER_CHANGED));
    output.addAll(driver.read(Topics.SIGHTINGS));
    return output;
  }

  private static JsonNode only(List<JsonNode> events) {
    assertEquals(1, events.size());
    return events.getFirst();
  }
}
