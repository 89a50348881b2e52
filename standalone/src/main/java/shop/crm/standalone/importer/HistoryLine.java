package shop.crm.standalone.importer;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.Money;
import shop.crm.schemas.event.InboundEvent;
import shop.crm.schemas.event.InboundEvent.Head;
import shop.crm.schemas.event.InboundEvent.OrderCompleted;
import shop.crm.schemas.event.InboundEvent.OrderCreated;
import shop.crm.schemas.event.InboundEvent.OrderRefunded;
import shop.crm.schemas.event.InboundType;

/** What a line of a history file says. */
sealed interface HistoryLine {

  /** The CloudEvents source of imported events. */
  String SOURCE = "/import";

  /** The id of an imported event: the same at every import, whatever the shift. */
  static String eventId(InboundType type, String about) {
    return "import:" + type.wire() + ":" + about;
  }

  /** It cannot be taken, and why. */
  record Bad(String reason) implements HistoryLine {}

  /** It can be taken. */
  sealed interface Good extends HistoryLine {

    /** When it happened, as the file says. */
    Instant time();

    /** Whom it is about. */
    String customer();

    /** The events that it becomes, dated {@code time}. */
    List<InboundEvent> events(Instant time);
  }

  /** An order, which in a history is a completed one. */
  record Order(OrderCreated created) implements Good {

    Money total() {
      return created.total();
    }

    @Override
    public Instant time() {
      return created.head().time();
    }

    @Override
    public String customer() {
      return created.head().customer().customer();
    }

    @Override
    public List<InboundEvent> events(Instant time) {
      String order = created.orderId();
      Head head = dated(created.head(), eventId(InboundType.ORDER_CREATED, order), time);
      return List.of(
          new OrderCreated(head, order, created.total(), created.items()),
          new OrderCompleted(
              dated(head, eventId(InboundType.ORDER_COMPLETED, order), time),
              order,
              Optional.of(created.total())));
    }
  }

  /** A refund. */
  record Refund(OrderRefunded refunded) implements Good {

    Money amount() {
      return refunded.amount();
    }

    @Override
    public Instant time() {
      return refunded.head().time();
    }

    @Override
    public String customer() {
      return refunded.head().customer().customer();
    }

    @Override
    public List<InboundEvent> events(Instant time) {
      String id = eventId(InboundType.ORDER_REFUNDED, refunded.refundId());
      return List.of(
          new OrderRefunded(
              dated(refunded.head(), id, time),
              refunded.orderId(),
              refunded.refundId(),
              refunded.amount()));
    }
  }

  private static Head dated(Head head, String id, Instant time) {
    return new Head(id, head.customer(), time, SOURCE);
  }
}
