package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.SweepRow;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Rules;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.SampleMean;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.task.Task;

/** New rules are brought to every customer, over restarts and erasures. */
class SweepTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration TICK = Task.TICK;

  /** Twice the points. */
  private static final Settings GENEROUS =
      new Settings(
          Rules.RFM,
          new LoyaltyRules(new BigDecimal("2"), Rules.LOYALTY.thresholds(), Rules.LOYALTY.names()),
          ZoneOffset.UTC);

  /** Half the points: with the points of before somebody would rise by its thresholds. */
  private static final Settings STRICTER =
      new Settings(
          Rules.RFM,
          new LoyaltyRules(new BigDecimal("0.5"), List.of(0L, 500L), List.of("bronze", "silver")),
          ZoneOffset.UTC);

  private static final ClvModel MODEL =
      new ClvModel(
          START,
          100,
          60,
          Optional.of(new Nbd(1, 30)),
          Optional.of(new SampleMean(10)),
          Optional.empty(),
          List.of(),
          -1,
          Optional.empty());

  private final KeptStores stores = new KeptStores();
  private LiveTasks live = new LiveTasks();

  @Test
  void new_rules_reach_everyone_and_a_restart_goes_on_where_the_walk_was() {
    customers("ann", "bob", "cid");
    interruptAt("bob");

    Started task = started(GENEROUS);
    task.pass(TICK);

    // Ann is behind the cursor: that she was brought there is what it says.
    assertEquals(List.of(600L, 1_200L, 1_200L), points("ann", "bob", "cid"));
    assertEquals(Sweep.done(new Sweep.Goal(0, 0, "none")), sweep());
  }

  @Test
  void while_new_rules_have_not_reached_everyone_the_task_tells_how_many_are_left() {
    customers("ann", "bob", "cid");
    assertEquals(RulesProgress.EMPTY, task().bringing());

    Started task = started(GENEROUS);
    assertEquals(List.of(3L, 0L), List.of(task().bringing().left(), task().bringing().brought()));
    assertEquals(3, task().aggregates("default").rules().left());

    task.pass(TICK);
    assertEquals(RulesProgress.EMPTY, task().bringing());
    assertEquals(new RulesProgress(0, 3, 3), task().aggregates("default").rules());
  }

  private LiveTask task() {
    return live.task(0).orElseThrow();
  }

  @Test
  void whoever_is_erased_while_a_walk_stands_at_them_leaves_no_trace_in_its_cursor() {
    customers("ann", "bob", "cid");
    interruptAt("bob");
    Started task = started(GENEROUS);

    erase(task, "bob");

    assertEquals(List.of("erased/default/bob"), keysWith("bob"));
    assertEquals(new Sweep(new Sweep.Goal(0, 0, "none"), 0, true, false, "default/cid"), sweep());
    task.pass(TICK);
    assertEquals(List.of(1_200L), points("cid"));
  }

  @Test
  void a_walk_ends_when_the_last_one_is_erased_whom_it_stood_at() {
    customers("ann", "bob");
    interruptAt("bob");
    Started task = started(GENEROUS);

    erase(task, "bob");

    assertEquals(List.of("erased/default/bob"), keysWith("bob"));
    assertEquals(Sweep.done(new Sweep.Goal(0, 0, "none")), sweep());
  }

  @Test
  void a_walk_stays_where_it_is_when_someone_else_is_erased() {
    customers("ann", "bob", "cid");
    interruptAt("bob");
    Started task = started(GENEROUS);

    erase(task, "ann");
    erase(task, "cid");

    assertEquals("default/bob", sweep().cursor());
  }

  @Test
  void a_customer_who_begins_anew_at_the_erasure_is_under_the_new_rules_at_once() {
    customers("bob");
    interruptAt("bob");
    Started task = started(GENEROUS);
    Facts bob = Facts.of("bob");
    Instant later = START.minusSeconds(60);
    send(task, bob.created("o2", "500.00", later), bob.completed("o2", later));

    erase(task, "bob");

    assertEquals(List.of(1_000L), points("bob"));
    assertEquals(Sweep.done(new Sweep.Goal(0, 0, "none")), sweep());
  }

  /** By the old points and the new thresholds she would rise first, and fall then. */
  @Test
  void whoever_buys_before_the_walk_has_come_is_brought_to_new_rules_first() {
    customers("ann");
    Started task = started(STRICTER);
    Facts ann = Facts.of("ann");
    send(task, ann.created("o2", "10.00", START), ann.completed("o2", START));
    task.pass(TICK);

    assertEquals(List.of(), task.context().forwarded(Topics.TIER_CHANGED));
    assertEquals(List.of(305L), points("ann"));
  }

  @Test
  void whom_time_changes_before_the_walk_has_come_is_brought_to_new_rules_first() {
    customers("ann");
    Started task = started(STRICTER, START.plus(Duration.ofDays(100)));
    task.pass(TICK);

    assertEquals(1, task.context().forwarded(Topics.SEGMENT_CHANGED).size());
    assertEquals(List.of(), task.context().forwarded(Topics.TIER_CHANGED));
    assertEquals(List.of(300L), points("ann"));
  }

  @Test
  void a_customer_is_brought_first_once_however_many_records_come() {
    customers("ann");
    Started task = started(STRICTER);
    Facts ann = Facts.of("ann");
    send(task, ann.created("o2", "10.00", START));
    long before = stores.reads();
    send(task, ann.created("o2", "10.00", START));
    long again = stores.reads() - before;
    task.pass(TICK);
    before = stores.reads();
    send(task, ann.created("o2", "10.00", START));

    assertEquals(stores.reads() - before, again);
  }

  @Test
  void whoever_is_behind_the_walk_is_not_computed_anew_for_each_record() {
    customers("ann", "bob");
    interruptAt("bob");
    Started task = started(GENEROUS);
    Facts ann = Facts.of("ann");
    send(task, ann.created("o2", "10.00", START));

    // Computed anew she would have twice as many.
    assertEquals(List.of(600L), points("ann"));
  }

  @Test
  void a_model_that_came_while_the_task_was_away_is_followed_when_it_starts() {
    customers("ann");
    stores
        .store(StoreNames.SEGMENTS)
        .put("default/s", SegmentRecordJson.write(new SegmentRecord.Defined(predicted())));
    Instant later = START.plus(Duration.ofDays(1));
    started(Rules.DEFAULT, later).pass(TICK);
    assertEquals(List.of(), members("ann"));

    stores.store(StoreNames.CLV_MODELS).put("default", ClvModelJson.write(MODEL));
    started(Rules.DEFAULT, later.plus(Duration.ofDays(1))).pass(TICK);

    assertEquals(List.of(7), members("ann"));
    assertEquals(Sweep.done(new Sweep.Goal(0, 1, "1780315200000000@Z")), sweep());
  }

  private static SegmentDefinition predicted() {
    ObjectNode exists =
        JsonNodeFactory.instance
            .objectNode()
            .put("field", "probability_alive")
            .put("operator", "exists");
    return new SegmentDefinition(
        new SegmentDefinition.Key("default", "s", 7),
        1,
        1,
        "Segment",
        Optional.empty(),
        Optional.of(ConditionsJson.stored(exists)),
        new Span(START, START));
  }

  private List<Integer> members(String name) {
    CustomerState customer = CustomerRow.decode(stores.store(StoreNames.CUSTOMERS).get(key(name)));
    return IntStream.of(customer.memberships().segments()).boxed().toList();
  }

  /** Each with 600 points under the default rules. */
  private void customers(String... names) {
    Started task = started(Rules.DEFAULT);
    for (String name : names) {
      Facts who = Facts.of(name);
      Instant at = START.minus(Duration.ofDays(1));
      send(task, who.created("o1", "600.00", at), who.completed("o1", at));
    }
  }

  /** New rules have come, and the task ended when the walk had got to someone. */
  private void interruptAt(String name) {
    started(GENEROUS);
    Sweep begun = sweep();
    assertEquals(new Sweep(new Sweep.Goal(0, 0, "none"), 0, true, false, "default/"), begun);
    stores
        .store(StoreNames.INDEX)
        .put(StoreNames.sweepKey("default"), SweepRow.encode(begun.at(key(name))));
  }

  private Started started(Settings rules) {
    return started(rules, START);
  }

  private Started started(Settings rules, Instant at) {
    live = new LiveTasks();
    return stores.start(
        new CustomerProcessor(Rules.topology(rules, 1), RulesInForce.untold(rules), live), at);
  }

  private static void send(Started task, InboundEvent... events) {
    for (InboundEvent event : events) {
      task.send(Topics.ORDERS, event.head().customer().toString(), EventWriter.write(event, "UAH"));
    }
  }

  private static void erase(Started task, String name) {
    Instant at = START.minus(Duration.ofHours(1));
    task.send(
        Topics.PROFILES,
        key(name),
        ProfileRecordJson.write(new ProfileRecord.Erased(Facts.of(name).customer(), 1, at)));
  }

  private Sweep sweep() {
    return Optional.ofNullable(stores.store(StoreNames.INDEX).get(StoreNames.sweepKey("default")))
        .map(SweepRow::decode)
        .orElseThrow();
  }

  private List<String> keysWith(String name) {
    return stores.keys().filter(key -> key.contains(name)).toList();
  }

  private List<Long> points(String... names) {
    return List.of(names).stream()
        .map(name -> CustomerRow.decode(stores.store(StoreNames.CUSTOMERS).get(key(name))))
        .map(customer -> customer.loyalty().points())
        .toList();
  }

  private static String key(String name) {
    return "default/" + name;
  }
}
