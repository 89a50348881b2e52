package shop.crm.topology.processor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private static final byte VERSION = 1;

  byte[] encode() {
    byte[] id = request.getBytes(StandardCharsets.UTF_8);
    int buckets = spend.buckets();
    ByteBuffer out = ByteBuffer.allocate(40 + id.length + buckets * 15);
    out.put(VERSION).putInt(partition).putLong(thresholdsVersion).putLong(changed);
    out.putShort((short) id.length).put(id).putInt(buckets);
    int[] before = {0};
    spend.forEachBucket(
        (bucket, count) -> {
          put(out, bucket - before[0]);
          put(out, count);
          before[0] = bucket;
        });
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  static SpendSnapshot decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("spend snapshot of version " + version);
    }
    int partition = in.getInt();
    long thresholdsVersion = in.getLong();
    long changed = in.getLong();
    byte[] id = new byte[in.getShort()];
    in.get(id);
    int count = in.getInt();
    SpendHistogram spend = new SpendHistogram();
    int bucket = 0;
    for (int i = 0; i < count; i++) {
      bucket += (int) get(in);
      spend.addToBucket(bucket, get(in));
    }
    return new SpendSnapshot(
        partition, thresholdsVersion, changed, new String(id, StandardCharsets.UTF_8), spend);
  }

  private static void put(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long get(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
