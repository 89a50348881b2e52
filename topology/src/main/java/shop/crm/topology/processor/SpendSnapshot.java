package shop.crm.topology.processor;

import shop.crm.schemas.state.RowReader;
import shop.crm.schemas.state.RowWriter;
import shop.crm.topology.domain.SpendHistogram;

/**
 * What one partition knows of a tenant's spend, as it is sent to where thresholds are merged. An
 * absolute snapshot: the newest of each partition is all that counts.
 *
 * @param partition the partition that it is of
 * @param thresholdsVersion the version of the thresholds that were in force
 * @param changed how many customers changed spend under that version
 * @param request the newest request to recalculate that was seen; empty text for none
 * @param spend the customers that have scores
 */
record SpendSnapshot(
    int partition, long thresholdsVersion, long changed, String request, SpendHistogram spend) {

  private static final int VERSION = 1;

  /** More than any tenant has, so few that sums over all partitions stay far from overflow. */
  private static final long MAX = 1L << 40;

  /** The same with an equal histogram that is there already, so that it is kept once. */
  SpendSnapshot with(SpendHistogram equal) {
    return new SpendSnapshot(partition, thresholdsVersion, changed, request, equal);
  }

  /** What a partition tells where a tenant has no customers, or none who ever had scores. */
  static SpendSnapshot ofNobody(int partition, String request) {
    return new SpendSnapshot(partition, 0, 0, request, new SpendHistogram());
  }

  /** Whether it tells of no customers: such a partition is as good as one that tells nothing. */
  boolean isOfNobody() {
    return thresholdsVersion == 0 && spend.customers() == 0;
  }

  byte[] encode() {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION).unsigned(partition).unsigned(thresholdsVersion).unsigned(changed);
    out.text(request).unsigned(spend.buckets());
    int[] before = {0};
    spend.forEachBucket(
        (bucket, count) -> {
          out.unsigned(bucket - before[0]).unsigned(count);
          before[0] = bucket;
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
    return RowReader.read(bytes, VERSION, SpendSnapshot::decode);
  }

  private static SpendSnapshot decode(RowReader in) {
    int partition = Math.toIntExact(in.unsigned());
    long thresholdsVersion = bounded(in.unsigned());
    long changed = bounded(in.unsigned());
    String request = in.text();
    int count = in.count();
    SpendHistogram spend = new SpendHistogram();
    int bucket = 0;
    for (int i = 0; i < count; i++) {
      bucket += (int) in.unsigned();
      spend.addToBucket(bucket, bounded(in.unsigned()));
      bounded(spend.customers());
    }
    return new SpendSnapshot(partition, thresholdsVersion, changed, request, spend);
  }

  private static long bounded(long count) {
    if (count > MAX) {
      throw new IllegalArgumentException("more customers or calculations than there can be");
    }
    return count;
  }
}
