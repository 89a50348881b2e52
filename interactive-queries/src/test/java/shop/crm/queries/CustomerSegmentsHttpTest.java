package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.SegmentCalls.SEGMENTS;
import static shop.crm.queries.SegmentCalls.dynamic;
import static shop.crm.queries.SegmentCalls.ids;
import static shop.crm.queries.SegmentCalls.manual;
import static shop.crm.queries.SegmentCalls.problem;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.page.PageJson;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.customer.RfmMove;

class CustomerSegmentsHttpTest {

  private static final String OF_ANNA = "/api/v1/customers/anna/segments";

  private final TestServer server = new TestServer();
  private final SegmentCalls calls = new SegmentCalls(server);

  @BeforeEach
  void anna_is_a_champion_and_rich() {
    calls.create(dynamic("rich", "Rich"));
    calls.create(manual("friends", "Friends"));
    calls.create(manual("foes", "Foes"));
    CustomerState anna = Shop.anna();
    server.state.customers.put(
        Shop.ANNA,
        anna.withMemberships(
            Memberships.NONE.moved(new RfmMove(Shop.JAN, Optional.empty())).with(0, Shop.FEB),
            anna.sequence() + 1));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonNode explained(String segment) {
    for (JsonNode item : server.get(OF_ANNA + "?explain=true").json().path("items")) {
      if (item.path("id").asText().equals(segment)) {
        return item;
      }
    }
    throw new AssertionError(segment + " is not explained");
  }

  @Test
  void a_customer_is_in_an_rfm_segment_and_in_those_of_users() {
    calls.send("PUT", SEGMENTS + "/friends/customers/anna", "");

    Reply reply = server.get(OF_ANNA);

    assertEquals(
        TestServer.json(
            """
            {"items": [
               {"id": "rfm-champions", "name": "Champions", "type": "dynamic", "built_in": true,
                "entered_at": "2026-01-10T10:00:00Z", "previous_segment": null},
               {"id": "rich", "name": "Rich", "type": "dynamic", "built_in": false,
                "entered_at": "2026-02-10T10:00:00Z"},
               {"id": "friends", "name": "Friends", "type": "manual", "built_in": false,
                "entered_at": "2026-03-01T12:00:01Z"}],
             "next_cursor": null}"""),
        reply.json());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void when_an_rfm_segment_was_entered_may_not_be_known() {
    server.state.customers.put(Shop.ANNA, Shop.anna());

    assertEquals(
        "rfm-champions null",
        server.get(OF_ANNA).json().at("/items/0/id").asText()
            + " "
            + server.get(OF_ANNA).json().at("/items/0/entered_at"));
  }

  @Test
  void the_rfm_segment_tells_which_one_was_before() {
    CustomerState anna = Shop.anna();
    RfmMove move = new RfmMove(Shop.FEB, Optional.of(RfmSegment.CANT_LOSE_THEM));
    server.state.customers.put(
        Shop.ANNA, anna.withMemberships(Memberships.NONE.moved(move), anna.sequence() + 1));

    assertEquals(
        TestServer.json(
            """
            {"id": "rfm-champions", "name": "Champions", "type": "dynamic", "built_in": true,
             "entered_at": "2026-02-10T10:00:00Z", "previous_segment": "Can't Lose Them"}"""),
        server.get(OF_ANNA).json().at("/items/0"));
  }

  @Test
  void why_a_customer_is_in_a_segment_is_told_condition_by_condition() {
    String conditions =
        """
        {"name": "Rich", "type": "dynamic", "conditions": [
           {"any": [{"field": "tags", "operator": "in", "value": ["vip", "gold"]},
                    {"field": "addresses.city", "operator": "contains", "value": "Lviv"}]},
           {"not": {"field": "last_order_date", "operator": "lt", "value": "-30d"}},
           {"field": "spent_in_last_days:90", "operator": "between", "value": [100.5, 2000]}]}""";
    calls.replace("rich", conditions);

    JsonNode explanation = explained("rich");

    // The last order is 30 days old on March 12; both orders are within 90 days until April 10, and
    // without the first one what was spent still fits.
    assertEquals(
        TestServer.json(
            """
            {"id": "rich", "name": "Rich", "type": "dynamic", "built_in": false,
             "entered_at": "2026-02-10T10:00:00Z", "member": true,
             "explanation": {"all": [
                {"any": [
                   {"field": "tags", "operator": "in", "value": ["vip", "gold"],
                    "holds": true, "next_change": null, "actual": ["vip", "tea"]},
                   {"field": "addresses.city", "operator": "contains", "value": "Lviv",
                    "holds": false, "next_change": null, "actual": ["Київ"]}],
                 "holds": true, "next_change": null},
                {"not": {"field": "last_order_date", "operator": "lt", "value": "-30d",
                         "holds": false, "next_change": "2026-03-12T10:00:00.000001Z",
                         "actual": "2026-02-10T10:00:00Z"},
                 "holds": true, "next_change": "2026-03-12T10:00:00.000001Z"},
                {"field": "spent_in_last_days:90", "operator": "between", "value": [100.5, 2000],
                 "holds": true, "next_change": "2026-05-11T10:00:00.000001Z",
                 "actual": "1234.51"}],
              "holds": true, "next_change": "2026-03-12T10:00:00.000001Z"}}"""),
        explanation);
  }

  @Test
  void segments_that_a_customer_is_not_in_are_explained_as_well() {
    List<String> all = new ArrayList<>(RfmSegment.ALL.stream().map(RfmSegment::id).toList());
    all.addAll(List.of("rich", "friends", "foes"));

    assertEquals(all, ids(server.get(OF_ANNA + "?explain=true")));
    assertEquals(
        TestServer.json(
            """
            {"id": "foes", "name": "Foes", "type": "manual", "built_in": false,
             "entered_at": null, "member": false, "explanation": null}"""),
        explained("foes"));
    assertEquals("400 malformed-request", problem(server.get(OF_ANNA + "?explain=perhaps")));
  }

  @Test
  void what_takes_much_to_explain_comes_in_pages() {
    List<String> expected = new ArrayList<>(ids(server.get(OF_ANNA + "?explain=true")));
    String comparison = "{\"field\":\"email\",\"operator\":\"neq\",\"value\":\"x\"}";
    String conditions = String.join(",", Collections.nCopies(100, comparison));
    for (int i = 0; i < 100; i++) {
      String segment = "{\"id\":\"s%d\",\"name\":\"S%d\",\"type\":\"dynamic\",\"conditions\":[%s]}";
      calls.create(segment.formatted(i, i, conditions));
      expected.add("s" + i);
    }

    List<String> got = new ArrayList<>();
    String query = "?explain=true";
    int pages = 0;
    for (String next = ""; !next.isEmpty() || pages == 0; pages++) {
      Reply page = server.get(OF_ANNA + query);
      assertTrue(page.body().length() <= PageJson.MAX_BYTES + 200, "" + page.body().length());
      got.addAll(ids(page));
      next = page.json().path("next_cursor").asText("");
      query = "?explain=true&cursor=" + next;
    }

    assertEquals(expected, got);
    assertTrue(pages > 1);
    assertEquals("400 malformed-request", problem(server.get(OF_ANNA + "?cursor=x")));
  }

  @Test
  void an_rfm_segment_is_explained_by_its_scores() {
    assertEquals(
        TestServer.json(
            """
            {"field": "rfm_segment", "operator": "eq", "value": "Champions", "holds": true,
             "next_change": null, "actual": "Champions",
             "recency_score": 5, "frequency_score": 4, "monetary_score": 5}"""),
        explained("rfm-champions").path("explanation"));
    assertEquals(
        TestServer.json(
            """
            {"id": "rfm-lost", "name": "Lost", "type": "dynamic", "built_in": true,
             "entered_at": null, "member": false,
             "explanation": {
               "field": "rfm_segment", "operator": "eq", "value": "Lost", "holds": false,
               "next_change": null, "actual": "Champions",
               "recency_score": 5, "frequency_score": 4, "monetary_score": 5}}"""),
        explained("rfm-lost"));
  }

  @Test
  void a_customer_of_whom_the_stream_does_not_know_yet_is_in_manual_segments_only() {
    calls.customers("bob");
    calls.send("PUT", SEGMENTS + "/friends/customers/bob", "");

    assertEquals(List.of("friends"), ids(server.get("/api/v1/customers/bob/segments")));
    assertEquals(14, ids(server.get("/api/v1/customers/bob/segments?explain=true")).size());
  }

  @Test
  void any_instance_answers_for_a_customer_of_another_one() {
    try (TestServer other = new TestServer()) {
      other.state.ownership = new Ownership.Theirs(new HostInfo("127.0.0.1", server.port()), false);

      assertEquals(List.of("rfm-champions", "rich"), ids(other.get(OF_ANNA)));
    }
  }

  @Test
  void other_tenants_customers_are_unknown_and_nothing_is_told_by_halves() {
    assertEquals("404 unknown-customer", problem(server.get(OF_ANNA, "X-Tenant-ID", "other")));
    server.postgresAway = true;
    assertEquals("503 not-available", problem(server.get(OF_ANNA)));
  }
}
