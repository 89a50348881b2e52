package shop.crm.schemas.event;

import java.util.Optional;
import shop.crm.schemas.Topics;

/** The types of events that are taken in. */
public enum InboundType {
  ORDER_CREATED("order.created", Topics.ORDERS),
  ORDER_COMPLETED("order.completed", Topics.ORDERS),
  ORDER_CANCELLED("order.cancelled", Topics.ORDERS),
  ORDER_REFUNDED("order.refunded", Topics.ORDERS),
  USER_REGISTERED("user.registered", Topics.USERS);

  private final String wire;
  private final String topic;

  InboundType(String wire, String topic) {
    this.wire = wire;
    this.topic = topic;
  }

  /** The name on the wire, which is the routing key too. */
  public String wire() {
    return wire;
  }

  /** The topic that carries it. */
  public String topic() {
    return topic;
  }

  /** The type of that name, if there is one. */
  public static Optional<InboundType> of(String wire) {
    return switch (wire) {
      case "order.created" -> Optional.of(ORDER_CREATED);
      case "order.completed" -> Optional.of(ORDER_COMPLETED);
      case "order.cancelled" -> Optional.of(ORDER_CANCELLED);
      case "order.refunded" -> Optional.of(ORDER_REFUNDED);
      case "user.registered" -> Optional.of(USER_REGISTERED);
      default -> Optional.empty();
    };
  }
}
