package shop.crm.topology.domain;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.profile.Channel;

/**
 * Counts and sums over customers of one tenant, as they stood at one moment. Those of several
 * partitions add up.
 *
 * @param customers how many customers are known
 * @param orders how many orders count
 * @param revenueMinor what they come to, in hundredths
 * @param segmentCustomers customers of each segment, by ordinal of {@link RfmSegment}
 * @param segmentRevenueMinor what customers of each segment spent, in hundredths
 * @param recency customers of each recency score 1 to 5
 * @param frequency customers of each frequency score 1 to 5
 * @param monetary customers of each monetary score 1 to 5
 * @param tiers customers of each loyalty tier
 * @param optIns customers who have opted in, by ordinal of {@link Channel}
 * @param rules how far these customers have been brought to what is in force
 */
public record TenantAggregates(
    long customers,
    long orders,
    long revenueMinor,
    long[] segmentCustomers,
    long[] segmentRevenueMinor,
    long[] recency,
    long[] frequency,
    long[] monetary,
    Map<String, Long> tiers,
    long[] optIns,
    RulesProgress rules) {

  /** Of no customers. */
  public static final TenantAggregates EMPTY =
      new TenantAggregates(
          0,
          0,
          0,
          new long[RfmSegment.values().length],
          new long[RfmSegment.values().length],
          new long[5],
          new long[5],
          new long[5],
          Map.of(),
          new long[Channel.ALL.size()],
          RulesProgress.EMPTY);

  /** The same, of customers who have been brought so far. */
  public TenantAggregates with(RulesProgress progress) {
    return new TenantAggregates(
        customers,
        orders,
        revenueMinor,
        segmentCustomers,
        segmentRevenueMinor,
        recency,
        frequency,
        monetary,
        tiers,
        optIns,
        progress);
  }

  /** Customers that have scores. */
  public long scored() {
    return IntStream.range(0, segmentCustomers.length).mapToLong(i -> segmentCustomers[i]).sum();
  }

  /** These and those of other customers together. */
  public TenantAggregates plus(TenantAggregates other) {
    Map<String, Long> bothTiers = new TreeMap<>(tiers);
    other.tiers.forEach((tier, count) -> bothTiers.merge(tier, count, Long::sum));
    return new TenantAggregates(
        customers + other.customers,
        orders + other.orders,
        revenueMinor + other.revenueMinor,
        zip(segmentCustomers, other.segmentCustomers, Long::sum),
        zip(segmentRevenueMinor, other.segmentRevenueMinor, Long::sum),
        zip(recency, other.recency, Long::sum),
        zip(frequency, other.frequency, Long::sum),
        zip(monetary, other.monetary, Long::sum),
        bothTiers,
        zip(optIns, other.optIns, Long::sum),
        rules.plus(other.rules));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TenantAggregates that
        && customers == that.customers
        && orders == that.orders
        && revenueMinor == that.revenueMinor
        && Arrays.equals(segmentCustomers, that.segmentCustomers)
        && Arrays.equals(segmentRevenueMinor, that.segmentRevenueMinor)
        && Arrays.equals(recency, that.recency)
        && Arrays.equals(frequency, that.frequency)
        && Arrays.equals(monetary, that.monetary)
        && tiers.equals(that.tiers)
        && Arrays.equals(optIns, that.optIns)
        && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return Objects.hash(customers, orders, revenueMinor, tiers);
  }

  private static long[] zip(long[] a, long[] b, LongBinaryOperator sum) {
    return IntStream.range(0, a.length).mapToLong(i -> sum.applyAsLong(a[i], b[i])).toArray();
  }
}
