package shop.crm.queries.feed;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.TierMove;

/** Changes of customers, and who wants them. */
public final class Moves {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private Moves() {}

  /** A customer of a tenant, as {@code tenant/customer}, came from one RFM segment to another. */
  public static ChangeEvent toSegment(String key, long number, RfmSegment from, RfmSegment to) {
    return new SegmentChanged(
        CustomerKey.parse(key), number, standing(from), standing(to), Cause.ORDER, AT);
  }

  private static Optional<Standing> standing(RfmSegment segment) {
    return Optional.of(new Standing(new Scores(1, 2, 3), segment));
  }

  /** A customer rose from bronze to silver. */
  public static ChangeEvent toSilver(String key, long number) {
    return new TierChanged(
        CustomerKey.parse(key),
        number,
        new TierMove("bronze", "silver", true),
        1_000,
        Cause.ORDER,
        AT);
  }

  /** A customer entered a segment that users define. */
  public static ChangeEvent into(String key, long number, String segment) {
    return new MembershipChanged(
        CustomerKey.parse(key), number, segment, "The " + segment, true, Cause.ORDER, AT);
  }

  /** A customer left a segment that users define. */
  public static ChangeEvent outOf(String key, long number, String segment) {
    return new MembershipChanged(
        CustomerKey.parse(key), number, segment, "The " + segment, false, Cause.TIME, AT);
  }

  /** Everything of a tenant. */
  static ChangeFilter all(String tenant) {
    return new ChangeFilter(
        tenant,
        EnumSet.allOf(ChangeType.class),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Some types of a tenant. */
  static ChangeFilter of(String tenant, ChangeType... types) {
    return new ChangeFilter(
        tenant, Set.of(types), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
