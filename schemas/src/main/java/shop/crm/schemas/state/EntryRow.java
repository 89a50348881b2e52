package shop.crm.schemas.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;

/** The stored form of a {@link LoyaltyEntry}; customer and id stand in the key only. */
public final class EntryRow {

  private static final int VERSION = 1;
  private static final List<LoyaltyEntry.Type> TYPES = List.of(LoyaltyEntry.Type.values());

  private EntryRow() {}

  /** The row in which an entry of the ledger is stored. */
  public static byte[] encode(LoyaltyEntry entry) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION).fixed8(entry.type().ordinal());
    out.signed(entry.points()).optionalText(entry.reason()).instant(entry.at());
    return out.toBytes();
  }

  /**
   * The entry of a row.
   *
   * @param customer from the key
   * @param id from the key
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static LoyaltyEntry decode(CustomerKey customer, String id, byte[] row) {
    return RowReader.read(row, VERSION, in -> entry(customer, id, in));
  }

  private static LoyaltyEntry entry(CustomerKey customer, String id, RowReader in) {
    LoyaltyEntry.Type type = in.oneOf(TYPES);
    long points = in.signed();
    Optional<String> reason = in.optionalText();
    Instant at = in.instant();
    return new LoyaltyEntry(customer, id, type, points, reason, at);
  }
}
