package shop.crm.schemas.event;

import shop.crm.schemas.Topics;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.fact.InboundType;
import shop.crm.schemas.model.profile.ProfileEvent;

/** Which topic carries which events. */
public final class EventTopics {

  private EventTopics() {}

  /** The topic of events that come in. */
  public static String of(InboundType type) {
    return switch (type) {
      case ORDER_CREATED, ORDER_COMPLETED, ORDER_CANCELLED, ORDER_REFUNDED -> Topics.ORDERS;
      case USER_REGISTERED -> Topics.USERS;
    };
  }

  /** The topic of a change that the stream found. */
  public static String of(ChangeEvent change) {
    return switch (change) {
      case ChangeEvent.SegmentChanged _ -> Topics.SEGMENT_CHANGED;
      case ChangeEvent.TierChanged _ -> Topics.TIER_CHANGED;
      case ChangeEvent.MembershipChanged _ -> Topics.SEGMENT_MEMBERSHIP;
    };
  }

  /** The topic of a change of a profile. */
  public static String of(ProfileEvent change) {
    return switch (change) {
      case ProfileEvent.Created _ -> Topics.CUSTOMER_CREATED;
      case ProfileEvent.Updated _ -> Topics.CUSTOMER_UPDATED;
      case ProfileEvent.Deleted _ -> Topics.CUSTOMER_DELETED;
    };
  }
}
