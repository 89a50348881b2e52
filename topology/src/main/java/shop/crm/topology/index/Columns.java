package shop.crm.topology.index;

import java.util.Arrays;
import java.util.Optional;
import shop.crm.topology.domain.clv.PurchaseDays;

/** Customers as columns, by slot. An empty slot has no id. */
final class Columns {

  /** Stands for no value. */
  static final long NONE = Long.MIN_VALUE;

  private static final int[] NOTHING = new int[0];

  private final String[] ids;
  private final long[] createdAt;
  private final long[] spent;
  private final long[] lastOrder;
  private final long[] points;
  private final byte[] segments;
  private final byte[] consents;
  private final int[] tiers;
  private final int[][] tags;
  private final int[][] memberOf;
  private final long[] names;
  private final long[] lastNames;
  private final long[] emails;
  private final long[] phones;
  private final PurchaseColumns purchases;

  /**
   * What orders, points and time move.
   *
   * @param segment the ordinal of the RFM segment, -1 for none
   * @param tier the number of the tier's name
   * @param memberOf the numbers of the segments that users define
   */
  record Figures(
      long createdAt,
      long spent,
      long lastOrder,
      long points,
      int segment,
      int tier,
      int[] memberOf) {}

  /**
   * What only another profile moves.
   *
   * @param consents a bit for each channel
   * @param tags the numbers of the tags
   * @param keys of which no more is kept than how they start
   */
  record Traits(int consents, int[] tags, SearchKeys keys) {}

  Columns(int capacity) {
    ids = new String[capacity];
    createdAt = new long[capacity];
    spent = new long[capacity];
    lastOrder = new long[capacity];
    points = new long[capacity];
    segments = new byte[capacity];
    consents = new byte[capacity];
    tiers = new int[capacity];
    tags = new int[capacity][];
    memberOf = new int[capacity][];
    names = new long[capacity];
    lastNames = new long[capacity];
    emails = new long[capacity];
    phones = new long[capacity];
    purchases = new PurchaseColumns(capacity);
  }

  private Columns(Columns from, int capacity) {
    ids = Arrays.copyOf(from.ids, capacity);
    createdAt = Arrays.copyOf(from.createdAt, capacity);
    spent = Arrays.copyOf(from.spent, capacity);
    lastOrder = Arrays.copyOf(from.lastOrder, capacity);
    points = Arrays.copyOf(from.points, capacity);
    segments = Arrays.copyOf(from.segments, capacity);
    consents = Arrays.copyOf(from.consents, capacity);
    tiers = Arrays.copyOf(from.tiers, capacity);
    tags = Arrays.copyOf(from.tags, capacity);
    memberOf = Arrays.copyOf(from.memberOf, capacity);
    names = Arrays.copyOf(from.names, capacity);
    lastNames = Arrays.copyOf(from.lastNames, capacity);
    emails = Arrays.copyOf(from.emails, capacity);
    phones = Arrays.copyOf(from.phones, capacity);
    purchases = from.purchases.withCapacity(capacity);
  }

  int capacity() {
    return ids.length;
  }

  Columns twice() {
    return new Columns(this, 2 * capacity());
  }

  /** The id comes last: a reader that sees it mostly sees the rest. */
  void set(
      int slot, String id, Figures figures, Traits traits, Optional<PurchaseDays> purchaseDays) {
    set(slot, figures);
    set(slot, traits);
    purchases.set(slot, purchaseDays);
    ids[slot] = id;
  }

  void set(int slot, Figures figures) {
    createdAt[slot] = figures.createdAt();
    spent[slot] = figures.spent();
    lastOrder[slot] = figures.lastOrder();
    points[slot] = figures.points();
    segments[slot] = (byte) figures.segment();
    tiers[slot] = figures.tier();
    memberOf[slot] = figures.memberOf().length == 0 ? NOTHING : figures.memberOf();
  }

  void set(int slot, Traits traits) {
    consents[slot] = (byte) traits.consents();
    tags[slot] = traits.tags().length == 0 ? NOTHING : traits.tags();
    names[slot] = Start.of(traits.keys().name());
    lastNames[slot] = Start.of(traits.keys().lastName());
    emails[slot] = Start.of(traits.keys().email());
    phones[slot] = Start.of(traits.keys().phone());
  }

  void clear(int slot) {
    ids[slot] = null;
    purchases.set(slot, Optional.empty());
    tags[slot] = NOTHING;
    memberOf[slot] = NOTHING;
  }

  String id(int slot) {
    return ids[slot];
  }

  PurchaseColumns purchases() {
    return purchases;
  }

  /** What customers are sorted by; what is predicted stands elsewhere. */
  long value(CustomerQuery.Sort sort, int slot) {
    return switch (sort) {
      case CREATED_AT -> createdAt[slot];
      case TOTAL_SPENT -> spent[slot];
      case LAST_ORDER_DATE -> lastOrder[slot];
      case LOYALTY_POINTS -> points[slot];
      case PREDICTED_CLV_365, PROBABILITY_ALIVE -> NONE;
    };
  }

  int segment(int slot) {
    return segments[slot];
  }

  int tier(int slot) {
    return tiers[slot];
  }

  int consents(int slot) {
    return consents[slot];
  }

  /** Whether one of the keys may start like that. */
  boolean startsWith(int slot, long start, long mask) {
    return ((names[slot] ^ start) & mask) == 0
        || ((lastNames[slot] ^ start) & mask) == 0
        || ((emails[slot] ^ start) & mask) == 0
        || ((phones[slot] ^ start) & mask) == 0;
  }

  /** Whether the email may be that one. */
  boolean emailStartsWith(int slot, long start, long mask) {
    return ((emails[slot] ^ start) & mask) == 0;
  }

  boolean hasTag(int slot, int tag) {
    return contains(tags[slot], tag);
  }

  boolean isMember(int slot, int segment) {
    return contains(memberOf[slot], segment);
  }

  private static boolean contains(int[] all, int number) {
    if (all == null) {
      return false;
    }
    for (int each : all) {
      if (each == number) {
        return true;
      }
    }
    return false;
  }
}
