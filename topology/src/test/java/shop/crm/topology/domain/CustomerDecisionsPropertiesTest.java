package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.topology.Facts;
import shop.crm.topology.Rules;

/**
 * A customer is a function of the facts: neither their order nor their number of copies matters.
 */
class CustomerDecisionsPropertiesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Facts ANN = Facts.of("ann");
  private static final Thresholds THRESHOLDS =
      new Thresholds(
          3,
          Stream.of("50.00", "400.00", "900.00", "2000.00")
              .map(threshold -> Optional.of(Money.parse(threshold)))
              .toList(),
          9,
          NOW);

  private static final ScoringContext JUDGEMENT = ScoringContext.of(Rules.DEFAULT, THRESHOLDS);

  /** One customer, kept as the processor keeps it: through the rows. */
  private static final class Replay {
    Optional<CustomerState> customer = Optional.empty();
    final Map<String, OrderState> orders = new TreeMap<>();
    final List<ChangeEvent> changes = new ArrayList<>();

    void take(InboundEvent fact, Instant now) {
      OrderEvent event = (OrderEvent) fact;
      CustomerDecisions.KnownOrder order =
          CustomerDecisions.KnownOrder.whole(Optional.ofNullable(orders.get(event.orderId())));
      CustomerDecisions.Known known = new CustomerDecisions.Known(customer, Optional.empty());
      CustomerDecisions.decide(known, order, event, JUDGEMENT, now).ifPresent(this::keep);
    }

    void keep(Decision decision) {
      customer = Optional.of(CustomerRow.decode(CustomerRow.encode(decision.state())));
      decision
          .orders()
          .forEach(o -> orders.put(o.orderId(), OrderRow.decode(o.orderId(), OrderRow.encode(o))));
      changes.addAll(decision.changes());
    }

    /** What does not depend on when the service happened to look. */
    Map<String, Object> facts() {
      CustomerState state = customer.orElseThrow();
      Map<String, Object> facts = new HashMap<>();
      facts.put("orders", Map.copyOf(orders));
      facts.put("purchases", state.purchases());
      facts.put("loyalty", state.loyalty());
      facts.put("standing", state.standing());
      facts.put("profile", state.profile());
      facts.put("created", state.createdAt());
      return facts;
    }
  }

  @Property
  void any_order_and_any_duplicates_give_the_same_customer(
      @ForAll("histories") List<InboundEvent> facts, @ForAll Random random) {
    List<InboundEvent> shuffled = new ArrayList<>(facts);
    facts.stream().filter(fact -> random.nextInt(3) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    shuffled.addAll(facts.subList(0, facts.size() / 2));

    assertEquals(replay(facts).facts(), replay(shuffled).facts());
  }

  @Property
  void the_kept_customer_is_the_one_computed_anew_from_the_kept_orders(
      @ForAll("histories") List<InboundEvent> facts) {
    Replay replay = replay(facts);
    CustomerState kept = replay.customer.orElseThrow();

    CustomerState anew =
        CustomerDecisions.recomputed(kept, replay.orders.values(), List.of(), Rules.DEFAULT);

    assertEquals(kept, anew);
    assertEquals(
        List.of(),
        Assessment.reassess(ANN.customer(), Optional.of(kept), anew, JUDGEMENT, Cause.TIME, NOW)
            .changes());
  }

  @Property
  void the_figures_are_those_of_the_contract(@ForAll("histories") List<InboundEvent> facts) {
    CustomerState state = replay(facts).customer.orElseThrow();

    Oracle oracle = Oracle.of(facts);

    assertEquals(oracle.orders, state.purchases().count());
    assertEquals(oracle.spentMinor, state.purchases().spent().minor());
    assertEquals(oracle.points, state.loyalty().points());
    assertEquals(oracle.first, state.purchases().first());
    assertEquals(oracle.last, state.purchases().last());
  }

  @Property
  void changes_are_a_chain_and_time_never_skips_an_edge(
      @ForAll("histories") List<InboundEvent> facts, @ForAll Random random) {
    Replay replay = new Replay();
    Instant clock = NOW;
    for (InboundEvent fact : facts) {
      clock = clock.plus(Duration.ofHours(random.nextInt(24 * 40)));
      followTime(replay, clock);
      replay.take(fact, clock);
      CustomerState state = replay.customer.orElseThrow();
      assertEquals(
          Assessment.standing(state.purchases(), Rules.DEFAULT, THRESHOLDS, clock),
          state.standing());
    }
    Chain.follow(replay.changes);
  }

  private static void followTime(Replay replay, Instant now) {
    while (replay.customer.flatMap(CustomerState::due).filter(at -> !at.isAfter(now)).isPresent()) {
      CustomerState state = replay.customer.get();
      Instant at = state.due().get();
      replay.keep(
          Assessment.reassess(
              ANN.customer(),
              replay.customer,
              state.withDue(Optional.empty()),
              JUDGEMENT,
              Cause.TIME,
              at));
    }
  }

  private static Replay replay(List<InboundEvent> facts) {
    Replay replay = new Replay();
    facts.forEach(fact -> replay.take(fact, NOW));
    return replay;
  }

  @Provide
  Arbitrary<List<InboundEvent>> histories() {
    Arbitrary<String> order = Arbitraries.of("o1", "o2", "o3", "o4");
    Arbitrary<Instant> time =
        Arbitraries.integers().between(0, 24 * 400).map(h -> NOW.minus(Duration.ofHours(h)));
    Arbitrary<Long> minor = Arbitraries.longs().between(0, 300_000);
    Arbitrary<Integer> kind =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, Arbitraries.of(0, 1)),
            net.jqwik.api.Tuple.of(2, Arbitraries.of(2, 3)));
    Arbitrary<Integer> refund = Arbitraries.integers().between(1, 3);
    return Combinators.combine(order, time, minor, kind, refund)
        .as(CustomerDecisionsPropertiesTest::fact)
        .list()
        .ofMinSize(1)
        .ofMaxSize(25)
        .map(CustomerDecisionsPropertiesTest::withOwnIds);
  }

  private static InboundEvent fact(String order, Instant time, long minor, int kind, int refund) {
    Money money = new Money(minor);
    var head = ANN.head("unset", time);
    return switch (kind) {
      case 0 -> {
        Instant ordered = time.minus(Duration.ofDays(minor % 50));
        yield new OrderCreated(
            head, order, money, List.of(), Optional.of(ordered).filter(_ -> minor % 4 == 0));
      }
      case 1 ->
          new OrderCompleted(head, order, minor % 2 == 0 ? Optional.empty() : Optional.of(money));
      case 2 -> new OrderCancelled(head, order, Optional.empty());
      default -> new OrderRefunded(head, order, order + "-r" + refund, money);
    };
  }

  /** Every fact its own id: ids tie-break facts of one time. */
  private static List<InboundEvent> withOwnIds(List<InboundEvent> facts) {
    List<InboundEvent> own = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      own.add(Facts.again(facts.get(i), "e" + i));
    }
    return own;
  }

  /** The contract's words, computed the long way round and with none of the domain's own code. */
  private static final class Oracle {
    int orders;
    long spentMinor;
    long points;
    Optional<Instant> first = Optional.empty();
    Optional<Instant> last = Optional.empty();

    static Oracle of(List<InboundEvent> facts) {
      Oracle oracle = new Oracle();
      Map<String, List<InboundEvent>> byOrder = new TreeMap<>();
      for (InboundEvent fact : facts) {
        if (fact instanceof OrderEvent about) {
          byOrder.computeIfAbsent(about.orderId(), id -> new ArrayList<>()).add(fact);
        }
      }
      byOrder.values().forEach(oracle::add);
      return oracle;
    }

    private void add(List<InboundEvent> facts) {
      Optional<OrderCreated> created = newest(facts, OrderCreated.class);
      Optional<OrderCompleted> completed = newest(facts, OrderCompleted.class);
      List<InboundEvent> ends = new ArrayList<>();
      newest(facts, OrderCancelled.class).ifPresent(ends::add);
      completed.filter(_ -> !ends.isEmpty()).ifPresent(ends::add);
      boolean cancelled =
          newest(ends, InboundEvent.class).filter(OrderCancelled.class::isInstance).isPresent();
      Map<String, List<InboundEvent>> byRefund = new HashMap<>();
      for (InboundEvent fact : facts) {
        if (fact instanceof OrderRefunded refund) {
          byRefund.computeIfAbsent(refund.refundId(), id -> new ArrayList<>()).add(fact);
        }
      }
      long refunds =
          byRefund.values().stream()
              .mapToLong(same -> newest(same, OrderRefunded.class).orElseThrow().amount().minor())
              .sum();
      if (cancelled || (created.isEmpty() && completed.isEmpty())) {
        return;
      }
      Optional<Long> createdTotal = created.map(c -> c.total().minor());
      Optional<Long> completedTotal = completed.flatMap(c -> c.total()).map(Money::minor);
      long amount = createdTotal.or(() -> completedTotal).orElse(0L);
      Instant at =
          created
              .flatMap(OrderCreated::orderedAt)
              .orElseGet(
                  () ->
                      facts.stream()
                          .filter(
                              fact ->
                                  created.isPresent()
                                      ? fact instanceof OrderCreated
                                      : fact instanceof OrderCompleted)
                          .map(fact -> fact.head().time())
                          .min(Instant::compareTo)
                          .orElseThrow());
      orders++;
      spentMinor += Math.max(0, amount - refunds);
      first = first.filter(f -> f.isBefore(at)).or(() -> Optional.of(at));
      last = last.filter(l -> l.isAfter(at)).or(() -> Optional.of(at));
      if (completed.isPresent()) {
        points += Math.max(0, completedTotal.or(() -> createdTotal).orElse(0L) - refunds) / 100;
      }
    }

    private static <T extends InboundEvent> Optional<T> newest(
        List<InboundEvent> facts, Class<T> type) {
      T newest = null;
      for (InboundEvent fact : facts) {
        if (type.isInstance(fact)
            && (newest == null
                || fact.head().time().isAfter(newest.head().time())
                || (fact.head().time().equals(newest.head().time())
                    && fact.head().id().compareTo(newest.head().id()) > 0))) {
          newest = type.cast(fact);
        }
      }
      return Optional.ofNullable(newest);
    }
  }
}
