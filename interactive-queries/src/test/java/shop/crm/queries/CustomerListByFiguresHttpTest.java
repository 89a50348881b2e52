package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Loyalty;
import shop.crm.schemas.model.purchase.Purchases;

/** What the stream answers, as far as its fake can stand for it. */
class CustomerListByFiguresHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    put("ann", "500.00", Shop.JAN, 10, "gold", RfmSegment.CHAMPIONS);
    put("bob", "20.00", Shop.FEB, 400, "bronze", RfmSegment.LOST);
    put("cid", "500.00", MARCH, 30, "silver", RfmSegment.CHAMPIONS);
    server.state.customers.put(new CustomerKey("default", "dan"), Shop.stub());
    server.state.customers.put(Shop.ELSEWHERE, Shop.anna());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(
      String id, String spent, Instant ordered, long points, String tier, RfmSegment segment) {
    CustomerState state =
        Shop.stub()
            .withPurchases(Purchases.NONE.with(ordered, Shop.money(spent)), 1)
            .withLoyalty(new Loyalty(points, 0, 0, tier))
            .withStanding(Optional.of(new Standing(new Scores(1, 1, 1), segment)), 1);
    server.state.customers.put(new CustomerKey("default", id), state);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sort=total_spent | dan bob ann cid",
        "sort=-total_spent | ann cid bob dan",
        "sort=last_order_date | ann bob cid dan",
        "sort=-last_order_date | cid bob ann dan",
        "sort=loyalty_points | dan ann cid bob",
        "sort=-loyalty_points | bob cid ann dan",
        "rfm_segment=Champions | ann cid",
        "rfm_segment=rfm-champions | ann cid",
        "segment=rfm-lost | bob",
        "rfm_segment=Lost&segment=rfm-lost | bob",
        "rfm_segment=Can't%20Lose%20Them | ''",
        "loyalty_tier=bronze | bob dan",
        "loyalty_tier=gold&rfm_segment=Champions | ann",
        "lifecycle_stage=champion&sort=-created_at | ann cid",
        "lifecycle_stage=prospect | dan",
        "lifecycle_stage=lost&loyalty_tier=gold | ''",
        "sort=total_spent&email_opt_in=true | ''",
        "sort=total_spent&email_opt_in=false&limit=500 | dan bob ann cid"
      })
  void a_list_has_those_that_every_filter_takes_in_its_order(String query, String ids) {
    Reply reply = server.get(CUSTOMERS + "?" + query.replace("'", "%27"));

    assertEquals(200, reply.status(), reply.body());
    assertEquals(ids, String.join(" ", reply.ids()));
    assertEquals(
        "2026-03-01T12:00:00Z none", reply.header("x-as-of") + " " + reply.header("x-stale"));
  }

  @Test
  void an_item_has_the_profile_of_postgresql_and_the_figures_of_the_stream() {
    server.json("PATCH", CUSTOMERS + "/ann", "{\"first_name\": \"Ann\"}");
    server.json(
        "POST", CUSTOMERS + "/ann/loyalty/entries", "{\"type\": \"redeem\", \"points\": 3}");
    Reply list = server.get(CUSTOMERS + "?loyalty_tier=gold");

    assertEquals(server.get(CUSTOMERS + "/ann").json(), list.json().at("/items/0"));
    assertEquals("Ann", list.json().at("/items/0/first_name").asText());
    assertEquals(7, list.json().at("/items/0/loyalty_points").asInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=total_spent",
        "sort=-total_spent",
        "sort=-last_order_date",
        "sort=last_order_date",
        "sort=-loyalty_points&email_opt_in=false"
      })
  void pages_of_one_go_over_the_whole_list_and_over_gaps_that_erasures_left(String query) {
    List<String> whole = new ArrayList<>(server.get(CUSTOMERS + "?" + query).ids());
    server.delete(CUSTOMERS + "/ann");
    whole.remove("ann");
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Reply page = server.get(CUSTOMERS + "?limit=1&" + query + cursor);
      assertEquals(1, page.ids().size(), page.body());
      seen.addAll(page.ids());
      cursor = page.next().map(next -> "&cursor=" + next).orElse("");
    } while (!cursor.isEmpty());

    assertEquals(whole, seen);
  }

  @Test
  void a_page_goes_on_behind_its_last_customer_wherever_others_move_to() {
    Reply first = server.get(CUSTOMERS + "?sort=-total_spent&limit=2");
    put("bob", "9999.00", MARCH, 400, "gold", RfmSegment.CHAMPIONS);
    put("new", "1.00", MARCH, 0, "bronze", RfmSegment.NEW_CUSTOMERS);
    Reply second =
        server.get(CUSTOMERS + "?sort=-total_spent&limit=2&cursor=" + first.next().orElseThrow());

    assertEquals(List.of("ann", "cid"), first.ids());
    assertEquals(List.of("new", "dan"), second.ids());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sort=total_spent",
        "sort=-loyalty_points",
        "loyalty_tier=gold",
        "sort=-created_at"
      })
  void a_cursor_is_of_use_only_for_the_query_and_the_tenant_that_gave_it(String other) {
    String cursor = server.get(CUSTOMERS + "?sort=-total_spent&limit=1").next().orElseThrow();

    assertEquals(
        "400 malformed-request",
        server.get(CUSTOMERS + "?" + other + "&cursor=" + cursor).problem());
    assertEquals(
        "400 malformed-request",
        server
            .get(CUSTOMERS + "?sort=-total_spent&cursor=" + cursor, "X-Tenant-ID", "other")
            .problem());
  }

  @Test
  void a_list_that_lacks_a_partition_is_no_list() {
    server.state.ownership = new FakeLiveState.Ownership.Nobodys();
    for (String query : List.of("", "?sort=total_spent", "?lifecycle_stage=lost")) {
      Reply reply = server.get(CUSTOMERS + query);

      assertEquals("503 not-available 2", reply.problem() + " " + reply.header("retry-after"));
    }
  }
}
