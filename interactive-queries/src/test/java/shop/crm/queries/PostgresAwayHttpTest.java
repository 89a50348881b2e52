package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Database;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** The wire between the service and PostgreSQL is cut; Anna is known to both it and the stream. */
class PostgresAwayHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String ANNA = CUSTOMERS + "/anna";

  private TestServer server;
  private Database database;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    server =
        new TestServer(
            postgres -> {
              try {
                wire = new Wire(postgres.url());
              } catch (IOException e) {
                throw new UncheckedIOException("no port for the wire", e);
              }
              database = Database.open(wire.url(), 4, new SimpleMeterRegistry());
              return database;
            });
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed()));
    server.state.activities.put(Shop.ANNA, Shop.activities());
    server.create("{\"id\": \"bob\"}");
    server.json("PATCH", ANNA, "{\"first_name\": \"Annette\"}");
    wire.cut();
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
    wire.close();
    server.close();
  }

  private static void assertAway(Reply reply) {
    assertEquals("503 not-available 1", reply.problem() + " " + reply.header("retry-after"));
    assertEquals("Profiles cannot be reached now", reply.json().get("detail").asText());
  }

  /** All at once: each waits a while for a connection. */
  private static void assertAllAway(List<Callable<Reply>> calls)
      throws InterruptedException, ExecutionException {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> reply : clients.invokeAll(calls)) {
        assertAway(reply.get());
      }
    }
  }

  @Test
  void writes_and_lists_by_profile_wait_for_it() throws InterruptedException, ExecutionException {
    assertAllAway(
        List.of(
            () -> server.create("{\"id\": \"new\"}"),
            () -> server.create("{\"id\": \"new\"}", "Idempotency-Key", "k-1"),
            () -> server.json("PUT", ANNA, "{}"),
            () -> server.json("PATCH", ANNA, "{}"),
            () -> server.delete(ANNA),
            () -> server.get(CUSTOMERS + "?tag=vip"),
            () -> server.get(CUSTOMERS + ":export")));
  }

  @Test
  void what_only_postgresql_knows_waits_for_it() throws InterruptedException, ExecutionException {
    String redeem = "{\"type\": \"redeem\", \"points\": 1}";
    assertAllAway(
        List.of(
            () -> server.get(CUSTOMERS + "/bob"),
            () -> server.get(ANNA + "/consents"),
            () -> server.get(ANNA + "/loyalty"),
            () -> server.json("POST", ANNA + "/loyalty/entries", redeem),
            () -> server.get(ANNA + "/export")));
  }

  @Test
  void a_customer_is_answered_with_the_copy_of_the_stream_which_says_so() {
    Reply anna = server.get(ANNA);

    assertEquals(
        "200 true \"3\" Анна silver 1234.51",
        String.join(
            " ",
            "" + anna.status(),
            anna.header("x-stale"),
            anna.versionTag(),
            anna.json().get("first_name").asText(),
            anna.json().get("loyalty_tier").asText(),
            anna.json().get("total_spent").asText()));
  }

  @Test
  void a_list_by_figures_is_answered_with_copies_which_says_so() {
    Reply list = server.get(CUSTOMERS + "?sort=-total_spent");

    assertEquals("200 true", list.status() + " " + list.header("x-stale"));
    assertEquals(server.get(ANNA).json(), list.json().at("/items/0"));
  }

  @Test
  void orders_activity_and_analyses_go_on() {
    assertEquals("o-1", server.get(ANNA + "/orders").json().at("/items/0/order_id").asText());
    assertEquals(7, server.get(ANNA + "/activity").json().get("items").size());
    for (String path :
        List.of("/api/v1/analytics/overview", "/api/v1/analytics/rfm", "/health/ready")) {
      Reply reply = server.get(path);

      assertEquals("200 none", reply.status() + " " + reply.header("x-stale"), path);
    }
  }

  @Test
  void once_it_is_back_all_goes_on_and_nothing_was_half_done() throws IOException {
    assertAway(server.create("{\"id\": \"new\"}", "Idempotency-Key", "k-1"));
    wire.mend();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Reply created = server.create("{\"id\": \"new\"}", "Idempotency-Key", "k-1");
    while (created.status() == 503) {
      assertTrue(System.nanoTime() < end, "it never came back");
      created = server.create("{\"id\": \"new\"}", "Idempotency-Key", "k-1");
    }

    assertEquals(201, created.status());
    Reply anna = server.get(ANNA);
    assertEquals(
        "200 none Annette",
        anna.status()
            + " "
            + anna.header("x-stale")
            + " "
            + anna.json().get("first_name").asText());
  }
}
