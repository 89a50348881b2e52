package shop.crm.schemas.model.fact;

import java.util.Optional;

/** The types of events that are taken in. */
public enum InboundType {
  ORDER_CREATED("order.created"),
  ORDER_COMPLETED("order.completed"),
  ORDER_CANCELLED("order.cancelled"),
  ORDER_REFUNDED("order.refunded"),
  USER_REGISTERED("user.registered");

  private final String wire;

  InboundType(String wire) {
    this.wire = wire;
  }

  /** The name on the wire, which is the routing key too. */
  public String wire() {
    return wire;
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
