package shop.crm.schemas.state;

import shop.crm.schemas.model.customer.DayMigrations;

/** The stored form of {@link DayMigrations}; tenant and day stand in the key only. */
public final class MigrationsRow {

  private static final int VERSION = 1;

  private MigrationsRow() {}

  /** The row of a day's moves. */
  public static byte[] encode(DayMigrations day) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION).unsigned(day.ways());
    int[] before = {0};
    day.forEach(
        (way, count) -> {
          out.unsigned(way.code() - before[0]).signed(count);
          before[0] = way.code();
        });
    return out.toBytes();
  }

  /**
   * The moves of a row.
   *
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static DayMigrations decode(byte[] row) {
    return RowReader.read(row, VERSION, MigrationsRow::read);
  }

  private static DayMigrations read(RowReader in) {
    int size = in.count();
    int[] codes = new int[size];
    long[] counts = new long[size];
    int code = 0;
    for (int i = 0; i < size; i++) {
      code = Math.toIntExact(Math.addExact(code, in.unsigned()));
      codes[i] = code;
      counts[i] = in.signed();
    }
    return DayMigrations.of(codes, counts);
  }
}
