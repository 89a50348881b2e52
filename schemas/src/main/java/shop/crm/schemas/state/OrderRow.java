package shop.crm.schemas.state;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.Money;
import shop.crm.schemas.event.OrderItem;
import shop.crm.schemas.state.OrderState.Cancelled;
import shop.crm.schemas.state.OrderState.Completed;
import shop.crm.schemas.state.OrderState.Created;
import shop.crm.schemas.state.OrderState.FurtherRefunds;
import shop.crm.schemas.state.OrderState.Refund;

/** The stored form of {@link OrderState}; the order's id stands in the key only. */
public final class OrderRow {

  private static final int VERSION = 2;
  private static final int ALL_REFUNDS_IN_ROW = 1;
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
          out.text(created.eventId()).instant(created.time()).unsigned(created.total().minor());
          out.unsigned(created.items().size());
          created.items().forEach(item -> item(out, item));
        });
    out.optional(
        order.completed(),
        completed ->
            out.text(completed.eventId())
                .instant(completed.time())
                .optional(completed.total(), total -> out.unsigned(total.minor())));
    out.optional(
        order.cancelled(),
        cancelled ->
            out.text(cancelled.eventId())
                .instant(cancelled.time())
                .optionalText(cancelled.reason()));
    out.unsigned(order.refunds().size());
    for (Refund refund : order.refunds()) {
      refund(out, refund);
    }
    out.unsigned(order.further().count()).unsigned(order.further().amount().minor());
    return out.toBytes();
  }

  /** The row of a refund that is stored beside its order. */
  public static byte[] encode(Refund refund) {
    RowWriter out = new RowWriter();
    out.fixed8(VERSION);
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
    return RowReader.read(row, VERSION, OrderRow::refund);
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
    boolean whole = row.length > 0 && row[0] == ALL_REFUNDS_IN_ROW;
    return RowReader.read(
        row, whole ? ALL_REFUNDS_IN_ROW : VERSION, in -> order(orderId, in, whole));
  }

  private static OrderState order(String orderId, RowReader in, boolean whole) {
    return new OrderState(
        orderId,
        in.optional(
            () ->
                new Created(
                    in.text(),
                    in.instant(),
                    new Money(in.unsigned()),
                    whole ? fitting(in) : in.list(() -> item(in)))),
        in.optional(
            () ->
                new Completed(
                    in.text(), in.instant(), in.optional(() -> new Money(in.unsigned())))),
        in.optional(() -> new Cancelled(in.text(), in.instant(), in.optionalText())),
        in.list(() -> refund(in)),
        whole
            ? FurtherRefunds.NONE
            : new FurtherRefunds(Math.toIntExact(in.unsigned()), new Money(in.unsigned())));
  }

  /**
   * The items of a row that may be larger than rows may be now: the first that fit, so that facts
   * that come later can be kept. They are for display, never for money.
   */
  private static List<OrderItem> fitting(RowReader in) {
    List<OrderItem> items = new ArrayList<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      OrderItem item = item(in);
      if (in.position() <= ITEMS_OF_EARLIER_ROWS) {
        items.add(item);
      }
    }
    return items;
  }

  private static void item(RowWriter out, OrderItem item) {
    out.text(item.sku()).optionalText(item.name()).unsigned(item.quantity());
    out.optionalText(item.unitPrice().map(BigDecimal::toPlainString));
  }

  private static OrderItem item(RowReader in) {
    return new OrderItem(in.text(), in.optionalText(), in.unsigned(), unitPrice(in.optionalText()));
  }

  private static Optional<BigDecimal> unitPrice(Optional<String> text) {
    return text.map(BigDecimal::new);
  }
}
