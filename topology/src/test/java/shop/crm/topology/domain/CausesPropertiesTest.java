package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.Facts;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;
import shop.crm.topology.domain.segment.TenantSegments;

/** A move is put down to what moved the score, whatever happened when it was found. */
class CausesPropertiesTest {

  private static final Instant START = Lives.NOW;
  private static final Facts ANN = Facts.of("ann");
  private static final Thresholds LOW = thresholds(1, 10, 20, 30, 40);
  private static final Thresholds HIGH = thresholds(2, 1_000, 2_000, 3_000, 4_000);

  /** What comes about; time passes before each. */
  private enum Step {
    ORDER,
    COMPLETION,
    ENTRY,
    OTHER_THRESHOLDS,
    WALK,
    DUE
  }

  private record Fact(Step step, int days, int amount) {}

  private Optional<CustomerState> customer = Optional.empty();
  private Optional<OrderState> lastOrder = Optional.empty();
  private Thresholds thresholds = LOW;
  private TenantSegments segments = TenantSegments.NONE;
  private Settings rules = Rules.DEFAULT;
  private Instant now = START;
  private int number;

  @Property
  void a_move_has_the_cause_that_moved_its_score(@ForAll("facts") List<Fact> all) {
    CausesPropertiesTest life = new CausesPropertiesTest();
    for (Fact fact : all) {
      life.now = life.now.plus(Duration.ofDays(fact.days));
      for (ChangeEvent change : life.take(fact)) {
        if (change instanceof SegmentChanged moved
            && moved.before().isPresent()
            && moved.after().isPresent()) {
          check(fact.step, moved);
        }
      }
    }
  }

  private static void check(Step step, SegmentChanged moved) {
    Scores before = moved.before().map(Standing::scores).orElseThrow();
    Scores after = moved.after().map(Standing::scores).orElseThrow();
    if (before.recency() == after.recency()) {
      assertNotEquals(Cause.TIME, moved.cause(), moved::toString);
    }
    if (step != Step.ORDER) {
      boolean onlyRecency = before.monetary() == after.monetary();
      boolean onlyMonetary = before.recency() == after.recency();
      if (onlyRecency || onlyMonetary) {
        assertEquals(onlyRecency ? Cause.TIME : Cause.THRESHOLDS, moved.cause(), moved::toString);
      } else {
        assertNotEquals(Cause.ORDER, moved.cause(), moved::toString);
      }
    }
  }

  @Test
  void an_entry_of_the_ledger_finds_a_move_by_thresholds() {
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.THRESHOLDS), moves(entry(1)));
  }

  @Test
  void an_entry_of_the_ledger_finds_a_move_by_time() {
    order(100);
    now = now.plus(Duration.ofDays(100));

    assertEquals(List.of(Cause.TIME), moves(entry(1)));
  }

  @Test
  void a_completion_that_moves_no_spend_finds_a_move_by_thresholds() {
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.THRESHOLDS), moves(complete()));
  }

  @Test
  void an_order_that_moves_the_score_is_the_cause_under_other_thresholds_too() {
    order(100);
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.ORDER), moves(order(5_000)));
  }

  @Test
  void the_due_time_of_something_else_finds_a_move_by_thresholds() {
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.THRESHOLDS), moves(judge(Cause.TIME)));
  }

  @Test
  void other_rules_move_recency_and_tiers_where_time_does_not() {
    order(100);
    entry(1_500);
    now = now.plus(Duration.ofDays(10));
    rules =
        new Settings(
            RfmRules.of(12, Rules.RFM.segments()),
            new LoyaltyRules(
                Rules.LOYALTY.pointsPerUnit(), List.of(0L, 2_000L), List.of("bronze", "silver")),
            rules.timeZone());

    List<ChangeEvent> changes = entry(1);

    assertEquals(
        List.of(Cause.THRESHOLDS),
        changes.stream()
            .filter(TierChanged.class::isInstance)
            .map(change -> ((TierChanged) change).cause())
            .toList());
    assertEquals(List.of(Cause.THRESHOLDS), moves(changes));
  }

  @Test
  void whatever_touches_a_customer_first_finds_a_move_by_a_definition() {
    order(100);
    segments = segment(1, "{\"field\":\"total_orders\",\"operator\":\"gte\",\"value\":1}");
    assertEquals(List.of(Cause.DEFINITION), memberships(entry(1)));

    segments = segment(2, "{\"field\":\"total_orders\",\"operator\":\"gte\",\"value\":9}");
    assertEquals(List.of(Cause.DEFINITION), memberships(order(100)));
  }

  @Test
  void whatever_touches_a_customer_first_finds_a_move_into_a_segment_by_thresholds() {
    segments = segment(1, "{\"field\":\"monetary_score\",\"operator\":\"eq\",\"value\":1}");
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.THRESHOLDS), memberships(entry(1)));
  }

  @Test
  void whatever_touches_a_customer_first_finds_a_move_into_a_segment_by_time() {
    segments = segment(1, "{\"field\":\"days_since_last_order\",\"operator\":\"gte\",\"value\":9}");
    order(100);
    now = now.plus(Duration.ofDays(10));

    assertEquals(List.of(Cause.TIME), memberships(entry(1)));
  }

  @Test
  void a_fact_that_meets_the_conditions_is_the_cause() {
    segments = segment(1, "{\"field\":\"total_orders\",\"operator\":\"gte\",\"value\":2}");
    order(100);
    thresholds = HIGH;

    assertEquals(List.of(Cause.ORDER), memberships(order(100)));
  }

  private static TenantSegments segment(long revision, String condition) {
    return TenantSegments.of(
        List.of(
            new SegmentRecord.Defined(
                new SegmentDefinition(
                    new SegmentDefinition.Key("default", "s", 0),
                    revision,
                    1,
                    "S",
                    Optional.empty(),
                    Optional.of(conditions(condition)),
                    new Span(START, START)))));
  }

  private static Conditions conditions(String condition) {
    try {
      return ConditionsJson.stored(new ObjectMapper().readTree(condition));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(condition, e);
    }
  }

  private static List<Cause> memberships(List<ChangeEvent> changes) {
    return changes.stream()
        .filter(MembershipChanged.class::isInstance)
        .map(change -> ((MembershipChanged) change).cause())
        .toList();
  }

  private List<ChangeEvent> take(Fact fact) {
    return switch (fact.step) {
      case ORDER -> order(fact.amount);
      case COMPLETION -> complete();
      case ENTRY -> entry(fact.amount);
      case OTHER_THRESHOLDS -> {
        thresholds = thresholds.equals(LOW) ? HIGH : LOW;
        yield List.of();
      }
      case WALK -> judge(Cause.THRESHOLDS);
      case DUE ->
          customer.flatMap(CustomerState::due).filter(at -> !at.isAfter(now)).isPresent()
              ? judge(Cause.TIME)
              : List.of();
    };
  }

  private List<ChangeEvent> order(int amount) {
    number++;
    OrderEvent created = ANN.created("o" + number, amount + ".00", now);
    return keep(CustomerDecisions.decide(known(), KnownOrder.NOTHING, created, scoring(), now));
  }

  /** Of the last order, which moves nothing but points. */
  private List<ChangeEvent> complete() {
    return lastOrder
        .map(
            order ->
                keep(
                    CustomerDecisions.decide(
                        known(),
                        KnownOrder.whole(lastOrder),
                        ANN.completed(order.orderId(), now),
                        scoring(),
                        now)))
        .orElse(List.of());
  }

  private List<ChangeEvent> entry(int points) {
    number++;
    LoyaltyEntry entry =
        new LoyaltyEntry(
            ANN.customer(), "l" + number, LoyaltyEntry.Type.ADJUST, points, Optional.empty(), now);
    return keep(CustomerDecisions.decide(known(), false, entry, scoring(), now));
  }

  private List<ChangeEvent> judge(Cause occasion) {
    return customer.isEmpty()
        ? List.of()
        : keep(
            Optional.of(
                Assessment.reassess(
                    ANN.customer(),
                    customer,
                    occasion == Cause.TIME
                        ? customer.get().withDue(Optional.empty())
                        : customer.get(),
                    scoring(),
                    occasion,
                    now)));
  }

  private List<ChangeEvent> keep(Optional<Decision> decision) {
    customer = decision.map(Decision::state).or(() -> customer);
    lastOrder = decision.flatMap(it -> it.orders().stream().findFirst()).or(() -> lastOrder);
    return decision.map(Decision::changes).orElse(List.of());
  }

  private Known known() {
    return new Known(customer, Optional.empty());
  }

  private ScoringContext scoring() {
    return ScoringContext.of(rules, thresholds).with(segments);
  }

  private static List<Cause> moves(List<ChangeEvent> changes) {
    List<Cause> causes = new ArrayList<>();
    for (ChangeEvent change : changes) {
      if (change instanceof SegmentChanged moved) {
        causes.add(moved.cause());
      }
    }
    return causes;
  }

  private static Thresholds thresholds(long version, long... units) {
    List<Optional<Money>> monetary = new ArrayList<>();
    for (long unit : units) {
      monetary.add(Optional.of(new Money(100 * unit)));
    }
    return new Thresholds(version, monetary, 5, START);
  }

  @Provide
  Arbitrary<List<Fact>> facts() {
    return Combinators.combine(
            Arbitraries.of(Step.class),
            Arbitraries.integers().between(0, 70),
            Arbitraries.integers().between(0, 900))
        .as(Fact::new)
        .list()
        .ofMinSize(2)
        .ofMaxSize(25);
  }
}
