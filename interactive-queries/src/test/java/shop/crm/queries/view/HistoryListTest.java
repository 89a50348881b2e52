package shop.crm.queries.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.queries.Shop;
import shop.crm.queries.TestServer;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.live.LiveState.History;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Created;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.rules.RulesInForce;

class HistoryListTest {

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** So many that they do not fit the memory of a test together. */
  private static final int ORDERS = 600;

  private static final int ITEMS = 9_000;

  private record LargeOrders(int moved) implements History {

    @Override
    public long life() {
      return 0;
    }

    @Override
    public void orders(Consumer<OrderState> each) {
      IntStream.range(0, ORDERS).forEach(number -> each.accept(order(number, 0)));
    }

    @Override
    public void furtherRefunds(String orderId, Consumer<OrderState.Refund> each) {}

    @Override
    public Optional<OrderState> order(String orderId) {
      int number = Integer.parseInt(orderId.substring(1));
      return Optional.of(order(number, number == moved ? 1 : 0));
    }

    private static OrderState order(int number, int laterBySeconds) {
      return new OrderState(
          "o" + number,
          Optional.of(
              new Created(
                  "e",
                  FIRST.plusSeconds(number + laterBySeconds),
                  Money.ZERO,
                  IntStream.range(0, ITEMS)
                      .mapToObj(
                          item ->
                              new OrderItem(
                                  "sku" + item, Optional.of("n".repeat(100)), 1, Optional.empty()))
                      .toList())),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }

    @Override
    public void entries(Consumer<LoyaltyEntry> each) {}

    @Override
    public void activities(Predicate<Activity> each) {}
  }

  private static String page(int limit, int moved) {
    HistoryList orders =
        HistoryList.orders(new OrderJson("UAH", RulesInForce.untold(Shop.settings().rules())));
    byte[] page = orders.page(new LargeOrders(moved), Page.part(limit, Optional.empty()));
    return new String(page, StandardCharsets.UTF_8);
  }

  private static List<String> ids(String page) {
    return TestServer.json(page).get("items").findValuesAsText("order_id");
  }

  @Test
  void many_large_orders_are_read_one_at_a_time() {
    assertEquals(List.of("o599"), ids(page(500, -1)));
  }

  @Test
  void an_order_that_a_correction_moves_meanwhile_is_not_on_the_page_where_it_was() {
    assertEquals(List.of("o598"), ids(page(2, 599)));
  }

  /** One order, as it is stored: with some of its refunds beside it, or all in it. */
  private record OneOrder(OrderState stored, List<Refund> beside) implements History {

    @Override
    public long life() {
      return 0;
    }

    @Override
    public void orders(Consumer<OrderState> each) {
      each.accept(stored);
    }

    @Override
    public void furtherRefunds(String orderId, Consumer<Refund> each) {
      beside.forEach(each);
    }

    @Override
    public Optional<OrderState> order(String orderId) {
      return Optional.of(stored);
    }

    @Override
    public void entries(Consumer<LoyaltyEntry> each) {}

    @Override
    public void activities(Predicate<Activity> each) {}
  }

  @Test
  void refunds_beside_their_order_are_told_like_those_in_it() {
    LoyaltyRules rules = Shop.settings().rules().loyalty();
    OrderState whole =
        new OrderState(
            "o1",
            Optional.of(new Created("e", FIRST, new Money(100_000), List.of())),
            Optional.of(new Completed("f", FIRST, Optional.empty())),
            Optional.empty(),
            IntStream.range(10, 40)
                .mapToObj(i -> new Refund("r:" + i, FIRST.plusSeconds(i), "r" + i, new Money(150)))
                .toList());
    History all = new OneOrder(whole, List.of());
    History divided = new OneOrder(whole.inRow(), whole.refundsBeside());

    for (HistoryList list :
        List.of(
            HistoryList.activity(rules, EnumSet.allOf(ActivityEntry.Type.class), id -> true),
            HistoryList.earned(rules))) {
      String page = text(list.page(all, Page.part(20, Optional.empty())));
      assertEquals(page, text(list.page(divided, Page.part(20, Optional.empty()))));
      assertEquals(20, TestServer.json(page).get("items").size());
    }
  }

  @Test
  void so_many_refunds_that_nobody_reads_them_are_one_line_of_the_ledger() {
    LoyaltyRules rules = Shop.settings().rules().loyalty();
    OrderState whole =
        new OrderState(
            "o1",
            Optional.of(new Created("e", FIRST, new Money(10_000_000), List.of())),
            Optional.of(new Completed("f", FIRST, Optional.empty())),
            Optional.empty(),
            IntStream.range(0, 6_000)
                .mapToObj(i -> new Refund("r:" + i, FIRST.plusSeconds(i), "r" + i, new Money(150)))
                .toList());
    History divided = new OneOrder(whole.inRow(), whole.refundsBeside());

    JsonNode lines =
        TestServer.json(
                text(HistoryList.earned(rules).page(divided, Page.part(20, Optional.empty()))))
            .get("items");

    assertEquals(List.of("refund:o1/all", "earn:o1"), lines.findValuesAsText("id"));
    assertEquals(-9_000, lines.get(0).get("points").asLong());
    assertEquals(FIRST.plusSeconds(5_999).toString(), lines.get(0).get("at").asText());
  }

  private static String text(byte[] page) {
    return new String(page, StandardCharsets.UTF_8);
  }
}
