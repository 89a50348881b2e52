package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.Profiles;
import shop.crm.topology.domain.CohortAggregates.Cell;

/** Counts and sums over three customers, added up by hand. */
class RunningAggregatesTest {

  private static final TenantCalendar CALENDAR = new TenantCalendar(ZoneOffset.UTC);
  private static final Instant KNOWN = Instant.parse("2026-01-01T00:00:00Z");

  /** Months since 1970. */
  private static final int JANUARY = 672;

  private static final CustomerState ANN =
      customer(
              Profiles.named("Ann", Optional.of(true)),
              bought(Purchases.NONE, "2026-01-10", "100.00", "2026-03-05", "50.00"),
              "silver")
          .withStanding(Optional.of(new Standing(new Scores(5, 2, 3), RfmSegment.PROMISING)), 1)
          .withMemberships(Memberships.NONE.with(4, KNOWN), 1);

  private static final CustomerState BOB =
      customer(
              Profiles.named("Bob", Optional.of(false)),
              bought(Purchases.NONE, "2026-01-20", "30.00"),
              "bronze")
          .withStanding(Optional.of(new Standing(new Scores(1, 1, 1), RfmSegment.LOST)), 1)
          .withMemberships(Memberships.NONE.with(4, KNOWN).with(7, KNOWN), 1);

  private static final CustomerState STUB = customer(Profile.NOTHING, Purchases.NONE, "bronze");

  private final RunningAggregates all = new RunningAggregates(CALENDAR);

  private static CustomerState customer(Profile profile, Purchases purchases, String tier) {
    return CustomerState.begin(KNOWN, tier)
        .withProfile(profile, 1, 1)
        .withPurchases(purchases, 1)
        .withLoyalty(new Loyalty(0, 0, 0, tier));
  }

  /** Purchases and some more: days and what each came to, in turn. */
  private static Purchases bought(Purchases before, String... daysAndTotals) {
    Purchases after = before;
    for (int i = 0; i < daysAndTotals.length; i += 2) {
      after = after.with(at(daysAndTotals[i]), Money.parse(daysAndTotals[i + 1]));
    }
    return after;
  }

  private static Instant at(String day) {
    return Instant.parse(day + "T12:00:00Z");
  }

  private void come(CustomerState... customers) {
    for (CustomerState customer : customers) {
      all.move(Optional.empty(), Optional.of(customer));
    }
  }

  private static long[] of(RfmSegment one, long ofOne, RfmSegment other, long ofOther) {
    long[] segments = new long[RfmSegment.ALL.size()];
    segments[one.ordinal()] = ofOne;
    segments[other.ordinal()] = ofOther;
    return segments;
  }

  private CohortAggregates months() {
    return all.cohorts(Granularity.MONTH, JANUARY - 1, JANUARY + 4);
  }

  @Test
  void everything_is_counted() {
    come(ANN, BOB, STUB);

    assertEquals(
        new TenantAggregates(
            3,
            3,
            180_00,
            of(RfmSegment.PROMISING, 1, RfmSegment.LOST, 1),
            of(RfmSegment.PROMISING, 150_00, RfmSegment.LOST, 30_00),
            new long[] {1, 0, 0, 0, 1},
            new long[] {1, 1, 0, 0, 0},
            new long[] {1, 0, 1, 0, 0},
            Map.of("silver", 1L, "bronze", 2L),
            new long[] {1, 0, 0},
            RulesProgress.EMPTY),
        all.snapshot());
    assertEquals(3, all.customers());
    assertEquals(Map.of(4, 2L, 7, 1L), all.members());
    SpendHistogram spend = new SpendHistogram();
    spend.add(Money.parse("150.00"), 1);
    spend.add(Money.parse("30.00"), 1);
    assertEquals(spend, all.spend());
  }

  @Test
  void cohorts_are_counted_by_month_and_by_quarter() {
    come(ANN, BOB, STUB);

    List<Cell> january = List.of(new Cell(2, 130_00), new Cell(0, 0), new Cell(1, 50_00));
    assertEquals(new CohortAggregates(Map.of(JANUARY, january), JANUARY + 2), months());
    assertEquals(
        new CohortAggregates(Map.of(JANUARY / 3, List.of(new Cell(2, 180_00))), JANUARY / 3),
        all.cohorts(Granularity.QUARTER, JANUARY / 3, JANUARY / 3));
    assertEquals(
        new CohortAggregates(Map.of(), JANUARY + 2),
        all.cohorts(Granularity.MONTH, JANUARY + 1, JANUARY + 9));
    assertEquals(
        new CohortAggregates(Map.of(), JANUARY + 2),
        all.cohorts(Granularity.MONTH, JANUARY - 9, JANUARY - 1));
  }

  @Test
  void who_goes_leaves_no_trace() {
    come(ANN, BOB, STUB);
    for (CustomerState customer : List.of(BOB, STUB, ANN)) {
      all.move(Optional.of(customer), Optional.empty());
    }

    assertEquals(TenantAggregates.EMPTY, all.snapshot());
    assertEquals(Map.of(), all.members());
    assertEquals(CohortAggregates.EMPTY, months());
    assertTrue(all.agreeWith(new RunningAggregates(CALENDAR)));
  }

  private CustomerState buys(CustomerState before, String... daysAndTotals) {
    return before.withPurchases(bought(before.purchases(), daysAndTotals), 1);
  }

  private CustomerState returns(CustomerState before, String day, String total) {
    return before.withPurchases(before.purchases().without(at(day), Money.parse(total)), 1);
  }

  private List<Cell> january(CustomerState after) {
    RunningAggregates moved = new RunningAggregates(CALENDAR);
    moved.move(Optional.empty(), Optional.of(ANN));
    moved.move(Optional.of(ANN), Optional.of(after));
    RunningAggregates anew = new RunningAggregates(CALENDAR);
    anew.move(Optional.empty(), Optional.of(after));
    assertTrue(moved.agreeWith(anew));
    return moved
        .cohorts(Granularity.MONTH, JANUARY, JANUARY)
        .cohorts()
        .getOrDefault(JANUARY, List.of());
  }

  /** Ann has bought in January for 100.00 and in March for 50.00. */
  @Test
  void an_order_moves_the_cells_of_its_month_alone() {
    assertEquals(
        List.of(new Cell(1, 105_00), new Cell(0, 0), new Cell(1, 50_00)),
        january(buys(ANN, "2026-01-15", "5.00")));
    assertEquals(
        List.of(new Cell(1, 100_00), new Cell(1, 7_00), new Cell(1, 50_00)),
        january(buys(ANN, "2026-02-15", "7.00")));
    assertEquals(
        List.of(new Cell(1, 100_00), new Cell(1, 7_00), new Cell(1, 50_00), new Cell(1, 9_00)),
        january(buys(ANN, "2026-02-15", "7.00", "2026-04-15", "9.00")));
    assertEquals(List.of(new Cell(1, 100_00)), january(returns(ANN, "2026-03-05", "50.00")));
  }

  @Test
  void an_order_before_the_first_takes_the_customer_to_another_cohort() {
    assertEquals(List.of(), january(buys(ANN, "2025-12-31", "1.00")));
    assertEquals(List.of(), january(returns(ANN, "2026-01-10", "100.00")));
  }

  @Test
  void a_segment_that_is_left_has_one_member_less() {
    come(ANN, BOB);
    all.move(Optional.of(BOB), Optional.of(BOB.withMemberships(BOB.memberships().without(7), 2)));
    assertEquals(Map.of(4, 2L), all.members());
  }

  @Test
  void aggregates_agree_only_in_everything() {
    come(ANN);
    for (CustomerState other :
        List.of(
            STUB,
            ANN.withMemberships(Memberships.NONE, 2),
            buys(returns(ANN, "2026-03-05", "50.00"), "2026-04-05", "50.00"),
            ANN.withLoyalty(new Loyalty(0, 0, 0, "gold")))) {
      RunningAggregates others = new RunningAggregates(CALENDAR);
      others.move(Optional.empty(), Optional.of(other));
      assertFalse(all.agreeWith(others), other::toString);
    }
  }
}
