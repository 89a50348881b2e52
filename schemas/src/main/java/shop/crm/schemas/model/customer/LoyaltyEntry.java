package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;

/**
 * An entry of the loyalty ledger that no order made, as on {@link
 * shop.crm.schemas.Topics#LOYALTY_ENTRIES}.
 *
 * @param id tells entries of one customer apart; keeps the rule of {@link Ids}, being part of a key
 * @param points what it adds to the balance, at most {@link #MAX_POINTS}; negative where it takes
 *     away, as all that is not an adjustment does
 * @param reason in the words of whoever made it
 * @param at when it was made; kept to the microsecond
 */
public record LoyaltyEntry(
    CustomerKey customer, String id, Type type, long points, Optional<String> reason, Instant at) {

  /**
   * Greatest number of points that one entry gives or takes: millions of them cannot overflow a
   * sum.
   */
  public static final long MAX_POINTS = 1_000_000_000_000L;

  public LoyaltyEntry {
    if (!Ids.isValid(id)) {
      throw new IllegalArgumentException("not an id of an entry");
    }
    if (points < -MAX_POINTS || points > MAX_POINTS) {
      throw new IllegalArgumentException("more points than an entry can have");
    }
    if (type != Type.ADJUST && points > 0) {
      throw new IllegalArgumentException("only an adjustment gives points");
    }
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * What kind of entry; the wire name is the lower-case name. Rows store the ordinal: the order is
   * part of the stored form.
   */
  public enum Type {
    /** Points given or taken by hand; those given count for the tier. */
    ADJUST,
    /** Points spent; the tier stays. */
    REDEEM,
    /** Points run out; the tier stays. */
    EXPIRE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }

    /** The type of that name, if there is one. */
    public static Optional<Type> named(String wire) {
      return Stream.of(values()).filter(type -> type.wire.equals(wire)).findFirst();
    }
  }

  /** What it adds to the points that decide the tier: those of a positive adjustment. */
  public long tierPoints() {
    return type == Type.ADJUST ? Math.max(0, points) : 0;
  }
}
