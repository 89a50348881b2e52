package shop.crm.topology.domain;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * Running counts and sums over one tenant's customers on one partition. They are nothing but the
 * sum over the customers' rows, so they are kept in memory and added up anew when a task starts.
 */
public final class RunningAggregates {

  private static final int SEGMENTS = RfmSegment.values().length;

  private long customers;
  private long orders;
  private long revenueMinor;
  private final long[] segmentCustomers = new long[SEGMENTS];
  private final long[] segmentRevenueMinor = new long[SEGMENTS];
  private final long[] recency = new long[5];
  private final long[] frequency = new long[5];
  private final long[] monetary = new long[5];
  private final long[] optIns = new long[Channel.ALL.size()];
  private final Map<String, Long> tiers = new TreeMap<>();
  private final Map<Integer, Long> members = new TreeMap<>();
  private final SpendHistogram spend = new SpendHistogram();
  private final Cohorts monthly;
  private final Cohorts quarterly;

  /**
   * Of no customers.
   *
   * @param calendar by which cohorts are told apart
   */
  public RunningAggregates(TenantCalendar calendar) {
    this.monthly = new Cohorts(calendar, Granularity.MONTH);
    this.quarterly = new Cohorts(calendar, Granularity.QUARTER);
  }

  /** Takes a customer from one state to another; an empty one is not counted. */
  public void move(Optional<CustomerState> before, Optional<CustomerState> after) {
    if (before.isPresent()) {
      count(before.get(), -1);
    }
    if (after.isPresent()) {
      count(after.get(), 1);
    }
    Purchases bought = before.map(CustomerState::purchases).orElse(Purchases.NONE);
    Purchases buys = after.map(CustomerState::purchases).orElse(Purchases.NONE);
    if (bought != buys) {
      monthly.move(bought, buys);
      quarterly.move(bought, buys);
    }
    Memberships from = before.map(CustomerState::memberships).orElse(Memberships.NONE);
    Memberships to = after.map(CustomerState::memberships).orElse(Memberships.NONE);
    if (from != to) {
      countMembers(from, to, -1);
      countMembers(to, from, 1);
    }
  }

  /** Counts the segments of which only one knows the customer: most facts move few. */
  private void countMembers(Memberships in, Memberships notIn, int by) {
    for (int number : in.segments()) {
      if (!notIn.isIn(number)) {
        members.merge(number, (long) by, (a, b) -> a + b == 0 ? null : a + b);
      }
    }
  }

  private void count(CustomerState state, int by) {
    customers += by;
    orders += (long) by * state.purchases().count();
    revenueMinor += by * state.purchases().spent().minor();
    tiers.merge(state.loyalty().tier(), (long) by, (a, b) -> a + b == 0 ? null : a + b);
    countOptIns(state.profile(), by);
    if (state.standing().isPresent()) {
      Standing standing = state.standing().get();
      segmentCustomers[standing.segment().ordinal()] += by;
      segmentRevenueMinor[standing.segment().ordinal()] += by * state.purchases().spent().minor();
      recency[standing.scores().recency() - 1] += by;
      frequency[standing.scores().frequency() - 1] += by;
      monetary[standing.scores().monetary() - 1] += by;
      spend.add(state.purchases().spent(), by);
    }
  }

  private void countOptIns(Profile profile, int by) {
    for (Channel channel : Channel.ALL) {
      if (channel.consent(profile).orElse(false)) {
        optIns[channel.ordinal()] += by;
      }
    }
  }

  /** How many customers there are. */
  public long customers() {
    return customers;
  }

  /** How many customers are in each segment that users define, by its number. */
  public Map<Integer, Long> members() {
    return Map.copyOf(members);
  }

  /** How the spend of customers with scores is distributed. */
  public SpendHistogram spend() {
    return spend;
  }

  /** A copy of all counts and sums. */
  public TenantAggregates snapshot() {
    return new TenantAggregates(
        customers,
        orders,
        revenueMinor,
        segmentCustomers.clone(),
        segmentRevenueMinor.clone(),
        recency.clone(),
        frequency.clone(),
        monetary.clone(),
        Map.copyOf(tiers),
        optIns.clone(),
        RulesProgress.EMPTY);
  }

  /** A copy of the cohorts from one period up to and with another. */
  public CohortAggregates cohorts(Granularity granularity, int from, int to) {
    return switch (granularity) {
      case MONTH -> monthly.snapshot(from, to);
      case QUARTER -> quarterly.snapshot(from, to);
    };
  }

  /** Whether these and others are the same in everything that is counted. */
  public boolean agreeWith(RunningAggregates other) {
    return snapshot().equals(other.snapshot())
        && members.equals(other.members)
        && spend.equals(other.spend)
        && monthly.all().equals(other.monthly.all())
        && quarterly.all().equals(other.quarterly.all());
  }
}
