package shop.crm.schemas.state;

import shop.crm.schemas.model.customer.Erasure;

/** The stored form of an {@link Erasure}; the customer stands in the key only. */
public final class ErasureRow {

  private static final int VERSION = 1;

  private ErasureRow() {}

  /** The row of an erasure. */
  public static byte[] encode(Erasure erasure) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION).instant(erasure.at());
    return out.unsigned(erasure.version()).unsigned(erasure.sequence()).toBytes();
  }

  /**
   * The erasure of a row.
   *
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static Erasure decode(byte[] row) {
    return RowReader.read(
        row, VERSION, in -> new Erasure(in.instant(), in.unsigned(), in.unsigned()));
  }
}
