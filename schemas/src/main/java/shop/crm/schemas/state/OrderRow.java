package shop.crm.schemas.state;

import java.math.BigDecimal;
import java.util.Optional;
import shop.crm.schemas.Money;
import shop.crm.schemas.event.OrderItem;
import shop.crm.schemas.state.OrderState.Cancelled;
import shop.crm.schemas.state.OrderState.Completed;
import shop.crm.schemas.state.OrderState.Created;
import shop.crm.schemas.state.OrderState.Refund;

/** The stored form of {@link OrderState}; the order's id stands in the key only. */
public final class OrderRow {

  private static final int VERSION = 1;

  private OrderRow() {}

  /** The row of an order. */
  public static byte[] encode(OrderState order) {
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
      out.text(refund.eventId()).instant(refund.time());
      out.text(refund.refundId()).unsigned(refund.amount().minor());
    }
    return out.toBytes();
  }

  /**
   * The order of a row.
   *
   * @param orderId from the key
   * @throws IllegalArgumentException if it is damaged or of another version
   */
  public static OrderState decode(String orderId, byte[] row) {
    return RowReader.read(row, VERSION, in -> order(orderId, in));
  }

  private static OrderState order(String orderId, RowReader in) {
    return new OrderState(
        orderId,
        in.optional(
            () ->
                new Created(
                    in.text(), in.instant(), new Money(in.unsigned()), in.list(() -> item(in)))),
        in.optional(
            () ->
                new Completed(
                    in.text(), in.instant(), in.optional(() -> new Money(in.unsigned())))),
        in.optional(() -> new Cancelled(in.text(), in.instant(), in.optionalText())),
        in.list(() -> new Refund(in.text(), in.instant(), in.text(), new Money(in.unsigned()))));
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
