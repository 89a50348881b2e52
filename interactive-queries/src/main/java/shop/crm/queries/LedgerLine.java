package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import shop.crm.queries.live.LiveState.History;
import shop.crm.schemas.Money;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.LoyaltyRules;

/**
 * A line of a customer's loyalty ledger. The lines of an order add up to the points that it has
 * earned, so all lines together add up to the balance.
 *
 * @param type {@code earn}, {@code refund} and {@code cancel} of orders; {@code adjust}, {@code
 *     redeem} and {@code expire} of entries
 * @param points what the line adds to the balance
 */
record LedgerLine(
    String id,
    String type,
    long points,
    Optional<String> orderId,
    Optional<String> refundId,
    Optional<String> reason,
    Instant at) {

  /** Of one order, told one by one: as many as take a few MiB. */
  private static final int MOST_REFUNDS = 5_000;

  /** The id that stands for all refunds of an order together. */
  private static final String ALL_REFUNDS = "all";

  Place place() {
    return Place.of(at, 0, 0, id);
  }

  static LedgerLine of(LoyaltyEntry entry) {
    return new LedgerLine(
        entry.id(),
        entry.type().wire(),
        entry.points(),
        Optional.empty(),
        Optional.empty(),
        entry.reason(),
        entry.at());
  }

  /**
   * The lines of an order as it is stored: what each refund took back follows from all before it.
   *
   * @param history where the refunds are that are stored beside it
   */
  static List<LedgerLine> of(History history, OrderState stored, LoyaltyRules rules) {
    if (stored.further().count() == 0) {
      return of(stored, rules);
    }
    if (stored.further().count() > MOST_REFUNDS) {
      return inSum(history, stored, rules);
    }
    List<OrderState.Refund> beside = new ArrayList<>();
    history.furtherRefunds(stored.orderId(), beside::add);
    return of(stored.withAll(beside), rules);
  }

  /** So many refunds are no longer told one by one: all that they took back is one line. */
  private static List<LedgerLine> inSum(History history, OrderState stored, LoyaltyRules rules) {
    if (stored.completed().isEmpty()) {
      return List.of();
    }
    AtomicReference<Instant> latest = new AtomicReference<>(stored.completed().get().time());
    Consumer<OrderState.Refund> later =
        refund -> latest.accumulateAndGet(refund.time(), (a, b) -> a.isAfter(b) ? a : b);
    stored.refunds().forEach(later);
    history.furtherRefunds(stored.orderId(), later);
    OrderState one =
        stored.withRefunds(
            List.of(new OrderState.Refund("", latest.get(), ALL_REFUNDS, stored.refunded())),
            OrderState.FurtherRefunds.NONE);
    return of(one, rules);
  }

  /** What an order earned when it was completed, and what each refund, or its end, took back. */
  static List<LedgerLine> of(OrderState order, LoyaltyRules rules) {
    Optional<OrderState.Completed> completed = order.completed();
    if (completed.isEmpty()) {
      return List.of();
    }
    List<LedgerLine> lines = new ArrayList<>();
    Money left =
        completed
            .get()
            .total()
            .or(() -> order.created().map(OrderState.Created::total))
            .orElse(Money.ZERO);
    long points = rules.points(left);
    add(lines, order, "earn", points, Optional.empty(), completed.get().time());
    for (OrderState.Refund refund : byTime(order.refunds())) {
      left = left.minusToZero(refund.amount());
      long rest = rules.points(left);
      add(lines, order, "refund", rest - points, Optional.of(refund.refundId()), refund.time());
      points = rest;
    }
    if (order.cancelled().isPresent()) {
      add(lines, order, "cancel", -points, Optional.empty(), order.cancelled().get().time());
    }
    return lines;
  }

  private static List<OrderState.Refund> byTime(List<OrderState.Refund> refunds) {
    return refunds.stream()
        .sorted(
            Comparator.comparing(OrderState.Refund::time)
                .thenComparing(OrderState.Refund::refundId))
        .toList();
  }

  private static void add(
      List<LedgerLine> lines,
      OrderState order,
      String type,
      long points,
      Optional<String> refundId,
      Instant at) {
    if (points != 0) {
      String id = type + ":" + order.orderId() + refundId.map(refund -> "/" + refund).orElse("");
      lines.add(
          new LedgerLine(
              id, type, points, Optional.of(order.orderId()), refundId, Optional.empty(), at));
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("type", type);
    json.writeNumberField("points", points);
    if (orderId.isPresent()) {
      json.writeStringField("order_id", orderId.get());
    }
    if (refundId.isPresent()) {
      json.writeStringField("refund_id", refundId.get());
    }
    if (reason.isPresent()) {
      json.writeStringField("reason", reason.get());
    }
    json.writeStringField("at", at.toString());
    json.writeEndObject();
  }
}
