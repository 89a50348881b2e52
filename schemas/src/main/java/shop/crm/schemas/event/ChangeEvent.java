package shop.crm.schemas.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.RfmSegment;
import shop.crm.schemas.Scores;

/**
 * A change of a customer's state that others follow. For one customer they form a chain without
 * gaps: each old value is the new value of the change before.
 */
public sealed interface ChangeEvent {

  /** The CloudEvents source of every change. */
  String SOURCE = "crm";

  /** Whom it is about. */
  CustomerKey customer();

  /** Its number among all changes of this customer, from 1. */
  long sequence();

  /** What brought it about. */
  Cause cause();

  /** When the service made it. */
  Instant changedAt();

  /** The CloudEvents type, and the routing key on RabbitMQ. */
  String type();

  /** The CloudEvents id: the same change replayed has the same id. */
  default String id() {
    return customer() + ":" + sequence();
  }

  /**
   * What brings a change about; the wire name is the lower-case name. Rows store the ordinal: the
   * order is part of the stored form.
   */
  enum Cause {
    ORDER,
    TIME,
    THRESHOLDS,
    ERASURE,
    LOYALTY,
    /** Another profile. */
    PROFILE,
    /** A segment was defined, changed or deleted. */
    DEFINITION,
    /** Somebody put the customer into a segment or took them out. */
    MANUAL;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }
  }

  /**
   * A customer's RFM standing.
   *
   * @param scores the three scores
   * @param segment what they map to
   */
  record Standing(Scores scores, RfmSegment segment) {}

  /**
   * A customer moved between RFM segments.
   *
   * @param before the standing before; empty at first
   * @param after the standing now; empty where no order counts any more
   */
  record SegmentChanged(
      CustomerKey customer,
      long sequence,
      Optional<Standing> before,
      Optional<Standing> after,
      Cause cause,
      Instant changedAt)
      implements ChangeEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.segment_changed";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * A customer moved between loyalty tiers.
   *
   * @param move from which to which
   * @param tierPoints the points that decide the tier, now
   */
  record TierChanged(
      CustomerKey customer,
      long sequence,
      TierMove move,
      long tierPoints,
      Cause cause,
      Instant changedAt)
      implements ChangeEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.tier_changed";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * A customer entered or left a segment that users define.
   *
   * @param segmentId the segment
   * @param segmentName what it is called now
   * @param entered whether the customer is in it now
   */
  record MembershipChanged(
      CustomerKey customer,
      long sequence,
      String segmentId,
      String segmentName,
      boolean entered,
      Cause cause,
      Instant changedAt)
      implements ChangeEvent {

    /** The CloudEvents type of entering. */
    public static final String ENTERED = "customer.segment_entered";

    /** The CloudEvents type of leaving. */
    public static final String LEFT = "customer.segment_left";

    @Override
    public String type() {
      return entered ? ENTERED : LEFT;
    }
  }
}
