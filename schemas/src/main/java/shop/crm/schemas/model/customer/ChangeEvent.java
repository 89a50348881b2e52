package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Standing;

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
