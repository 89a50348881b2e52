package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.Facts;
import shop.crm.topology.Profiles;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;
import shop.crm.topology.domain.segment.TenantSegments;

/** What single facts make of a customer; of many facts see the properties. */
class CustomerDecisionsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Facts ANN = Facts.of("ann");

  private static Instant may(int day) {
    return Instant.parse("2026-05-01T10:00:00Z").plus(Duration.ofDays(day - 1));
  }

  private static ScoringContext under(long thresholds) {
    return ScoringContext.of(
        Rules.DEFAULT,
        new Thresholds(thresholds, Collections.nCopies(4, Optional.empty()), 1, NOW));
  }

  private static Known known(CustomerState state) {
    return new Known(Optional.of(state), Optional.empty());
  }

  private static Optional<Decision> decide(
      Known known, Optional<OrderState> order, OrderEvent event, long thresholds) {
    return CustomerDecisions.decide(known, KnownOrder.whole(order), event, under(thresholds), NOW);
  }

  /** A customer and one order, fact after fact. */
  private static final class OneOrder {
    Known known = Known.NOTHING;
    Optional<OrderState> order = Optional.empty();

    Decision take(OrderEvent event, long thresholds) {
      Decision decision = decide(known, order, event, thresholds).orElseThrow();
      known = known(decision.state());
      order = decision.orders().stream().findFirst().or(() -> order);
      return decision;
    }
  }

  @Test
  void the_system_of_record_is_told_since_when_a_customer_is_known() {
    Decision first =
        decide(Known.NOTHING, Optional.empty(), ANN.created("o1", "10.00", may(9)), 1)
            .orElseThrow();
    Known ann = known(first.state());

    Decision later =
        decide(ann, Optional.empty(), ANN.created("o2", "10.00", may(10)), 1).orElseThrow();
    Decision earlier =
        decide(ann, Optional.empty(), ANN.created("o3", "10.00", may(2)), 1).orElseThrow();

    assertEquals(
        List.of(Optional.of(may(9)), Optional.empty(), Optional.of(may(2))),
        List.of(first.seenSince(), later.seenSince(), earlier.seenSince()));
  }

  @Test
  void a_customer_remembers_the_thresholds_under_which_spend_last_moved() {
    OneOrder free = new OneOrder();
    assertEquals(3, free.take(ANN.created("o1", "0.00", may(1)), 3).state().spendVersion());
    assertEquals(3, free.take(ANN.completed("o1", may(2)), 4).state().spendVersion());
    assertEquals(5, free.take(ANN.cancelled("o1", may(3)), 5).state().spendVersion());

    OneOrder paid = new OneOrder();
    assertEquals(3, paid.take(ANN.created("o1", "9.00", may(1)), 3).state().spendVersion());
    paid.order = Optional.empty();
    assertEquals(3, paid.take(ANN.created("o2", "0.00", may(2)), 4).state().spendVersion());
    assertEquals(3, paid.take(ANN.refunded("o2", "r", "1.00", may(3)), 5).state().spendVersion());
    paid.order = Optional.empty();
    assertEquals(6, paid.take(ANN.created("o3", "1.00", may(4)), 6).state().spendVersion());
  }

  @Test
  void a_tier_is_gained_by_the_order_that_reaches_it_and_lost_by_a_refund() {
    OneOrder order = new OneOrder();
    order.take(ANN.created("o1", "1000.00", may(1)), 1);
    Decision reached = order.take(ANN.completed("o1", may(2)), 1);
    List<ChangeEvent> up = reached.changes();
    List<ChangeEvent> down = order.take(ANN.refunded("o1", "r1", "0.01", may(3)), 1).changes();

    assertEquals(
        List.of(tier(2, "bronze", "silver", true, 1_000), tier(3, "silver", "bronze", false, 999)),
        List.of(up.getFirst(), down.getFirst()));
    assertEquals(List.of(new Activity.Changed(up.getFirst())), reached.activities());
  }

  private static TierChanged tier(long sequence, String from, String to, boolean up, long points) {
    return new TierChanged(
        ANN.customer(), sequence, new TierMove(from, to, up), points, Cause.ORDER, NOW);
  }

  /** Of very many cancellations only the latest are kept beside the one that holds. */
  @Test
  void a_fact_that_is_outdone_for_good_still_tells_since_when_a_customer_is_known() {
    OneOrder order = new OneOrder();
    order.take(ANN.created("o1", "10.00", may(9)), 1);
    for (int day = 10; day < 28; day++) {
      order.take(cancelled("x" + day, may(day)), 1);
    }

    Decision decision = decide(order.known, order.order, cancelled("y", may(2)), 1).orElseThrow();

    assertEquals(order.known.customer().orElseThrow().touched(may(2)), decision.state());
    assertEquals(Optional.of(may(2)), decision.seenSince());
    assertEquals(List.of(), decision.orders());
    assertEquals(Optional.empty(), decide(order.known, order.order, cancelled("y", may(9)), 1));
    OrderEvent redelivered = cancelled("x27", may(2));
    assertEquals(Optional.empty(), decide(order.known, order.order, redelivered, 1));
  }

  private static OrderEvent cancelled(String id, Instant at) {
    return (OrderEvent) Facts.again(ANN.cancelled("o1", at), id);
  }

  @Test
  void only_a_newer_version_of_the_profile_says_anything() {
    Profiles profiles = Profiles.of(ANN);
    ProfileRecord.Known first = profiles.saved(Profiles.named("Ann", Optional.empty()), may(1));
    ProfileRecord.Known second = profiles.saved(Profiles.named("Anna", Optional.empty()), may(2));

    Decision decision =
        CustomerDecisions.decide(Known.NOTHING, second, under(1), NOW).orElseThrow();

    assertEquals(2, decision.state().version());
    assertEquals(List.of(new Activity.Revised(1, 2, second.revision())), decision.activities());
    Known ann = known(decision.state());
    assertEquals(Optional.empty(), CustomerDecisions.decide(ann, second, under(1), NOW));
    assertEquals(Optional.empty(), CustomerDecisions.decide(ann, first, under(1), NOW));
  }

  private static ManualMembership member(long sequence, boolean member, Instant at) {
    return new ManualMembership(ANN.customer(), 4, "vips", "VIPs", sequence, member, at);
  }

  private static MembershipChanged moved(long sequence, boolean entered) {
    return new MembershipChanged(
        ANN.customer(), sequence, "vips", "VIPs", entered, Cause.MANUAL, NOW);
  }

  @Test
  void who_is_put_into_a_segment_by_hand_enters_it_once_and_leaves_it_once() {
    Decision in = decide(Known.NOTHING, member(1, true, may(1)));
    Decision still = decide(known(in.state()), member(2, true, may(2)));
    Decision out = decide(known(still.state()), member(3, false, may(3)));
    Decision again = decide(known(out.state()), member(5, true, may(5)));

    assertEquals(List.of(moved(1, true)), in.changes());
    assertEquals(List.of(new Activity.Changed(moved(1, true))), in.activities());
    assertEquals(Optional.of(may(1)), in.seenSince());
    assertEquals(List.of(), still.changes());
    assertEquals(Optional.of(may(1)), still.state().memberships().since(4));
    assertEquals(List.of(moved(2, false)), out.changes());
    assertEquals(false, out.state().memberships().isIn(4));
    assertEquals(List.of(moved(3, true)), again.changes());
    assertEquals(Optional.of(may(5)), again.state().memberships().since(4));
    assertEquals(Optional.empty(), again.seenSince());
  }

  private static Decision decide(Known known, ManualMembership fact) {
    return CustomerDecisions.decide(known, fact, under(1), NOW).orElseThrow();
  }

  @Test
  void what_is_older_than_the_last_word_on_a_membership_is_passed_over() {
    Decision in = decide(Known.NOTHING, member(2, true, may(2)));
    Known ann = known(in.state());
    for (long sequence : List.of(1L, 2L)) {
      assertEquals(
          Optional.empty(),
          CustomerDecisions.decide(ann, member(sequence, false, may(3)), under(1), NOW));
    }
    Known erased = new Known(Optional.empty(), Optional.of(new Erasure(may(4), 3, 9)));
    assertEquals(
        Optional.empty(), CustomerDecisions.decide(erased, member(3, true, may(4)), under(1), NOW));
    TenantSegments deleted =
        TenantSegments.of(List.of(new SegmentRecord.Deleted("default", "vips", 4, 9, "VIPs", NOW)));
    assertEquals(
        Optional.empty(),
        CustomerDecisions.decide(ann, member(3, false, may(3)), under(1).with(deleted), NOW));
  }

  @Test
  void a_fact_is_of_the_life_that_the_last_erasure_began() {
    Erasure erasure = new Erasure(may(4), 3, 9);
    Known erased = new Known(Optional.empty(), Optional.of(erasure));
    Decision after = decide(erased, member(3, true, may(5)));

    assertEquals(0, Known.NOTHING.life());
    assertEquals(erasure.life(), erased.life());
    assertEquals(erasure.life(), known(after.state()).life());
  }

  /** The membership is newer than the erasure that is taken only after it. */
  @Test
  void who_was_put_into_a_segment_since_is_a_new_customer_at_once() {
    Decision order =
        decide(Known.NOTHING, Optional.empty(), ANN.created("o1", "10.00", may(1)), 1)
            .orElseThrow();
    Decision in = decide(known(order.state()), member(1, true, may(5)));

    Erasures.Outcome outcome =
        Erasures.erase(ANN.customer(), known(in.state()), may(3), 7, under(1), NOW).orElseThrow();
    CustomerState successor = outcome.successor().orElseThrow().state();

    assertEquals(Optional.of(may(5)), outcome.successor().orElseThrow().seenSince());
    assertEquals(may(5), successor.createdAt());
    assertEquals(0, successor.purchases().count());
    assertEquals(true, successor.memberships().isIn(4));
    assertEquals(1, outcome.changes().size());
    Erasures.Outcome ofNobody =
        Erasures.erase(ANN.customer(), Known.NOTHING, may(3), 7, under(1), NOW).orElseThrow();
    assertEquals(
        new Erasures.Outcome(new Erasure(may(3), 7, 0), List.of(), Optional.empty()), ofNobody);
  }
}
