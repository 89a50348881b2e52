package shop.crm.standalone.importer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundType;

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

  /** It has fields that nobody reads: a mistyped one would be passed over, and be missed. */
  record Unknown(List<String> fields) implements HistoryLine {
    public Unknown {
      fields = List.copyOf(fields);
    }
  }

  /** It can be taken. */
  sealed interface Good extends HistoryLine {

    /** When it happened, as the file says. */
    Instant time();

    /** Whom it is about. */
    String customer();

    /** The events that it becomes, dated {@code time}. */
    List<InboundEvent> events(Instant time);
  }

  /**
   * An order.
   *
   * @param refunded how much of it was given back, where the line tells
   * @param cancelledAfter how long after it was placed it was cancelled, where it was
   */
  record Order(
      OrderCreated created, OrderStatus status, Optional<Money> refunded, Duration cancelledAfter)
      implements Good {

    /** A cancellation without a time of its own outdoes the completion of an earlier import. */
    static final Duration AT_ONCE = Duration.ofMillis(1);

    Money total() {
      return created.total();
    }

    /** What was given back of it. */
    Optional<Money> refund() {
      return switch (status) {
        case REFUNDED -> Optional.of(refunded.orElse(total()));
        case COMPLETED, PENDING -> refunded;
        case CANCELLED -> Optional.empty();
      };
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
      List<InboundEvent> events = new ArrayList<>();
      String order = created.orderId();
      events.add(
          new OrderCreated(
              head(InboundType.ORDER_CREATED, time), order, created.total(), created.items()));
      switch (status) {
        case COMPLETED, REFUNDED ->
            events.add(
                new OrderCompleted(
                    head(InboundType.ORDER_COMPLETED, time), order, Optional.of(total())));
        case CANCELLED ->
            events.add(
                new OrderCancelled(
                    head(InboundType.ORDER_CANCELLED, time.plus(cancelledAfter)),
                    order,
                    Optional.empty()));
        case PENDING -> {}
      }
      refund()
          .ifPresent(
              amount ->
                  events.add(
                      new OrderRefunded(
                          head(InboundType.ORDER_REFUNDED, time), order, order, amount)));
      return List.copyOf(events);
    }

    private Head head(InboundType type, Instant time) {
      return dated(created.head(), eventId(type, created.orderId()), time);
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
