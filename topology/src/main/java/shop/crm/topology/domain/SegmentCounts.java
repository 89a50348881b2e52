package shop.crm.topology.domain;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many customers are in each segment that users define, and how far a walk is that brings
 * customers to segments which have changed. Those of several partitions add up.
 *
 * @param members by the segment's number; none means 0
 * @param revision up to which change of the tenant's segments all customers have followed
 * @param visited how many customers have followed all changes
 * @param customers of how many
 */
public record SegmentCounts(
    Map<Integer, Long> members, long revision, long visited, long customers) {

  /** Of no customers, who have followed everything. */
  public static final SegmentCounts EMPTY = new SegmentCounts(Map.of(), Long.MAX_VALUE, 0, 0);

  public SegmentCounts {
    members = Map.copyOf(members);
  }

  /** These and those of other customers together. */
  public SegmentCounts plus(SegmentCounts other) {
    Map<Integer, Long> both = new TreeMap<>(members);
    other.members.forEach((number, count) -> both.merge(number, count, Long::sum));
    return new SegmentCounts(
        both,
        Math.min(revision, other.revision),
        visited + other.visited,
        customers + other.customers);
  }

  /** How many customers are in the segment of that number. */
  public long members(int number) {
    return members.getOrDefault(number, 0L);
  }

  /** Whether customers are still being brought to that change. */
  public boolean isComputing(long change) {
    return revision < change;
  }

  /** How much of the walk is done, from 0 to 1. */
  public double progress() {
    return customers == 0 ? 1 : (double) visited / customers;
  }
}
