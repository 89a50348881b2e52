package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** The state is complete up to {@link FakeLiveState#AS_OF}. */
class MinAsOfHttpTest {

  private static final String ANNA = ApiPaths.CUSTOMERS + "/anna";
  private static final String OVERVIEW = "/api/v1/analytics/overview";

  private final TestServer server = new TestServer();

  @BeforeEach
  void fill() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply get(String path, String time) {
    return server.get(path + "?min_as_of=" + time);
  }

  @Test
  void state_that_is_fresh_enough_is_answered() {
    for (String path : List.of(ANNA, ANNA + "/orders", ApiPaths.CUSTOMERS, ApiPaths.SEGMENTS)) {
      Reply reply = get(path, "2026-03-01T12:00:00Z");

      assertEquals("200 2026-03-01T12:00:00Z", reply.status() + " " + reply.header("x-as-of"));
    }
  }

  @Test
  void of_a_customer_only_their_own_state_is_waited_for() {
    get(ANNA, "2026-03-01T12:00:00Z");
    get(OVERVIEW, "2026-03-01T12:00:00Z");

    assertEquals(List.of(Optional.of(Shop.ANNA), Optional.empty()), server.state.waitedFor);
  }

  @Test
  void state_that_does_not_get_there_in_time_is_not_answered() {
    for (String path : List.of(ANNA, OVERVIEW)) {
      Reply reply = get(path, "2026-03-01T12:00:00.000001Z");

      assertEquals("503 not-available 1", reply.problem() + " " + reply.header("retry-after"));
    }
  }

  @Test
  void a_copy_that_lags_is_not_answered() {
    server.state.ownership = new Ownership.Theirs(new HostInfo("127.0.0.1", 1), true);

    assertEquals("200 true", server.get(ANNA).status() + " " + server.get(ANNA).header("x-stale"));
    assertEquals("503 not-available", get(ANNA, "2026-03-01T12:00:00Z").problem());
    assertEquals(200, get(ANNA, "2026-03-01T11:59:00Z").status());
  }

  @Test
  void what_cannot_be_waited_for_is_refused() {
    for (String time : List.of("soon", "2026-03-01", "2126-03-01T12:00:00Z", "")) {
      assertEquals("400 malformed-request", get(ANNA, time).problem(), time);
    }
  }
}
