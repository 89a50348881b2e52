package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.LiveState.History;
import shop.crm.schemas.Money;
import shop.crm.schemas.event.OrderItem;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.OrderState;
import shop.crm.schemas.state.OrderState.Created;

class HistoryListTest {

  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** So many that they do not fit the memory of a test together. */
  private static final int ORDERS = 600;

  private static final int ITEMS = 9_000;

  private record LargeOrders(int moved) implements History {

    @Override
    public void orders(Consumer<OrderState> each) {
      IntStream.range(0, ORDERS).forEach(number -> each.accept(order(number, 0)));
    }

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
        HistoryList.orders(new OrderJson("UAH", Shop.settings().rules().loyalty()));
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
}
