package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;

/** Profiles by the whole service: HTTP and AMQP in, HTTP, AMQP and Kafka out. */
class ProfilesIT {

  @TempDir private static Path data;
  private static RunningCrm crm;
  private static Exchange exchange;

  @BeforeAll
  static void start() throws Exception {
    crm = RunningCrm.start(RunningCrm.settings(data));
    exchange = Exchange.of(crm);
  }

  @AfterAll
  static void stop() throws Exception {
    exchange.close();
    crm.close();
  }

  @Test
  void a_registration_creates_a_customer_with_what_it_tells() throws Exception {
    exchange.publish(
        "user.registered",
        "r-ann",
        """
        {"user_id":"ann","email":"Ann@Mail.example","first_name":"Ann","tags":["tea"],
         "source":"web","email_opt_in":true,"occurred_at":"2026-03-01T12:00:00Z"}""");

    JsonNode created = exchange.awaited("customer.created", "ann");

    assertEquals(
        json(
            """
            {"id":"ann","tenant_id":"default","email":"Ann@Mail.example","phone":null,
             "first_name":"Ann","last_name":null,"date_of_birth":null,"gender":null,
             "language":null,
             "addresses":[],"tags":["tea"],"source":"web","email_opt_in":true,
             "sms_opt_in":null,"push_opt_in":null,"created_at":"2026-03-01T12:00:00Z",
             "updated_at":"2026-03-01T12:00:00Z","version":1,"backfill":true}"""),
        created.get("data"));
    assertEquals(List.of("ann"), ids("?email=ann@mail.example"));
  }

  @Test
  void an_order_of_an_unknown_customer_makes_a_stub_that_a_registration_fills() throws Exception {
    exchange.publish("order.created", "o-bob", order("bob", "100.00"));
    exchange.awaited("customer.created", "bob");

    assertEquals(List.of("order", "null", "1"), fields("bob", "source", "email", "version"));
    assertEquals(List.of("bob"), ids("?limit=500").stream().filter("bob"::equals).toList());

    exchange.publish(
        "user.registered",
        "r-bob",
        "{\"user_id\":\"bob\",\"email\":\"bob@mail.example\",\"source\":\"web\"}");
    JsonNode filled = exchange.awaited("customer.updated", "bob");

    assertEquals(
        json(
            """
            {"version":2,"changes":{"email":{"old":null,"new":"bob@mail.example"},
             "source":{"old":"order","new":"web"}}}"""),
        filled.get("data"));
    assertEquals(
        List.of("web", "bob@mail.example", "100.00"),
        fields("bob", "source", "email", "total_spent"));
  }

  @Test
  void a_change_over_http_is_told_with_old_and_new_and_stands_in_the_activity() throws Exception {
    create("{\"id\":\"cat\",\"first_name\":\"Cat\",\"tags\":[\"tea\"]}");

    send(200, "PATCH", "/cat", "{\"first_name\":\"Kate\",\"tags\":[\"tea\",\"vip\"]}");

    assertEquals(List.of("Kate", "2"), fields("cat", "first_name", "version"));
    JsonNode updated = exchange.awaited("customer.updated", "cat");
    assertEquals("default/cat:v2", updated.get("id").asText());
    assertEquals(
        json(
            """
            {"version":2,"changes":{"first_name":{"old":"Cat","new":"Kate"},
             "tags":{"old":["tea"],"new":["tea","vip"]}}}"""),
        updated.get("data"));
    assertEquals(
        List.of(updated),
        KafkaSide.json(crm.service().endpoints().kafka(), Topics.CUSTOMER_UPDATED).stream()
            .filter(change -> change.get("subject").asText().equals("cat"))
            .toList());
    assertEquals(
        json("{\"version\":2,\"origin\":\"api\",\"fields\":[\"first_name\",\"tags\"]}"),
        activity("cat", "customer.updated", 1).getFirst());
  }

  @Test
  void a_changed_consent_is_an_activity_of_its_own_and_in_its_history() throws Exception {
    create("{\"id\":\"dan\",\"email_opt_in\":true}");

    send(200, "PATCH", "/dan", "{\"email_opt_in\":false,\"sms_opt_in\":true}");

    assertEquals(
        List.of(
            json("{\"channel\":\"email\",\"opted_in\":false,\"origin\":\"api\"}"),
            json("{\"channel\":\"sms\",\"opted_in\":true,\"origin\":\"api\"}"),
            json("{\"channel\":\"email\",\"opted_in\":true,\"origin\":\"api\"}")),
        activity("dan", "customer.consent_changed", 3));
    JsonNode consents = crm.get(RunningCrm.CUSTOMERS + "/dan/consents");
    assertEquals(3, consents.get("history").size());
    assertEquals(List.of("dan"), ids("?sms_opt_in=true&limit=500"));
  }

  @Test
  void points_given_by_hand_raise_the_tier_and_lists_and_followers_see_it() throws Exception {
    create("{\"id\":\"eve\"}");

    send(
        201,
        "POST",
        "/eve/loyalty/entries",
        "{\"type\":\"adjust\",\"points\":5000,\"reason\":\"A gift\"}");

    JsonNode change = exchange.awaited("customer.tier_changed", "eve");
    assertEquals(
        List.of("bronze", "gold", "up", "loyalty"),
        Stream.of("old_tier", "new_tier", "direction", "cause")
            .map(field -> change.at("/data/" + field).asText())
            .toList());
    assertEquals(List.of("gold", "5000"), fields("eve", "loyalty_tier", "loyalty_points"));
    assertEquals(
        List.of("eve"), Eventually.await(() -> ids("?loyalty_tier=gold"), ids -> !ids.isEmpty()));
  }

  @Test
  void a_list_by_live_figures_has_everyone_once_in_their_order() throws Exception {
    for (int i = 1; i <= 7; i++) {
      create("{\"id\":\"fan-%d\",\"tags\":[\"fan\"]}".formatted(i));
      exchange.publish("order.created", "o-fan-" + i, order("fan-" + i, i + "000.00"));
    }
    List<String> expected = List.of("fan-7", "fan-6", "fan-5", "fan-4", "fan-3", "fan-2", "fan-1");

    Eventually.await(() -> pages("?tag=fan&sort=-total_spent&limit=2"), expected::equals);
  }

  @Test
  void a_restart_on_the_same_data_keeps_all_of_it(@TempDir Path other) throws Exception {
    String before;
    try (RunningCrm first = RunningCrm.start(RunningCrm.settings(other));
        Exchange shop = Exchange.of(first)) {
      first.send("POST", RunningCrm.CUSTOMERS, "{\"id\":\"gus\",\"push_opt_in\":true}");
      first.send("PATCH", RunningCrm.CUSTOMERS + "/gus", "{\"last_name\":\"Gold\"}");
      first.send(
          "POST",
          RunningCrm.CUSTOMERS + "/gus/loyalty/entries",
          "{\"type\":\"adjust\",\"points\":1000,\"reason\":\"A gift\"}");
      shop.publish("order.created", "o-gus", order("gus", "10.00"));
      shop.awaited("customer.tier_changed", "gus");
      shop.awaited("customer.segment_changed", "gus");
      before = first.text(RunningCrm.CUSTOMERS + "/gus/export");
    }
    try (RunningCrm second = RunningCrm.start(RunningCrm.settings(other))) {
      assertEquals(json(before), second.get(RunningCrm.CUSTOMERS + "/gus/export"));
      assertEquals(
          "gus",
          second.get(RunningCrm.CUSTOMERS + "?sort=-total_spent").at("/items/0/id").asText());
      assertEquals(0, second.command("audit"));
    }
  }

  private static JsonNode json(String text) throws Exception {
    return RunningCrm.JSON.readTree(text);
  }

  private static String order(String customer, String total) {
    return "{\"order_id\":\"o-%s\",\"customer_id\":\"%s\",\"total\":\"%s\"}"
        .formatted(customer, customer, total);
  }

  private static void create(String body) throws Exception {
    send(201, "POST", "", body);
  }

  private static void send(int expected, String method, String path, String body) throws Exception {
    var answer = crm.send(method, RunningCrm.CUSTOMERS + path, body);
    assertEquals(expected, answer.statusCode(), answer.body());
  }

  private static List<String> fields(String id, String... fields) throws Exception {
    JsonNode customer = crm.customer(id);
    return Stream.of(fields).map(field -> customer.path(field).asText()).toList();
  }

  private static List<String> ids(String query) throws Exception {
    return ids(crm.get(RunningCrm.CUSTOMERS + query));
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("items").forEach(customer -> ids.add(customer.get("id").asText()));
    return ids;
  }

  private static List<String> pages(String query) throws Exception {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = crm.get(RunningCrm.CUSTOMERS + query + cursor);
      ids.addAll(ids(page));
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return ids;
  }

  /** What the entries of a type tell, newest first, once there are so many. */
  private static List<JsonNode> activity(String id, String type, int count) throws Exception {
    String path = RunningCrm.CUSTOMERS + "/" + id + "/activity?type=" + type;
    return Eventually.await(
        () -> {
          List<JsonNode> entries = new ArrayList<>();
          crm.get(path).path("items").forEach(entry -> entries.add(entry.get("data")));
          return entries;
        },
        entries -> entries.size() == count);
  }
}
