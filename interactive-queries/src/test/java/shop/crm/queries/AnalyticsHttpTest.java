package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.TimedIds;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.TenantAggregates;

class AnalyticsHttpTest {

  private static final String RECALCULATE = "/api/v1/analytics/rfm/recalculate";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    long[] customers = new long[11];
    long[] revenue = new long[11];
    customers[RfmSegment.CHAMPIONS.ordinal()] = 1;
    revenue[RfmSegment.CHAMPIONS.ordinal()] = 100_001;
    customers[RfmSegment.LOST.ordinal()] = 2;
    revenue[RfmSegment.LOST.ordinal()] = 100_001;
    server.state.aggregates.put(
        "default",
        new TenantAggregates(
            4,
            7,
            200_002,
            customers,
            revenue,
            new long[] {2, 0, 0, 0, 1},
            new long[] {1, 1, 0, 1, 0},
            new long[] {0, 0, 1, 1, 1},
            Map.of("bronze", 3L, "gold", 1L),
            new long[] {2, 0, 3},
            RulesProgress.EMPTY));
    server.state.thresholds.put(
        "default",
        new Thresholds(
            2,
            List.of(
                Optional.of(Shop.money("1")),
                Optional.of(Shop.money("2.50")),
                Optional.of(Shop.money("1000")),
                Optional.empty()),
            3,
            Instant.parse("2026-02-28T00:00:00Z")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void the_rfm_analysis_has_all_segments_and_the_largest_revenue_first() {
    Reply reply = server.get("/api/v1/analytics/rfm");

    assertEquals(
        TestServer.json(
            """
            {"segments": [
              {"name": "Champions", "count": 1, "percentage": 33.33, "avgRevenue": "1000.01",
               "totalRevenue": "1000.01"},
              {"name": "Lost", "count": 2, "percentage": 66.67, "avgRevenue": "500.01",
               "totalRevenue": "1000.01"},
              {"name": "About to Sleep", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "At Risk", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "Can't Lose Them", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "Hibernating", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "Loyal Customers", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "Need Attention", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "New Customers", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"},
              {"name": "Potential Loyalists", "count": 0, "percentage": 0.00,
               "avgRevenue": "0.00", "totalRevenue": "0.00"},
              {"name": "Promising", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
               "totalRevenue": "0.00"}],
             "distribution": {
               "recency": {"1": 2, "2": 0, "3": 0, "4": 0, "5": 1},
               "frequency": {"1": 1, "2": 1, "3": 0, "4": 1, "5": 0},
               "monetary": {"1": 0, "2": 0, "3": 1, "4": 1, "5": 1}},
             "thresholds": {"recency_days": [30, 60, 90, 180], "frequency_orders": [2, 3, 5, 10],
               "monetary": ["1.00", "2.50", "1000.00", null],
               "calculated_at": "2026-02-28T00:00:00Z"},
             "customers": 3, "computing": false, "progress": 1.0,
             "as_of": "2026-03-01T12:00:00Z"}
            """),
        reply.json());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void a_tenant_without_customers_has_zeros_and_no_time_of_calculation() {
    var rfm = server.get("/api/v1/analytics/rfm", "X-Tenant-ID", "empty").json();

    assertEquals(
        TestServer.json(
            """
            {"recency_days": [30, 60, 90, 180], "frequency_orders": [2, 3, 5, 10],
             "monetary": [null, null, null, null], "calculated_at": null}
            """),
        rfm.get("thresholds"));
    assertEquals(
        TestServer.json(
            """
            {"name": "About to Sleep", "count": 0, "percentage": 0.00, "avgRevenue": "0.00",
             "totalRevenue": "0.00"}
            """),
        rfm.at("/segments/0"));
  }

  @Test
  void while_customers_are_brought_to_other_rules_the_figures_say_so() {
    server.state.aggregates.computeIfPresent(
        "default", (_, aggregates) -> aggregates.with(new RulesProgress(1, 999, 1_000)));

    for (String figures : List.of("rfm", "overview")) {
      var answer = server.get("/api/v1/analytics/" + figures).json();

      assertEquals(
          List.of("true", "0.99"),
          List.of(answer.get("computing").asText(), answer.get("progress").asText()));
    }
  }

  @Test
  void the_overview_counts_every_tier_and_stage() {
    assertEquals(
        """
        {"customers":4,"scored_customers":3,"orders":7,"revenue":"2000.02",\
        "average_order":"285.72","tiers":{"bronze":3,"silver":0,"gold":1},\
        "lifecycle_stages":{"prospect":1,"new":0,"active":0,"loyal":0,"champion":1,\
        "at_risk":0,"lost":2},"opt_ins":{"email":2,"sms":0,"push":3},\
        "computing":false,"progress":1.0,"as_of":"2026-03-01T12:00:00Z"}\
        """,
        server.get("/api/v1/analytics/overview").body());
  }

  @Test
  void a_recalculation_of_a_tenant_without_customers_is_none_and_nothing_is_kept() {
    Reply reply = server.post(RECALCULATE, "", "X-Tenant-ID", "nobody");
    Reply keyed = server.post(RECALCULATE, "", "X-Tenant-ID", "nobody", "Idempotency-Key", "k1");

    assertEquals(
        List.of("404 unknown-tenant", "404 unknown-tenant"),
        List.of(reply.problem(), keyed.problem()));
    assertEquals(List.of(), server.recalculated);
    server.state.aggregates.put("nobody", Shop.aggregates(1));
    assertEquals(
        202,
        server.post(RECALCULATE, "", "X-Tenant-ID", "nobody", "Idempotency-Key", "k1").status());
  }

  @Test
  void a_customer_of_whom_the_stream_has_not_heard_yet_counts() {
    server.json("POST", "/api/v1/customers", "{\"id\": \"new\"}", "X-Tenant-ID", "young");

    assertEquals(202, server.post(RECALCULATE, "", "X-Tenant-ID", "young").status());
  }

  @Test
  void while_partitions_cannot_be_read_nobody_is_said_to_be_unknown() {
    server.state.ownership = new FakeLiveState.Ownership.Nobodys();

    assertEquals(503, server.post(RECALCULATE, "", "X-Tenant-ID", "acme").status());
  }

  @Test
  void a_key_is_answered_as_before_also_when_the_tenant_has_gone() {
    server.state.aggregates.put("acme", Shop.aggregates(1));
    String[] headers = {"X-Tenant-ID", "acme", "Idempotency-Key", "k1"};
    Reply first = server.post(RECALCULATE, "", headers);
    server.state.aggregates.remove("acme");

    assertEquals(first.body(), server.post(RECALCULATE, "", headers).body());
    assertEquals(List.of("acme"), server.recalculated);
  }

  @Test
  void a_recalculation_is_accepted_and_asked_for() {
    server.state.aggregates.put("acme", Shop.aggregates(1));
    Reply reply = server.post(RECALCULATE, "", "X-Tenant-ID", "acme");

    assertEquals(202, reply.status());
    assertEquals(
        TestServer.json(
            """
            {"id": "%s", "status": "accepted", "tenant_id": "acme",
             "requested_at": "2026-03-01T12:00:01Z"}
            """
                .formatted(TestServer.RECALCULATION)),
        reply.json());
    assertEquals(List.of("acme"), server.recalculated);
  }

  @Test
  void a_recalculation_can_be_followed_until_it_is_in_force() {
    String at = "/api/v1/analytics/rfm/recalculations/" + TestServer.RECALCULATION;
    assertEquals(List.of("waiting", "null"), followed(at));

    server.state.thresholds.computeIfPresent(
        "default", (_, known) -> answering(known, TimedIds.at(1_772_366_400_499L)));
    assertEquals(List.of("waiting", "null"), followed(at));

    server.state.thresholds.computeIfPresent(
        "default", (_, known) -> answering(known, TimedIds.at(1_772_366_400_501L)));
    server.state.aggregates.computeIfPresent(
        "default", (_, aggregates) -> aggregates.with(new RulesProgress(1, 3, 4)));
    assertEquals(List.of("calculated", "2026-02-28T00:00:00Z"), followed(at));

    server.state.aggregates.computeIfPresent(
        "default", (_, aggregates) -> aggregates.with(new RulesProgress(2, 4, 4)));
    assertEquals(List.of("in_force", "2026-02-28T00:00:00Z"), followed(at));
    assertEquals("2026-03-01T12:00:00.500Z", server.get(at).json().get("requested_at").asText());
  }

  private List<String> followed(String at) {
    var answer = server.get(at).json();
    return List.of(answer.get("status").asText(), answer.get("calculated_at").asText());
  }

  private static Thresholds answering(Thresholds known, String id) {
    return new Thresholds(
        known.version(),
        known.monetary(),
        known.customers(),
        known.calculatedAt(),
        Optional.of(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r-1",
        "7b7c3fd5-6d0b-4f0e-9d8a-0d8a5f1e2c3b",
        "99999999-6d0b-7f0e-9d8a-0d8a5f1e2c3b"
      })
  void a_recalculation_that_nobody_asked_for_is_unknown(String id) {
    assertEquals(
        "404 unknown-recalculation",
        server.get("/api/v1/analytics/rfm/recalculations/" + id).problem());
  }

  @Test
  void a_recalculation_of_another_tenant_tells_nothing() {
    assertEquals(
        "404 unknown-recalculation",
        server
            .get(
                "/api/v1/analytics/rfm/recalculations/" + TestServer.RECALCULATION,
                "X-Tenant-ID",
                "nobody")
            .problem());
  }

  @Test
  void the_same_key_asks_only_once() {
    server.state.aggregates.put("acme", Shop.aggregates(1));
    Reply first = server.post(RECALCULATE, "", "Idempotency-Key", "k1");
    Reply again = server.post(RECALCULATE, "", "Idempotency-Key", "k1");
    server.post(RECALCULATE, "", "Idempotency-Key", "k1", "X-Tenant-ID", "acme");

    assertEquals(first.body(), again.body());
    assertEquals(List.of("default", "acme"), server.recalculated);
  }

  @Test
  void the_same_key_with_another_body_is_refused() {
    server.post(RECALCULATE, "", "Idempotency-Key", "k1");
    Reply other =
        server.post(RECALCULATE, "{}", "Idempotency-Key", "k1", "Content-Type", "application/json");

    assertEquals(422, other.status());
    assertEquals("urn:crm:problem:idempotency-key-reused", other.json().get("type").asText());
    assertEquals(List.of("default"), server.recalculated);
  }

  @Test
  void a_request_that_failed_may_be_repeated_with_its_key() {
    server.kafkaAway = true;
    Reply failed = server.post(RECALCULATE, "", "Idempotency-Key", "k1");
    server.kafkaAway = false;
    Reply again = server.post(RECALCULATE, "", "Idempotency-Key", "k1");

    assertEquals(List.of(503, 202), List.of(failed.status(), again.status()));
    assertEquals("1", failed.header("retry-after"));
  }
}
