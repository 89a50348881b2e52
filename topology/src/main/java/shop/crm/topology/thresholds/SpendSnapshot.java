package shop.crm.topology.thresholds;

import shop.crm.schemas.state.RowReader;
import shop.crm.schemas.state.RowWriter;
import shop.crm.topology.domain.SpendDistribution;
import shop.crm.topology.domain.SpendHistogram;
import shop.crm.topology.domain.SpendTops;

/**
 * What one partition knows of a tenant's spend, as it is sent to where thresholds are merged. An
 * absolute snapshot: the newest of each partition is all that counts.
 *
 * @param partition the partition that it is of
 * @param thresholdsVersion the version of the thresholds that were in force
 * @param changed how many customers changed spend under that version
 * @param request the newest request to recalculate that was seen; empty text for none
 * @param spend that of the customers that have scores
 * @param isExact whether it was told who spent the same; earlier releases did not
 */
public record SpendSnapshot(
    int partition,
    long thresholdsVersion,
    long changed,
    String request,
    SpendDistribution spend,
    boolean isExact) {

  private static final int VERSION = 2;

  /** Without the greatest spend of each bucket. */
  private static final int BUCKETS_ONLY = 1;

  /** More than any tenant has, so few that sums over all partitions stay far from overflow. */
  private static final long MAX = 1L << 40;

  /** One that tells who spent the same. */
  public SpendSnapshot(
      int partition,
      long thresholdsVersion,
      long changed,
      String request,
      SpendDistribution spend) {
    this(partition, thresholdsVersion, changed, request, spend, true);
  }

  /** The same with an equal histogram that is there already, so that it is kept once. */
  SpendSnapshot with(SpendHistogram equal) {
    return new SpendSnapshot(
        partition,
        thresholdsVersion,
        changed,
        request,
        new SpendDistribution(equal, spend.tops()),
        isExact);
  }

  /** What a partition tells where a tenant has no customers, or none who ever had scores. */
  public static SpendSnapshot ofNobody(int partition, String request) {
    return new SpendSnapshot(partition, 0, 0, request, SpendDistribution.ofNobody());
  }

  /** Whether it tells of no customers: such a partition is as good as one that tells nothing. */
  public boolean isOfNobody() {
    return thresholdsVersion == 0 && spend.customers() == 0;
  }

  /** As it is sent and stored. */
  public byte[] encode() {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION).unsigned(partition).unsigned(thresholdsVersion).unsigned(changed);
    out.text(request).unsigned(spend.histogram().buckets());
    int[] before = {0};
    spend
        .histogram()
        .forEachBucket(
            (bucket, count) -> {
              out.unsigned(bucket - before[0]).unsigned(count);
              before[0] = bucket;
              if (SpendTops.isWide(bucket)) {
                long above = spend.tops().greatest(bucket) - SpendHistogram.lowerEnd(bucket);
                out.unsigned(above).unsigned(spend.tops().customers(bucket));
              }
            });
    return out.toBytes();
  }

  /**
   * From the stored form.
   *
   * @throws IllegalArgumentException if it is damaged, of another version, or of more customers
   *     than there can be
   */
  static SpendSnapshot decode(byte[] bytes) {
    boolean isExact = bytes.length == 0 || bytes[0] != BUCKETS_ONLY;
    return RowReader.read(
        bytes, isExact ? VERSION : BUCKETS_ONLY, in -> SpendSnapshot.decode(in, isExact));
  }

  private static SpendSnapshot decode(RowReader in, boolean isExact) {
    int partition = Math.toIntExact(in.unsigned());
    long thresholdsVersion = bounded(in.unsigned());
    long changed = bounded(in.unsigned());
    String request = in.text();
    int count = in.count();
    SpendHistogram spend = new SpendHistogram();
    SpendTops.Builder tops = new SpendTops.Builder(count);
    int bucket = 0;
    for (int i = 0; i < count; i++) {
      bucket += (int) in.unsigned();
      long customers = bounded(in.unsigned());
      spend.addToBucket(bucket, customers);
      bounded(spend.customers());
      if (SpendTops.isWide(bucket)) {
        // Of what an earlier release told, all in a bucket are taken to have spent the same.
        tops.add(bucket, isExact ? in.unsigned() : 0, isExact ? in.unsigned() : customers);
      }
    }
    return new SpendSnapshot(
        partition,
        thresholdsVersion,
        changed,
        request,
        new SpendDistribution(spend, tops.build()),
        isExact);
  }

  private static long bounded(long count) {
    if (count > MAX) {
      throw new IllegalArgumentException("more customers or calculations than there can be");
    }
    return count;
  }
}
