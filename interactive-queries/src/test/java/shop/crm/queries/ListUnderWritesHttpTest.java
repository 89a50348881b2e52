package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.purchase.Purchases;

/**
 * One client pages through a list again and again while others insert, change and delete: nobody
 * comes twice, and nobody is left out who was there all along.
 */
class ListUnderWritesHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final int STAYING = 60;
  private static final int ROUNDS = 60;

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    for (int i = 0; i < STAYING; i++) {
      // Some share their time with others, as customers that come in one batch do.
      server.later(Duration.ofMillis(i % 3));
      assertEquals(201, server.create(customer("stay-" + i)).status());
      assertEquals(201, server.create(customer("leave-" + i)).status());
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String customer(String id) {
    return "{\"id\": \"" + id + "\", \"tags\": [\"listed\"]}";
  }

  /** One round of each of three clients that write; all of it is bounded. */
  private void write(int writer, int round) {
    server.later(Duration.ofMillis(1));
    switch (writer) {
      case 0 -> assertEquals(201, server.create(customer("new-" + round)).status());
      case 1 -> {
        String path = CUSTOMERS + "/stay-" + round;
        String name = "{\"first_name\": \"Name " + round + "\"}";
        assertEquals(200, server.json("PATCH", path, name).status());
      }
      default -> assertEquals(204, server.delete(CUSTOMERS + "/leave-" + round).status());
    }
  }

  private List<String> everyPage(String query) {
    List<String> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      String more = cursor.map(text -> "&cursor=" + text).orElse("");
      Reply page = server.get(CUSTOMERS + "?limit=7&" + query + more);
      assertEquals(200, page.status(), page.body());
      seen.addAll(page.ids());
      cursor = page.next();
    } while (cursor.isPresent());
    return seen;
  }

  private void pageWhile(String query, Writer writer)
      throws InterruptedException, ExecutionException {
    List<String> staying = IntStream.range(0, STAYING).mapToObj(i -> "stay-" + i).sorted().toList();
    int complete = 0;
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int number = i;
        writers.add(
            clients.submit(
                () -> IntStream.range(0, ROUNDS).forEach(round -> writer.write(number, round))));
      }
      while (complete == 0 || !writers.stream().allMatch(Future::isDone)) {
        List<String> seen = everyPage(query);
        assertEquals(seen.size(), new HashSet<>(seen).size(), () -> "twice in " + seen);
        assertEquals(staying, seen.stream().filter(id -> id.startsWith("stay-")).sorted().toList());
        complete++;
      }
      for (Future<?> one : writers) {
        one.get();
      }
    }
    List<String> left = everyPage(query);
    assertEquals(STAYING + ROUNDS, left.size(), left::toString);
    assertTrue(left.stream().noneMatch(id -> id.startsWith("leave-")), left::toString);
  }

  private interface Writer {
    void write(int writer, int round);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sort=created_at", "sort=-created_at", "tag=listed&sort=-created_at"})
  void pages_of_profiles_neither_repeat_nor_skip(String query)
      throws ExecutionException, InterruptedException {
    pageWhile(query, this::write);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sort=total_spent", "sort=-total_spent"})
  void pages_by_figures_neither_repeat_nor_skip(String query)
      throws ExecutionException, InterruptedException {
    for (int i = 0; i < STAYING; i++) {
      follow("stay-" + i, i % 5);
      follow("leave-" + i, i % 5);
    }
    pageWhile(
        query,
        (writer, round) -> {
          write(writer, round);
          if (writer == 0) {
            follow("new-" + round, round % 5);
          } else if (writer == 2) {
            server.state.customers.remove(new CustomerKey("default", "leave-" + round));
          }
        });
  }

  /** The stream takes the customer in; who stays spends nothing more, and so keeps the place. */
  private void follow(String id, int spent) {
    server.state.customers.put(
        new CustomerKey("default", id),
        Shop.stub().withPurchases(Purchases.NONE.with(Shop.JAN, Shop.money(spent + ".00")), 1));
  }
}
