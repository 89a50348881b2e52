package shop.crm.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Created;

class LargeAnswersHttpTest {

  private static final String ANNA = ApiPaths.CUSTOMERS + "/anna";
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private void anna(List<OrderState> orders) {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.orders.put(Shop.ANNA, orders);
  }

  private static OrderState order(int number, int items) {
    OrderItem item = new OrderItem("sku", Optional.of("n".repeat(60)), 1, Optional.empty());
    return new OrderState(
        "o" + number,
        Optional.of(
            new Created(
                "e", FIRST.plusSeconds(number), Money.ZERO, Collections.nCopies(items, item))),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static List<OrderState> orders(int count, int items) {
    return IntStream.range(0, count).mapToObj(number -> order(number, items)).toList();
  }

  private record Walk(List<String> ids, int longest, int pages) {}

  private Walk walk(String path, String field) {
    List<String> ids = new ArrayList<>();
    int longest = 0;
    int pages = 0;
    Optional<String> cursor = Optional.empty();
    do {
      Reply page = server.get(path + cursor.map(next -> "&cursor=" + next).orElse(""));
      assertEquals(200, page.status(), page.body());
      page.json().get("items").forEach(item -> ids.add(item.at(field).asText()));
      longest = Math.max(longest, page.body().length());
      cursor = page.next();
      pages++;
    } while (cursor.isPresent());
    return new Walk(ids, longest, pages);
  }

  private static List<String> newestFirst(int count) {
    return IntStream.range(0, count).mapToObj(number -> "o" + (count - 1 - number)).toList();
  }

  @Test
  void a_page_of_orders_ends_at_a_mebibyte_and_the_next_one_goes_on_behind_it() {
    anna(orders(50, 600));
    Walk walk = walk(ANNA + "/orders?limit=500", "/order_id");

    assertEquals(newestFirst(50), walk.ids());
    assertTrue(walk.longest() <= (1 << 20) + 100, "" + walk.longest());
    assertTrue(walk.pages() < 5, "" + walk.pages());
  }

  @Test
  void an_order_that_is_longer_than_a_page_is_a_page_of_its_own() {
    anna(orders(4, 12_000));

    assertEquals(
        new Walk(newestFirst(4), 0, 4).ids(), walk(ANNA + "/orders?limit=2", "/order_id").ids());
  }

  @Test
  void a_page_of_activity_ends_at_a_mebibyte_too() {
    anna(orders(50, 600));
    Walk walk = walk(ANNA + "/activity?limit=500", "/data/order_id");

    assertEquals(newestFirst(50), walk.ids());
    assertTrue(walk.longest() <= (1 << 20) + 100, "" + walk.longest());
  }

  @Test
  void a_page_of_customers_ends_at_a_mebibyte() {
    String tags =
        String.join(",", IntStream.range(0, 100).mapToObj(i -> "\"%064d\"".formatted(i)).toList());
    String address = "{\"type\":\"other\",\"line1\":\"%s\"}".formatted("x".repeat(200));
    String addresses = String.join(",", Collections.nCopies(20, address));
    List<String> all = IntStream.range(0, 130).mapToObj("c%03d"::formatted).toList();
    all.forEach(
        id ->
            server.create(
                "{\"id\":\"%s\",\"tags\":[%s],\"addresses\":[%s]}".formatted(id, tags, addresses)));
    Walk walk = walk(ApiPaths.CUSTOMERS + "?sort=created_at&limit=500", "/id");

    assertEquals(all, walk.ids());
    assertTrue(walk.longest() <= (1 << 20) + 200, "" + walk.longest());
  }

  @Test
  void an_export_goes_on_where_the_part_before_ended() {
    int many = 20_000;
    anna(orders(many, 0));
    JsonNode export = server.get(ANNA + "/export").json();
    List<String> orders = new ArrayList<>();
    List<String> activity = new ArrayList<>();
    export.get("orders").forEach(order -> orders.add(order.get("order_id").asText()));
    export.get("activity").forEach(step -> activity.add(step.at("/data/order_id").asText()));

    assertEquals(newestFirst(many), orders);
    assertEquals(newestFirst(many), activity);
  }

  @Test
  void a_tenant_that_does_not_read_its_exports_keeps_only_itself_waiting() throws IOException {
    anna(orders(2_000, 200));
    List<Socket> unread = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Socket socket = new Socket("127.0.0.1", server.port());
        unread.add(socket);
        socket
            .getOutputStream()
            .write(("GET " + ANNA + "/export HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
        assertEquals('H', socket.getInputStream().read());
      }
      Reply own = server.get(ANNA + "/orders");

      assertEquals("503 not-available 1", own.problem() + " " + own.header("retry-after"));
      assertEquals(200, server.get(ApiPaths.CUSTOMERS, "X-Tenant-ID", "other").status());
      assertEquals(200, server.get(ANNA).status());
    } finally {
      for (Socket socket : unread) {
        socket.close();
      }
    }
  }

  @Test
  void an_export_that_cannot_go_on_does_not_look_complete() {
    anna(orders(20_000, 10));
    server.state.answersUntil(50, new Ownership.Nobodys());

    assertThrows(AssertionError.class, () -> server.get(ANNA + "/export"));
  }

  @Test
  void an_export_does_not_go_on_with_who_comes_after_the_customer_was_erased() {
    anna(orders(20_000, 10));
    server.state.afterReads(
        50, () -> server.state.customers.put(Shop.ANNA, Shop.anna().withLife(9)));

    assertThrows(AssertionError.class, () -> server.get(ANNA + "/export"));
  }
}
