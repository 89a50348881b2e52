package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.queries.live.LiveState.History;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.schemas.model.order.OrderState.Step;
import shop.crm.topology.domain.LoyaltyRules;

/**
 * A line of a customer's loyalty ledger. The lines of an order up to a time add up to the points
 * that it had earned then, so the lines together add up to the balance of any time, and all of them
 * to that of now.
 *
 * @param type {@code earn}, {@code refund} and {@code cancel} of orders; {@code adjust}, {@code
 *     redeem} and {@code expire} of entries
 * @param points what the line adds to the balance
 * @param cause the order, the refund or the reason
 * @param sequence of two lines of an order at one time, the greater is the later
 */
public record LedgerLine(
    String id, String type, long points, Cause cause, Instant at, int sequence) {

  /**
   * What a line comes from.
   *
   * @param orderId the order; nothing for an entry
   * @param refundId the refund of the order, where it was one
   * @param reason what was said of an entry
   */
  record Cause(Optional<String> orderId, Optional<String> refundId, Optional<String> reason) {}

  /** Of one order, told one by one: as many as take a few MiB. */
  private static final int MOST_REFUNDS = 5_000;

  /** The id that stands for all refunds of an order together. */
  private static final String ALL_REFUNDS = "all";

  /** Where it stands in the ledger, newest first. */
  public KeysetCursor place() {
    return KeysetCursor.of(at, 0, sequence, id);
  }

  /** The line of an entry. */
  public static LedgerLine of(LoyaltyEntry entry) {
    return new LedgerLine(
        entry.id(),
        entry.type().wire(),
        entry.points(),
        new Cause(Optional.empty(), Optional.empty(), entry.reason()),
        entry.at(),
        0);
  }

  /**
   * The lines of an order as it is stored: what each refund took back follows from all before it.
   *
   * @param history where the refunds are that are stored beside it
   */
  public static List<LedgerLine> of(History history, OrderState stored, LoyaltyRules rules) {
    if (stored.further().count() == 0) {
      return of(stored, rules);
    }
    if (stored.further().count() > MOST_REFUNDS) {
      return inSum(history, stored, rules);
    }
    List<Refund> beside = new ArrayList<>();
    history.furtherRefunds(stored.orderId(), beside::add);
    return of(stored.withAll(beside), rules);
  }

  /** So many refunds are no longer told one by one: all that they took back is one line. */
  private static List<LedgerLine> inSum(History history, OrderState stored, LoyaltyRules rules) {
    if (stored.completed().isEmpty()) {
      return List.of();
    }
    AtomicReference<Instant> latest = new AtomicReference<>(stored.completed().get().time());
    Consumer<Refund> later =
        refund -> latest.accumulateAndGet(refund.time(), (a, b) -> a.isAfter(b) ? a : b);
    stored.refunds().forEach(later);
    history.furtherRefunds(stored.orderId(), later);
    OrderState one =
        stored.withRefunds(
            List.of(new Refund("", latest.get(), ALL_REFUNDS, stored.refunded())),
            OrderState.FurtherRefunds.NONE);
    return of(one, rules);
  }

  /** What each fact about an order, in the course of time, added to what it had earned before. */
  static List<LedgerLine> of(OrderState order, LoyaltyRules rules) {
    List<LedgerLine> lines = new ArrayList<>();
    Map<String, Money> refunds = new HashMap<>();
    Set<String> ids = new HashSet<>();
    OrderState known = OrderState.unknown(order.orderId());
    long points = 0;
    for (Step step : inTime(order)) {
      known =
          switch (step) {
            case Refund refund -> refunded(known, refunds, refund);
            case Created _, Completed _, Cancelled _ -> known.with(step);
          };
      long earned = rules.points(known.earning());
      if (earned != points) {
        lines.add(line(order.orderId(), step, earned - points, lines.size(), ids));
        points = earned;
      }
    }
    return lines;
  }

  /** The facts of an order that are kept, and of those that they outdid the ones remembered. */
  private static List<Step> inTime(OrderState order) {
    Set<String> refunds =
        order.refunds().stream().map(Refund::refundId).collect(Collectors.toSet());
    return Stream.concat(
            order.steps(),
            // Where refunds are told in sum, so are their earlier versions.
            order.outdone().steps().stream()
                .filter(
                    step ->
                        switch (step) {
                          case Refund refund -> refunds.contains(refund.refundId());
                          case Created _, Completed _, Cancelled _ -> true;
                        }))
        .sorted(Step.LATEST_LAST)
        .toList();
  }

  /** All refunds as one, so that each more costs the same, however many there are. */
  private static OrderState refunded(OrderState known, Map<String, Money> refunds, Refund refund) {
    Money replaced =
        Optional.ofNullable(refunds.put(refund.refundId(), refund.amount())).orElse(Money.ZERO);
    Money sum = known.refunded().plus(refund.amount()).minusToZero(replaced);
    return known.withRefunds(
        List.of(new Refund("", refund.time(), ALL_REFUNDS, sum)), OrderState.FurtherRefunds.NONE);
  }

  private static LedgerLine line(
      String orderId, Step step, long points, int sequence, Set<String> ids) {
    String type =
        switch (step) {
          case Created _, Completed _ -> "earn";
          case Refund _ -> "refund";
          case Cancelled _ -> "cancel";
        };
    Optional<String> refundId =
        switch (step) {
          case Refund refund -> Optional.of(refund.refundId());
          case Created _, Completed _, Cancelled _ -> Optional.empty();
        };
    String id = type + ":" + orderId + refundId.map(refund -> "/" + refund).orElse("");
    return new LedgerLine(
        ids.add(id) ? id : id + "#" + sequence,
        type,
        points,
        new Cause(Optional.of(orderId), refundId, Optional.empty()),
        step.time(),
        sequence);
  }

  /** Writes it as an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("type", type);
    json.writeNumberField("points", points);
    if (cause.orderId().isPresent()) {
      json.writeStringField("order_id", cause.orderId().get());
    }
    if (cause.refundId().isPresent()) {
      json.writeStringField("refund_id", cause.refundId().get());
    }
    if (cause.reason().isPresent()) {
      json.writeStringField("reason", cause.reason().get());
    }
    json.writeStringField("at", at.toString());
    json.writeEndObject();
  }
}
