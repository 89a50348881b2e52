package shop.crm.schemas.state;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.FurtherRefunds;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;
import shop.crm.schemas.model.order.OutdoneSteps;

/** The stored form of {@link OrderState}; the order's id stands in the key only. */
public final class OrderRow {

  /** With facts that were outdone, and items without an article or of a part of a piece. */
  private static final int VERSION = 3;

  private static final int LATEST_FACTS_ONLY = 2;
  private static final int ALL_REFUNDS_IN_ROW = 1;
  private static final int REFUND_VERSION = 2;
  private static final int ITEMS_OF_EARLIER_ROWS = 40_000;

  private OrderRow() {}

  /**
   * The row of an order; {@link OrderState#refundsBeside} stand in rows of their own.
   *
   * @param whole the order with the refunds that are to be stored beside it, too
   */
  public static byte[] encode(OrderState whole) {
    OrderState order = whole.inRow();
    RowWriter out = new RowWriter();
    out.fixed8(VERSION);
    out.optional(
        order.created(),
        created -> {
          created(out, created);
          out.optional(created.orderedAt(), out::instant);
          out.unsigned(created.items().size());
          created.items().forEach(item -> item(out, item));
        });
    out.optional(order.completed(), completed -> completed(out, completed));
    out.optional(
        order.cancelled(), cancelled -> cancelled(out, cancelled).optionalText(cancelled.reason()));
    out.unsigned(order.refunds().size());
    for (Refund refund : order.refunds()) {
      refund(out, refund);
    }
    out.unsigned(order.further().count()).unsigned(order.further().amount().minor());
    List<Step> outdone = order.outdone().steps();
    out.unsigned(outdone.size());
    outdone.forEach(step -> outdone(out, step));
    return out.toBytes();
  }

  private static void created(RowWriter out, Created created) {
    out.text(created.eventId()).instant(created.time()).unsigned(created.total().minor());
  }

  private static void completed(RowWriter out, Completed completed) {
    out.text(completed.eventId())
        .instant(completed.time())
        .optional(completed.total(), total -> out.unsigned(total.minor()));
  }

  private static RowWriter cancelled(RowWriter out, Cancelled cancelled) {
    return out.text(cancelled.eventId()).instant(cancelled.time());
  }

  private static void outdone(RowWriter out, Step step) {
    switch (step) {
      case Created it -> {
        out.fixed8(0);
        created(out, it);
      }
      case Completed it -> {
        out.fixed8(1);
        completed(out, it);
      }
      case Cancelled it -> {
        out.fixed8(2);
        cancelled(out, it);
      }
      case Refund it -> {
        out.fixed8(3);
        refund(out, it);
      }
    }
  }

  private static Step outdone(RowReader in) {
    return switch (in.fixed8()) {
      case 0 -> new Created(in.text(), in.instant(), new Money(in.unsigned()), List.of());
      case 1 -> completed(in);
      case 2 -> new Cancelled(in.text(), in.instant(), Optional.empty());
      case 3 -> refund(in);
      default -> throw new IllegalArgumentException("no such kind of fact");
    };
  }

  /** The row of a refund that is stored beside its order. */
  public static byte[] encode(Refund refund) {
    RowWriter out = new RowWriter();
    out.fixed8(REFUND_VERSION);
    refund(out, refund);
    return out.toBytes();
  }

  private static void refund(RowWriter out, Refund refund) {
    out.text(refund.eventId()).instant(refund.time());
    out.text(refund.refundId()).unsigned(refund.amount().minor());
  }

  /**
   * The refund of a row.
   *
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static Refund decodeRefund(byte[] row) {
    return RowReader.read(row, REFUND_VERSION, OrderRow::refund);
  }

  private static Refund refund(RowReader in) {
    return new Refund(in.text(), in.instant(), in.text(), new Money(in.unsigned()));
  }

  /**
   * The order of a row.
   *
   * @param orderId from the key
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static OrderState decode(String orderId, byte[] row) {
    boolean isEarlier =
        row.length > 0 && (row[0] == ALL_REFUNDS_IN_ROW || row[0] == LATEST_FACTS_ONLY);
    int version = isEarlier ? row[0] : VERSION;
    return RowReader.read(row, version, in -> order(orderId, in, version));
  }

  private static OrderState order(String orderId, RowReader in, int version) {
    boolean latestOnly = version <= LATEST_FACTS_ONLY;
    return new OrderState(
        orderId,
        in.optional(() -> created(in, version)),
        in.optional(() -> completed(in)),
        in.optional(() -> new Cancelled(in.text(), in.instant(), in.optionalText())),
        in.list(() -> refund(in)),
        version == ALL_REFUNDS_IN_ROW
            ? FurtherRefunds.NONE
            : new FurtherRefunds(Math.toIntExact(in.unsigned()), new Money(in.unsigned())),
        latestOnly ? OutdoneSteps.NONE : new OutdoneSteps(in.list(() -> outdone(in))));
  }

  private static Created created(RowReader in, int version) {
    String eventId = in.text();
    Instant time = in.instant();
    Money total = new Money(in.unsigned());
    if (version > LATEST_FACTS_ONLY) {
      Optional<Instant> orderedAt = in.optional(in::instant);
      return new Created(eventId, time, total, in.list(() -> item(in)), orderedAt);
    }
    boolean whole = version == ALL_REFUNDS_IN_ROW;
    return new Created(eventId, time, total, whole ? fitting(in) : in.list(() -> earlierItem(in)));
  }

  private static Completed completed(RowReader in) {
    return new Completed(in.text(), in.instant(), in.optional(() -> new Money(in.unsigned())));
  }

  /**
   * The items of a row that may be larger than rows may be now: the first that fit, so that facts
   * that come later can be kept. They are for display, never for money.
   */
  private static List<OrderItem> fitting(RowReader in) {
    List<OrderItem> items = new ArrayList<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      OrderItem item = earlierItem(in);
      if (in.position() <= ITEMS_OF_EARLIER_ROWS) {
        items.add(item);
      }
    }
    return items;
  }

  private static void item(RowWriter out, OrderItem item) {
    out.optionalText(item.sku()).optionalText(item.name());
    out.text(item.quantity().toPlainString());
    out.optionalText(item.unitPrice().map(BigDecimal::toPlainString));
  }

  private static OrderItem item(RowReader in) {
    return new OrderItem(
        in.optionalText(), in.optionalText(), new BigDecimal(in.text()), number(in.optionalText()));
  }

  private static OrderItem earlierItem(RowReader in) {
    return new OrderItem(in.text(), in.optionalText(), in.unsigned(), number(in.optionalText()));
  }

  private static Optional<BigDecimal> number(Optional<String> text) {
    return text.map(BigDecimal::new);
  }
}
