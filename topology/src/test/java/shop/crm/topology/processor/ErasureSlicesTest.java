package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.topology.CrmDriver;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Profiles;
import shop.crm.topology.Rules;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.task.Task;
import shop.crm.topology.walk.ErasedHistories;

/** The history of an erased customer goes in slices, and is nobody's meanwhile. */
class ErasureSlicesTest {

  private static final Instant START = CrmDriver.START;
  private static final Instant BEFORE = START.minus(Duration.ofDays(3));
  private static final Instant ERASED = START.minus(Duration.ofDays(2));
  private static final Instant AFTER = START.minus(Duration.ofDays(1));
  private static final Duration TICK = Task.TICK;
  private static final String KEY = "default/ann";
  private static final String UNDER_WAY = StoreNames.erasingKey(KEY);

  private final Facts ann = Facts.of("ann");
  private final Facts bob = Facts.of("bob");

  @Test
  void no_step_deletes_more_than_a_slice_of_a_customer_with_twenty_thousand_orders() {
    try (CrmDriver crm = new CrmDriver()) {
      crm.send(bob.created("b", "9.00", BEFORE));
      orders(crm, 20_000);
      long rows = rows(crm, KEY + "/");
      assertTrue(rows > 20_000);

      crm.tell(Profiles.of(ann).erased(ERASED));

      assertEquals(Optional.empty(), crm.customer(KEY));
      assertEquals(1, crm.live().task(0).orElseThrow().aggregates("default").customers());
      assertEquals(1, crm.live().erasuresUnderWay());
      long steps = 1;
      long left = rows(crm, KEY + "/");
      assertEquals(ErasedHistories.SLICE, rows - left);
      while (left > 0) {
        crm.pass(TICK);
        long now = rows(crm, KEY + "/");
        assertTrue(left - now > 0 && left - now <= ErasedHistories.SLICE, left + " to " + now);
        left = now;
        steps++;
      }
      assertTrue(steps > 20, steps + " steps");
      crm.pass(TICK);
      assertEquals(0, crm.live().erasuresUnderWay());
      assertEquals(null, crm.store(StoreNames.INDEX).get(UNDER_WAY));
      assertEquals(List.of(), crm.audit().differences());
    }
  }

  /** Audits end in the middle of the deletion, and begin and end around parts of it. */
  @Test
  void the_audit_is_clean_while_rows_go_of_a_customer_who_was_told_apart_often() {
    try (CrmDriver crm = new CrmDriver()) {
      crm.send(bob.created("b", "9.00", BEFORE));
      // Each is a move into a segment and one out of it.
      for (int i = 0; i < 1_500; i++) {
        crm.send(ann.created("o" + i, "5.00", BEFORE), ann.cancelled("o" + i, BEFORE));
      }
      assertEquals(List.of(), crm.audit().differences());
      crm.tell(Profiles.of(ann).erased(ERASED));

      int audits = 0;
      while (crm.live().erasuresUnderWay() > 0) {
        assertEquals(List.of(), crm.audit().differences());
        crm.send(ann.created("n" + audits, "1.00", AFTER), ann.cancelled("n" + audits, AFTER));
        audits++;
      }

      assertTrue(audits > 1, audits + " audits");
      assertEquals(List.of(), crm.audit().differences());
      assertEquals(rows(crm, crm.historyKey(ann) + "/"), rows(crm, KEY + "/"));
    }
  }

  @Test
  void new_orders_of_the_same_id_and_even_of_the_same_order_ids_are_of_the_new_customer() {
    try (CrmDriver crm = new CrmDriver()) {
      orders(crm, 3_000);
      crm.tell(Profiles.of(ann).erased(ERASED));

      crm.send(ann.created("o2999", "7.00", AFTER), ann.created("o17", "5.00", BEFORE));
      crm.send(Facts.again(ann.created("o2998", "8.00", AFTER), "again"));
      assertEquals(1, crm.live().erasuresUnderWay());
      assertEquals(Money.parse("15.00"), crm.only(ann).purchases().spent());
      through(crm);

      assertEquals(Money.parse("15.00"), crm.only(ann).purchases().spent());
      assertEquals(rows(crm, crm.historyKey(ann) + "/"), rows(crm, KEY + "/"));
      assertEquals(2, rows(crm, StoreNames.orderPrefix(crm.historyKey(ann))));
      assertEquals(List.of(), crm.audit().differences());
    }
  }

  /** Facts that are newer come before the erasure, while rows go, and after, some of them twice. */
  @Test
  void whatever_comes_between_the_slices_it_is_as_if_only_newer_facts_had_come() {
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      List<InboundEvent> newer = newer(random);
      List<LoyaltyEntry> entries =
          List.of(ann.adjusted("l1", 50, AFTER), ann.adjusted("l2", 7, AFTER));
      try (CrmDriver crm = new CrmDriver();
          CrmDriver oracle = new CrmDriver()) {
        oracle.tell(Profiles.of(ann).erased(ERASED));
        oracle.send(newer.toArray(InboundEvent[]::new));
        oracle.enter(entries.toArray(LoyaltyEntry[]::new));

        orders(crm, 2_500);
        crm.enter(ann.adjusted("l0", 900, BEFORE), entries.getFirst());
        Collections.shuffle(newer, random);
        List<InboundEvent> early = newer.subList(0, 60);
        crm.send(early.toArray(InboundEvent[]::new));
        crm.tell(Profiles.of(ann).erased(BEFORE.plusSeconds(10)), Profiles.of(ann).erased(ERASED));
        for (InboundEvent event : newer.subList(30, newer.size())) {
          crm.send(event);
          if (random.nextInt(40) == 0) {
            crm.pass(TICK);
          }
        }
        crm.enter(entries.getLast(), entries.getFirst());
        through(crm);

        assertEquals(facts(oracle), facts(crm));
        assertEquals(List.of(), crm.audit().differences());
      }
    }
  }

  @Test
  void a_task_that_starts_anew_goes_on_deleting() {
    KeptStores stores = new KeptStores();
    LiveTasks live = new LiveTasks();
    Started task = started(stores, live);
    order(task, bob, "b");
    for (int i = 0; i < 3_500; i++) {
      order(task, ann, "o" + i);
    }
    task.send(Topics.PROFILES, KEY, ProfileRecordJson.write(Profiles.of(ann).erased(START)));
    task.pass(TICK);
    long left = ofAnn(stores);
    assertTrue(left > 1_000 && left < 2_600, left + " left");

    Started anew = started(stores, live);

    assertEquals(1, live.erasuresUnderWay());
    assertEquals(left, ofAnn(stores));
    while (live.erasuresUnderWay() > 0) {
      anew.pass(TICK);
    }
    assertEquals(
        List.of(StoreNames.erasedKey(KEY)),
        stores.keys().filter(key -> List.of(key.split("/")).contains("ann")).toList());
    assertEquals(List.of(), audit(anew, live));
  }

  @Test
  void a_tenant_goes_when_the_last_row_of_its_last_customer_does() {
    KeptStores stores = new KeptStores();
    LiveTasks live = new LiveTasks();
    Started task = started(stores, live);
    for (int i = 0; i < 1_500; i++) {
      order(task, ann, "o" + i);
    }
    task.send(Topics.PROFILES, KEY, ProfileRecordJson.write(Profiles.of(ann).erased(START)));
    task = started(stores, live);
    assertEquals(List.of(), audit(task, live));

    while (live.erasuresUnderWay() > 0) {
      task.pass(TICK);
    }
    task.pass(TICK);

    TaskView view = (TaskView) live.task(0).orElseThrow();
    assertEquals(0, view.tenants().all().size());
    assertEquals(
        List.of(StoreNames.erasedKey(KEY)),
        stores.keys().filter(key -> List.of(key.split("/")).contains("default")).toList());
    assertEquals(1, task.forwarded().stream().filter(sent -> "default".equals(sent.key())).count());
  }

  @Test
  void a_row_that_cannot_be_read_is_deleted_as_well() {
    try (CrmDriver crm = new CrmDriver()) {
      crm.send(ann.created("o1", "5.00", BEFORE), ann.created("o2", "5.00", AFTER));
      crm.store(StoreNames.HISTORY).put(StoreNames.orderKey(KEY, "o0"), new byte[] {99});
      crm.store(StoreNames.HISTORY).put(KEY + "/x/of another release", new byte[] {1});

      crm.tell(Profiles.of(ann).erased(ERASED));

      assertEquals(List.of(), crm.rejected());
      assertEquals(1, crm.only(ann).purchases().count());
      assertEquals(rows(crm, crm.historyKey(ann) + "/"), rows(crm, KEY + "/"));
      assertEquals(0, crm.live().erasuresUnderWay());
    }
  }

  /**
   * As an earlier release left it: the history of who came again lies where the first one's was.
   */
  @Test
  void whoever_came_again_under_an_earlier_release_is_kept_and_erased_as_others_are() {
    try (CrmDriver crm = new CrmDriver()) {
      crm.tell(Profiles.of(ann).erased(BEFORE));
      crm.send(bob.created("b", "5.00", AFTER), bob.created("c", "5.00", AFTER));
      CustomerState earlier = crm.only(bob).withErasedAt(Optional.of(BEFORE));
      crm.store(StoreNames.CUSTOMERS).put("default/bob", CustomerRow.encode(earlier));

      crm.send(bob.created("d", "5.00", AFTER));

      assertEquals(0, crm.only(bob).life());
      assertEquals(3, rows(crm, StoreNames.orderPrefix("default/bob")));
      crm.tell(Profiles.of(bob).erased(START));
      assertEquals(0, rows(crm, "default/bob"));
    }
  }

  private void orders(CrmDriver crm, int count) {
    for (int i = 0; i < count; i++) {
      crm.send(ann.created("o" + i, "5.00", BEFORE.plusSeconds(i)));
    }
  }

  /** About orders that the erased customer has as well, and others. */
  private List<InboundEvent> newer(Random random) {
    List<InboundEvent> newer = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String order = "o" + 40 * i;
      Instant at = AFTER.plusSeconds(random.nextInt(1_000));
      newer.add(Facts.again(ann.created(order, (i + 1) + ".00", at), "again:" + order));
      if (i % 3 == 0) {
        newer.add(ann.completed(order, at.plusSeconds(1)));
      }
      if (i % 5 == 0) {
        newer.add(ann.cancelled(order, at.plusSeconds(2)));
      }
      // As many as do not fit into the row of the order.
      for (int refund = 0; i == 7 && refund < 12; refund++) {
        newer.add(ann.refunded(order, "r" + refund, "0.10", at.plusSeconds(3 + refund)));
      }
    }
    return newer;
  }

  /** What follows from facts: the orders and entries themselves, and the figures. */
  private Map<String, Object> facts(CrmDriver crm) {
    Map<String, Object> facts = new TreeMap<>();
    String life = crm.historyKey(ann);
    for (String prefix : List.of(StoreNames.orderPrefix(life), StoreNames.entryPrefix(life))) {
      try (var rows = crm.store(StoreNames.HISTORY).range(prefix, StoreNames.endOf(prefix))) {
        rows.forEachRemaining(
            row ->
                facts.put(
                    row.key, prefix.endsWith("/l/") ? HexFormat.of().formatHex(row.value) : ""));
      }
    }
    CustomerState state = crm.only(ann);
    facts.put("spent", state.purchases().spent());
    facts.put("count", state.purchases().count());
    facts.put("first", state.purchases().first());
    facts.put("last", state.purchases().last());
    facts.put("loyalty", state.loyalty());
    facts.put("standing", state.standing());
    facts.put("created", state.createdAt());
    facts.put("updated", state.updatedAt());
    facts.put("erased", state.erasedAt());
    return facts;
  }

  private static void through(CrmDriver crm) {
    for (int i = 0; i < 100 && crm.live().erasuresUnderWay() > 0; i++) {
      crm.pass(TICK);
    }
    assertEquals(0, crm.live().erasuresUnderWay());
  }

  private static long rows(CrmDriver crm, String prefix) {
    long count = 0;
    try (var rows = crm.store(StoreNames.HISTORY).all()) {
      while (rows.hasNext()) {
        count += rows.next().key.startsWith(prefix) ? 1 : 0;
      }
    }
    return count;
  }

  private static Started started(KeptStores stores, LiveTasks live) {
    return stores.start(
        new CustomerProcessor(
            Rules.topology(Rules.DEFAULT, 1), RulesInForce.untold(Rules.DEFAULT), live),
        START);
  }

  private static void order(Started task, Facts one, String id) {
    task.send(
        Topics.ORDERS,
        one.customer().toString(),
        EventWriter.write(one.created(id, "5.00", BEFORE), "UAH"));
  }

  private static long ofAnn(KeptStores stores) {
    return stores.keys().filter(key -> key.startsWith(KEY + "/")).count();
  }

  private static List<String> audit(Started task, LiveTasks live) {
    var report = live.task(0).orElseThrow().audit();
    for (int i = 0; i < 100 && !report.isDone(); i++) {
      task.pass(TICK);
    }
    return report.join().differences();
  }
}
