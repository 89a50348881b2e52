package shop.crm.schemas.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * All that remains of a customer that was erased: enough to drop what is older, and to go on
 * counting where a new customer of the same id begins.
 *
 * @param at facts up to then are dropped; kept to the microsecond, as it is in PostgreSQL
 * @param version the version of the profile that the erasure brought
 * @param sequence how many changes were published until then
 */
public record Erasure(Instant at, long version, long sequence) {

  private static final int VERSION = 1;

  public Erasure {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The number of the life that begins after it, among those of one id: no two erasures of an id
   * are of the same time.
   */
  public long life() {
    return Micros.of(at);
  }

  /** The stored form. */
  public byte[] toRow() {
    RowWriter out = new RowWriter();
    return out.fixed8(VERSION).instant(at).unsigned(version).unsigned(sequence).toBytes();
  }

  /**
   * From the stored form.
   *
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static Erasure ofRow(byte[] row) {
    return RowReader.read(
        row, VERSION, in -> new Erasure(in.instant(), in.unsigned(), in.unsigned()));
  }
}
