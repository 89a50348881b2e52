package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.RfmMove;
import shop.crm.schemas.model.order.OrderState;

class CustomersHttpTest {

  private static final String ANNA = "/api/v1/customers/anna";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.customers.put(Shop.STUB, Shop.stub());
    server.state.orders.put(
        Shop.ANNA,
        List.of(Shop.completed(), Shop.created("o-2", Shop.FEB, "234.51"), Shop.onlyCancelled()));
    server.state.activities.put(Shop.ANNA, Shop.activities());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_customer_has_exactly_the_published_fields() {
    Reply reply = server.get(ANNA);

    assertEquals(
        TestServer.json(
            """
            {"id": "anna", "tenant_id": "default", "email": "anna@example.com",
             "phone": "+380501112233", "first_name": "Анна", "last_name": "Коваль",
             "date_of_birth": "1990-05-17", "gender": "female", "language": null,
             "addresses": [{"id": "a1", "type": "shipping", "line1": "Хрещатик 1", "city": "Київ",
               "postal_code": "01001", "country": "UA", "is_default": true}],
             "tags": ["vip", "tea"], "source": "web", "loyalty_tier": "silver",
             "loyalty_points": 1000, "total_orders": 2, "total_spent": "1234.51",
             "average_order": "617.26", "first_order_date": "2026-01-10T10:00:00Z",
             "last_order_date": "2026-02-10T10:00:00Z", "rfm_segment": "Champions",
             "recency_score": 5, "frequency_score": 4, "monetary_score": 5,
             "lifecycle_stage": "champion", "email_opt_in": true, "sms_opt_in": false,
             "push_opt_in": false, "created_at": "2026-01-10T10:00:00Z",
             "updated_at": "2026-02-10T10:00:00Z", "version": 3}
            """),
        reply.json());
    assertEquals(
        List.of("200", "application/json", "\"3\"", "2026-03-01T12:00:00Z", "none"),
        List.of(
            "" + reply.status(),
            reply.header("content-type"),
            reply.versionTag(),
            reply.header("x-as-of"),
            reply.header("x-stale")));
  }

  @Test
  void the_segment_before_is_told_where_it_is_asked_for() {
    CustomerState anna = Shop.anna();
    JsonNode never = server.get(ANNA + "?include=previous_segment").json();
    RfmMove move = new RfmMove(Shop.FEB, Optional.of(RfmSegment.LOST));
    server.state.customers.put(
        Shop.ANNA, anna.withMemberships(Memberships.NONE.moved(move), anna.sequence()));

    ObjectNode more = (ObjectNode) server.get(ANNA + "?include=previous_segment").json();

    assertEquals(
        "null null", never.get("previous_segment") + " " + never.get("segment_changed_at"));
    assertEquals("\"Lost\"", more.remove("previous_segment").toString());
    assertEquals("\"2026-02-10T10:00:00Z\"", more.remove("segment_changed_at").toString());
    assertEquals(server.get(ANNA).json(), more);
  }

  @Test
  void what_is_not_known_of_a_customer_is_null() {
    assertEquals(
        TestServer.json(
            """
            {"id": "c@1:2+3", "tenant_id": "default", "email": null, "phone": null,
             "first_name": null, "last_name": null, "date_of_birth": null, "gender": null,
             "language": null,
             "addresses": [], "tags": [], "source": "order", "loyalty_tier": "bronze",
             "loyalty_points": 0, "total_orders": 0, "total_spent": "0.00",
             "average_order": "0.00", "first_order_date": null, "last_order_date": null,
             "rfm_segment": null, "recency_score": null, "frequency_score": null,
             "monetary_score": null, "lifecycle_stage": "prospect", "email_opt_in": false,
             "sms_opt_in": false, "push_opt_in": false, "created_at": "2026-01-10T10:00:00Z",
             "updated_at": "2026-01-10T10:00:00Z", "version": 1}
            """),
        server.get("/api/v1/customers/c%401%3A2+3").json());
  }

  @Test
  void orders_come_newest_first_and_one_known_only_by_its_cancellation_has_no_date() {
    assertEquals(
        TestServer.json(
            """
            {"items": [
              {"order_id": "o-2", "status": "created", "amount": "234.51", "refunded": "0.00",
               "net": "234.51", "currency": "UAH", "points": 0,
               "ordered_at": "2026-02-10T10:00:00Z", "completed_at": null, "cancelled_at": null,
               "items": []},
              {"order_id": "o-3", "status": "cancelled", "amount": "0.00", "refunded": "0.00",
               "net": "0.00", "currency": "UAH", "points": 0, "ordered_at": null,
               "completed_at": null, "cancelled_at": "2026-02-10T09:59:00Z", "items": []},
              {"order_id": "o-1", "status": "completed", "amount": "1100.00",
               "refunded": "100.00", "net": "1000.00", "currency": "UAH", "points": 1000,
               "ordered_at": "2026-01-10T10:00:00Z", "completed_at": "2026-01-10T11:00:00Z",
               "cancelled_at": null,
               "items": [{"sku": "tea", "name": "Tea", "quantity": 2, "unit_price": "550.00"}]}],
             "next_cursor": null}
            """),
        server.get(ANNA + "/orders").json());
  }

  @Test
  void pages_neither_repeat_nor_skip_while_newer_orders_arrive() {
    List<OrderState> orders = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      orders.add(Shop.created("same-" + i, Shop.JAN, "1.00"));
      orders.add(Shop.created("later-" + i, Shop.JAN.plusSeconds(i + 1), "1.00"));
    }
    server.state.orders.put(Shop.ANNA, orders);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Reply page = server.get(ANNA + "/orders?limit=3" + cursor);
      page.json().get("items").forEach(item -> seen.add(item.get("order_id").asText()));
      cursor = page.json().get("next_cursor").asText("");
      cursor = cursor.isEmpty() || cursor.equals("null") ? "" : "&cursor=" + cursor;
      orders.add(Shop.created("newer-" + orders.size(), Shop.FEB, "1.00"));
    } while (!cursor.isEmpty());

    assertEquals(
        List.of(
            "later-4", "later-3", "later-2", "later-1", "later-0", "same-0", "same-1", "same-2",
            "same-3", "same-4"),
        seen);
  }

  @Test
  void activity_merges_the_steps_of_orders_with_changes_of_the_customer() {
    assertEquals(
        TestServer.json(
            """
            {"items": [
              {"id": "default/anna:2", "type": "customer.segment_changed",
               "at": "2026-02-10T10:00:00Z",
               "data": {"old_segment": null, "old_scores": null, "old_stage": "prospect",
                 "new_segment": "Champions",
                 "new_scores": {"recency": 5, "frequency": 4, "monetary": 5},
                 "new_stage": "champion", "cause": "order",
                 "changed_at": "2026-02-10T10:00:00Z"}},
              {"id": "order.created:o-2", "type": "order.created", "at": "2026-02-10T10:00:00Z",
               "data": {"order_id": "o-2", "total": "234.51", "items": []}},
              {"id": "order.cancelled:o-3", "type": "order.cancelled",
               "at": "2026-02-10T09:59:00Z",
               "data": {"order_id": "o-3", "reason": "changed their mind"}},
              {"id": "order.refunded:o-1/r-1", "type": "order.refunded",
               "at": "2026-01-10T12:00:00Z",
               "data": {"order_id": "o-1", "refund_id": "r-1", "amount": "100.00"}},
              {"id": "default/anna:1", "type": "customer.tier_changed",
               "at": "2026-01-10T11:00:01Z",
               "data": {"old_tier": "bronze", "new_tier": "silver", "tier_points": 1000,
                 "direction": "up", "cause": "order", "changed_at": "2026-01-10T11:00:01Z"}},
              {"id": "points.earned:o-1", "type": "points.earned", "at": "2026-01-10T11:00:00Z",
               "data": {"order_id": "o-1", "points": 1000}},
              {"id": "order.completed:o-1", "type": "order.completed",
               "at": "2026-01-10T11:00:00Z", "data": {"order_id": "o-1", "total": null}},
              {"id": "order.created:o-1", "type": "order.created", "at": "2026-01-10T10:00:00Z",
               "data": {"order_id": "o-1", "total": "1100.00",
                 "items": [{"sku": "tea", "name": "Tea", "quantity": 2,
                   "unit_price": "550.00"}]}},
              {"id": "user.registered:reg-1", "type": "user.registered",
               "at": "2026-01-10T09:59:00Z", "data": {"version": 1}}],
             "next_cursor": null}
            """),
        server.get(ANNA + "/activity").json());
  }

  @Test
  void activity_can_be_narrowed_to_types_and_paged() {
    Reply first = server.get(ANNA + "/activity?type=order.created,points.earned&limit=2");
    Reply second =
        server.get(
            ANNA
                + "/activity?type=order.created,points.earned&limit=2&cursor="
                + first.json().get("next_cursor").asText());

    assertEquals(
        List.of("order.created:o-2", "points.earned:o-1", "order.created:o-1"),
        List.of(
            first.json().at("/items/0/id").asText(),
            first.json().at("/items/1/id").asText(),
            second.json().at("/items/0/id").asText()));
    assertTrue(second.json().get("next_cursor").isNull());
  }

  @Test
  void another_tenants_customer_is_unknown() {
    assertEquals(
        List.of(404, 404, 404),
        List.of(
            server.get(ANNA, "X-Tenant-ID", "other").status(),
            server.get(ANNA + "/orders", "X-Tenant-ID", "other").status(),
            server.get(ANNA + "/activity", "X-Tenant-ID", "other").status()));
  }
}
