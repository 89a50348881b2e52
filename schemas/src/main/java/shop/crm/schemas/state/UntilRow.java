package shop.crm.schemas.state;

import java.nio.ByteBuffer;

/** The stored form of until when an order is kept aside: eight bytes. */
public final class UntilRow {

  private UntilRow() {}

  /** The row of a time, in milliseconds since 1970. */
  public static byte[] encode(long epochMillis) {
    return ByteBuffer.allocate(Long.BYTES).putLong(epochMillis).array();
  }

  /** The time of a row, in milliseconds since 1970. */
  public static long decode(byte[] row) {
    return ByteBuffer.wrap(row).getLong();
  }
}
