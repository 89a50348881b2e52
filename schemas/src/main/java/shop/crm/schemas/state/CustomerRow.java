package shop.crm.schemas.state;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Bookkeeping;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.VersionedProfile;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * The stored form of {@link CustomerState}. What a sweep over all customers needs stands at fixed
 * places at the front, so that it can pass over a row without decoding it.
 */
public final class CustomerRow {

  /** With fields of a profile that came to the catalogue after the first release. */
  private static final int VERSION = 6;

  /** Of a customer who has none of those. */
  private static final int FIRST_FIELDS_ONLY = 5;

  /** Of the first customer of an id, or one whose history an earlier release began. */
  private static final int WITHOUT_LIFE = 4;

  private static final int WITHOUT_PAGES = 3;
  private static final int WITHOUT_SEGMENTS = 2;
  private static final int WITHOUT_ENTRIES = 1;
  private static final int CELL_AT = 1;
  private static final int SPENT_AT = 2;
  private static final int LIFE_AT = 11;
  private static final int NO_CELL = 255;

  private CustomerRow() {}

  /** The row in which a customer's state is stored. */
  public static byte[] encode(CustomerState state) {
    RowWriter out = new RowWriter();
    int version = version(state);
    out.fixed8(version);
    out.fixed8(state.standing().map(standing -> standing.scores().cell()).orElse(NO_CELL));
    out.fixed64(state.purchases().spent().minor());
    out.fixed8(state.standing().map(standing -> standing.segment().ordinal()).orElse(NO_CELL));
    if (version > WITHOUT_LIFE) {
      out.fixed64(state.life());
    }
    out.instant(state.createdAt()).instant(state.updatedAt());
    out.unsigned(state.version()).unsigned(state.sequence()).signed(state.spendVersion());
    out.optional(state.erasedAt(), out::instant);
    out.optional(state.due(), out::instant);
    Loyalty loyalty = state.loyalty();
    out.signed(loyalty.earned()).signed(loyalty.entered()).signed(loyalty.adjusted());
    out.text(loyalty.tier());
    PurchaseRows.write(out, state.purchases());
    ProfileRow.write(out, state.profile());
    if (version > FIRST_FIELDS_ONLY) {
      ProfileRow.writeLater(out, state.profile());
    }
    MembershipsRow.write(out, state.memberships());
    return out.toBytes();
  }

  /** The earliest that has room for it, so that the release before reads most rows. */
  private static int version(CustomerState state) {
    if (ProfileRow.hasLaterFields(state.profile())) {
      return VERSION;
    }
    return state.life() == 0 ? WITHOUT_LIFE : FIRST_FIELDS_ONLY;
  }

  /**
   * The state of a row whose pages of purchases are not at hand.
   *
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static CustomerState decode(byte[] row) {
    return decode(row, PageSource.NONE);
  }

  /**
   * The state of a row.
   *
   * @param pages where the customer's pages of purchases are
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static CustomerState decode(byte[] row, PageSource pages) {
    int version = row.length > 0 && row[0] < VERSION ? row[0] : VERSION;
    return RowReader.read(row, Math.max(WITHOUT_ENTRIES, version), in -> state(in, version, pages));
  }

  private static CustomerState state(RowReader in, int rowVersion, PageSource pages) {
    boolean withEntries = rowVersion > WITHOUT_ENTRIES;
    int cell = in.fixed8();
    long spent = in.fixed64();
    Optional<Standing> standing = standing(cell, in);
    long life = rowVersion > WITHOUT_LIFE ? in.fixed64() : 0;
    Span known = new Span(in.instant(), in.instant());
    long counted = in.unsigned();
    // Before PostgreSQL counted versions the stream did: its next record, of version 1, is newer.
    long version = withEntries ? counted : 0;
    long sequence = in.unsigned();
    long spendVersion = in.signed();
    Optional<Instant> erasedAt = withEntries ? in.optional(in::instant) : Optional.empty();
    Optional<Instant> due = in.optional(in::instant);
    long earned = in.signed();
    // Before there were entries the balance and the points for the tier were both those of orders.
    long entered = withEntries ? in.signed() : 0;
    long adjusted = withEntries ? in.signed() : in.signed() - earned;
    Loyalty loyalty = new Loyalty(earned, entered, adjusted, in.text());
    Purchases purchases =
        rowVersion > WITHOUT_PAGES ? PurchaseRows.read(in, pages) : PurchaseRows.readWhole(in);
    if (purchases.spent().minor() != spent) {
      throw new IllegalArgumentException("row is damaged: its spend is not that of its orders");
    }
    Profile first = ProfileRow.read(in);
    Profile profile = rowVersion > FIRST_FIELDS_ONLY ? ProfileRow.readLater(in, first) : first;
    Memberships memberships =
        rowVersion > WITHOUT_SEGMENTS ? MembershipsRow.read(in) : Memberships.NONE;
    return new CustomerState(
        known,
        new VersionedProfile(profile, version),
        purchases,
        loyalty,
        standing,
        memberships,
        new Bookkeeping(sequence, spendVersion, erasedAt, due, life));
  }

  private static Optional<Standing> standing(int cell, RowReader in) {
    if (cell == NO_CELL) {
      in.fixed8();
      return Optional.empty();
    }
    return Optional.of(new Standing(Scores.ofCell(cell), in.oneOf(RfmSegment.ALL)));
  }

  /**
   * The monetary score in a row, or 0 where there are no scores, without decoding the row.
   *
   * @throws IllegalArgumentException if it is too short or of another version
   */
  public static int peekMonetary(byte[] row) {
    checkFront(row);
    int cell = row[CELL_AT] & 0xFF;
    return cell == NO_CELL ? 0 : Scores.ofCell(cell).monetary();
  }

  /**
   * What the customer spent, without decoding the row.
   *
   * @throws IllegalArgumentException if it is too short or of another version
   */
  public static Money peekSpent(byte[] row) {
    checkFront(row);
    return new Money(fixed64(row, SPENT_AT));
  }

  /**
   * Which customer of the id it is, {@link CustomerState#life}, without decoding the row.
   *
   * @throws IllegalArgumentException if it is too short or of another version
   */
  public static long peekLife(byte[] row) {
    checkFront(row);
    return row[0] > WITHOUT_LIFE ? fixed64(row, LIFE_AT) : 0;
  }

  private static long fixed64(byte[] row, int at) {
    if (row.length < at + Long.BYTES) {
      throw new IllegalArgumentException("row is damaged: it ends too early");
    }
    return ByteBuffer.wrap(row, at, Long.BYTES).getLong();
  }

  private static void checkFront(byte[] row) {
    if (row.length < SPENT_AT + Long.BYTES || row[0] < WITHOUT_ENTRIES || row[0] > VERSION) {
      throw new IllegalArgumentException("row is damaged or of another version");
    }
  }
}
