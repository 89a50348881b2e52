package shop.crm.queries.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import shop.crm.queries.http.JsonElement;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.live.LiveState.History;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.topology.domain.LoyaltyRules;

/**
 * A list of what a customer's history tells. First places are selected, with no more kept of an
 * order than its id, since an order may be large and there may be many; then the orders of those
 * that are written are read once more, one at a time.
 *
 * @param ofOrder what an order gives to the list
 * @param ofFurtherRefunds adds what the refunds give that are stored beside an order
 * @param ofOthers adds what the rest of the history gives
 */
public record HistoryList(
    Function<OrderState, Stream<Line>> ofOrder,
    FurtherRefunds ofFurtherRefunds,
    BiConsumer<History, Page<HistoryList.Source>> ofOthers) {

  /** Adds what is not in the row of an order that has further refunds. */
  interface FurtherRefunds {
    void add(History history, OrderState order, Page<Source> page);
  }

  /** One line of a list. */
  record Line(KeysetCursor place, JsonElement json) {}

  /** Where a line is read from when it is written. */
  public sealed interface Source {

    /** The line is made from an order, which is read again when it is written. */
    record InOrder(String orderId) implements Source {}

    /** It is small, and here. */
    record Here(JsonElement json) implements Source {}
  }

  /** The orders themselves. */
  public static HistoryList orders(OrderJson orderJson) {
    return new HistoryList(
        order -> Stream.of(new Line(OrderJson.place(order), json -> orderJson.write(json, order))),
        (history, order, page) -> {},
        (history, page) -> {});
  }

  /** What happened, of some types. */
  public static HistoryList activity(
      LoyaltyRules rules, Set<ActivityEntry.Type> types, Predicate<String> told) {
    return new HistoryList(
        order ->
            ActivityEntry.of(order, rules).stream()
                .filter(step -> types.contains(step.type()))
                .map(step -> new Line(step.place(), step::write)),
        (history, order, page) ->
            history.furtherRefunds(
                order.orderId(),
                refund -> add(page, types, ActivityEntry.refunded(order.orderId(), refund))),
        (history, page) -> others(history, types, told, page));
  }

  private static void others(
      History history, Set<ActivityEntry.Type> types, Predicate<String> told, Page<Source> page) {
    history.entries(entry -> add(page, types, ActivityEntry.of(entry)));
    history.activities(
        activity -> {
          List<ActivityEntry> entries = ActivityEntry.of(activity);
          if (isTold(activity, told)) {
            entries.forEach(entry -> add(page, types, entry));
          }
          return !page.isFullBefore(entries.getFirst().place());
        });
  }

  private static boolean isTold(Activity activity, Predicate<String> told) {
    return !(activity instanceof Activity.Changed(MembershipChanged change))
        || told.test(change.segmentId());
  }

  private static void add(Page<Source> page, Set<ActivityEntry.Type> types, ActivityEntry entry) {
    if (types.contains(entry.type())) {
      page.add(entry.place(), new Source.Here(entry::write));
    }
  }

  /** What orders earned and took back. */
  public static HistoryList earned(LoyaltyRules rules) {
    return new HistoryList(
        order ->
            order.further().count() > 0
                ? Stream.empty()
                : LedgerLine.of(order, rules).stream()
                    .map(line -> new Line(line.place(), line::write)),
        (history, order, page) -> earned(history, order, rules, page),
        (history, page) -> {});
  }

  /** What each refund took back follows from all that came before it. */
  private static void earned(
      History history, OrderState order, LoyaltyRules rules, Page<Source> page) {
    LedgerLine.of(history, order, rules)
        .forEach(line -> page.add(line.place(), new Source.Here(line::write)));
  }

  /** Selects what is on a page. */
  Page<Source> select(History history, Page<Source> page) {
    history.orders(
        order -> {
          ofOrder
              .apply(order)
              .forEach(line -> page.add(line.place(), new Source.InOrder(order.orderId())));
          if (order.further().count() > 0) {
            ofFurtherRefunds.add(history, order, page);
          }
        });
    ofOthers.accept(history, page);
    return page;
  }

  /** Selects what is on a page, and writes as much of it as fits. */
  public byte[] page(History history, Page<Source> page) {
    try {
      PageJson json = page.json();
      select(history, page).write(json, (place, source) -> element(history, place, source));
      return json.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The page of one of whom nothing is known yet. */
  public static byte[] nothing(Page<Source> page) {
    try {
      PageJson json = page.json();
      page.write(json, (place, source) -> Optional.empty());
      return json.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** A line that was selected; empty where a correction has moved it since. */
  Optional<JsonElement> element(History history, KeysetCursor place, Source source) {
    return switch (source) {
      case Source.Here(JsonElement json) -> Optional.of(json);
      case Source.InOrder(String orderId) ->
          history.order(orderId).flatMap(order -> line(order, place));
    };
  }

  private Optional<JsonElement> line(OrderState order, KeysetCursor place) {
    return ofOrder
        .apply(order)
        .filter(line -> line.place().equals(place))
        .findFirst()
        .map(Line::json);
  }
}
