package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.History;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Prediction;

class ClvHttpTest {

  private static final String CLV = "/api/v1/customers/anna/clv";
  private static final String FIT = "/api/v1/analytics/clv/fit";
  private static final Instant FITTED = Instant.parse("2026-03-01T03:00:00Z");

  static final ClvModel MODEL =
      new ClvModel(
          FITTED,
          4321,
          1234,
          Optional.of(new MbgNbd(0.525, 6.183, 0.891, 1.614)),
          Optional.of(new GammaGamma(6.25, 3.74, 15.44)),
          Optional.empty(),
          List.of("A note."),
          -9582.43,
          Optional.empty());

  private static final String MODEL_JSON =
      """
      {"name": "MBG/NBD with Gamma-Gamma",
       "parameters": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614,
         "p": 6.25, "q": 3.74, "v": 15.44},
       "fitted_at": "2026-03-01T03:00:00Z", "customers": 4321, "repeat_buyers": 1234,
       "log_likelihood": -9582.43, "notes": ["A note."]}""";

  private final TestServer server = new TestServer();

  @BeforeEach
  void fill() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.customers.put(Shop.STUB, Shop.stub());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** She ordered on 10 January and on 10 February; it is 1 March. */
  private static String predicted(int days) {
    Prediction expected =
        MODEL.predict(new History(1, 31, 50), Shop.money("234.51"), days).orElseThrow();
    return "{\"horizon_days\": %d, \"expected_orders\": %.4f, \"probability_alive\": %.4f, "
            .formatted(days, expected.expectedPurchases(), expected.probabilityAlive())
        + "\"average_order_value\": \"%.2f\", \"value\": \"%.2f\"}"
            .formatted(expected.purchaseValue(), expected.value());
  }

  @Test
  void lifetime_value_is_what_was_spent_and_what_the_model_expects_of_90_and_365_days() {
    server.state.models.put("default", MODEL);

    Reply reply = server.get(CLV);

    assertEquals(
        TestServer.json(
            """
            {"historical": {"value": "1234.51", "orders": 2, "average_order_value": "617.26",
               "first_order_date": "2026-01-10T10:00:00Z",
               "last_order_date": "2026-02-10T10:00:00Z"},
             "predicted": [%s, %s],
             "model": %s}
            """
                .formatted(predicted(90), predicted(365), MODEL_JSON)),
        reply.json());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @Test
  void another_horizon_can_be_asked_for() {
    server.state.models.put("default", MODEL);

    JsonNode predicted = server.get(CLV + "?horizon_days=7").json().get("predicted");

    assertEquals(TestServer.json("[" + predicted(7) + "]"), predicted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3651", "-1", "x", "1.5", ""})
  void a_horizon_is_a_number_of_days_up_to_ten_years(String days) {
    assertEquals("400 malformed-request", server.get(CLV + "?horizon_days=" + days).problem());
  }

  @Test
  void without_a_model_there_is_the_past_and_a_reason() {
    JsonNode answer = server.get(CLV).json();

    assertEquals("1234.51", answer.at("/historical/value").asText());
    assertEquals(
        TestServer.json(
            """
            [null, "No model has been fitted to the customers yet.", null]"""),
        TestServer.json(
            "[%s, %s, %s]"
                .formatted(answer.get("predicted"), answer.get("reason"), answer.get("model"))));
  }

  @Test
  void nothing_is_predicted_of_who_has_not_ordered_or_where_nothing_could_be_fitted() {
    server.state.models.put("default", MODEL);
    JsonNode stub = server.get("/api/v1/customers/c%401%3A2+3/clv").json();
    server.state.models.put("default", tooFew());
    JsonNode few = server.get(CLV).json();

    assertEquals(
        TestServer.json(
            """
            {"historical": {"value": "0.00", "orders": 0, "average_order_value": "0.00",
               "first_order_date": null, "last_order_date": null},
             "predicted": null, "reason": "The customer has no orders that count.", "model": %s}
            """
                .formatted(MODEL_JSON)),
        stub);
    assertEquals("Too few.", few.get("reason").asText());
    assertEquals(true, few.at("/model/name").isNull());
  }

  private static ClvModel tooFew() {
    return new ClvModel(
        FITTED,
        7,
        2,
        Optional.empty(),
        Optional.empty(),
        Optional.of("Too few."),
        List.of(),
        0,
        Optional.empty());
  }

  @Test
  void an_unknown_customer_has_none_and_one_owned_elsewhere_is_answered_there() {
    server.state.models.put("default", MODEL);
    try (TestServer other = new TestServer()) {
      other.state.ownership =
          new FakeLiveState.Ownership.Theirs(
              new HostInfo("127.0.0.1", server.internalPort()), false);

      assertEquals("404 unknown-customer", server.get("/api/v1/customers/nobody/clv").problem());
      assertEquals(
          server.get(CLV + "?horizon_days=30").body(), other.get(CLV + "?horizon_days=30").body());
    }
  }

  @Test
  void the_model_of_a_tenant_is_told_or_why_there_is_none() {
    String path = "/api/v1/analytics/clv";
    JsonNode before = server.get(path).json();
    server.state.models.put("default", MODEL);

    assertEquals(
        TestServer.json(
            """
            {"model": null, "reason": "No model has been fitted to the customers yet."}"""),
        before);
    assertEquals(
        TestServer.json("{\"model\": %s, \"reason\": null}".formatted(MODEL_JSON)),
        server.get(path).json());
    assertEquals(before, server.get(path, "X-Tenant-ID", "acme").json());
  }

  @Test
  void a_fit_of_a_tenant_without_customers_is_none() {
    assertEquals("404 unknown-tenant", server.post(FIT, "", "X-Tenant-ID", "nobody").problem());
    assertEquals(List.of(), server.fitted);
  }

  @Test
  void a_fit_is_accepted_and_asked_for_once_with_a_key() {
    server.state.aggregates.put("acme", Shop.aggregates(1));
    server.state.aggregates.put("default", Shop.aggregates(1));
    Reply reply = server.post(FIT, "", "X-Tenant-ID", "acme");
    Reply first = server.post(FIT, "", "Idempotency-Key", "k1");
    Reply again = server.post(FIT, "", "Idempotency-Key", "k1");

    assertEquals(
        TestServer.json(
            """
            {"status": "accepted", "tenant_id": "acme", "requested_at": "2026-03-01T12:00:01Z"}
            """),
        reply.json());
    assertEquals(List.of(202, 202, 202), List.of(reply.status(), first.status(), again.status()));
    assertEquals(first.body(), again.body());
    assertEquals(List.of("acme", "default"), server.fitted);
  }

  @Test
  void lists_are_sorted_by_what_is_expected_and_who_is_not_predicted_comes_last() {
    server.state.customers.put(
        new CustomerKey("default", "bob"),
        Shop.anna().withPurchases(Shop.stub().purchases().with(Shop.FEB, Shop.money("9.00")), 1));
    server.state.models.put("default", MODEL);

    for (String sort : List.of("predicted_clv_365", "probability_alive")) {
      List<String> up = server.get("/api/v1/customers?sort=" + sort).ids();
      List<String> down = server.get("/api/v1/customers?sort=-" + sort).ids();
      assertEquals("c@1:2+3", up.getLast(), sort);
      assertEquals("c@1:2+3", down.getLast(), sort);
      assertEquals(up.subList(0, 2).reversed(), down.subList(0, 2), sort);
    }
  }

  @Test
  void conditions_and_explanations_see_the_value_that_the_answer_shows() {
    server.state.models.put("default", MODEL);
    JsonNode shown = server.get(CLV + "?horizon_days=365").json().at("/predicted/0");
    String conditions =
        """
        [{"field": "probability_alive", "operator": "eq", "value": %s},
         {"field": "predicted_clv_365", "operator": "eq", "value": %s}]"""
            .formatted(shown.get("probability_alive"), shown.get("value"));
    Reply created =
        server.json(
            "POST",
            ApiPaths.SEGMENTS,
            "{\"id\": \"just\", \"name\": \"Just\", \"type\": \"dynamic\", \"conditions\": %s}"
                .formatted(conditions));
    assertEquals(201, created.status(), created.body());

    JsonNode preview =
        server
            .json(
                "POST",
                ApiPaths.SEGMENTS + "/preview",
                "{\"conditions\": %s}".formatted(conditions))
            .json();
    JsonNode segments = server.get("/api/v1/customers/anna/segments?explain=true").json();

    assertEquals(1, preview.get("count").asInt());
    JsonNode explanation = segments.get("items").get(segments.get("items").size() - 1);
    assertEquals("just", explanation.get("id").asText());
    assertEquals(true, explanation.at("/explanation/holds").asBoolean());
    assertEquals(shown.get("probability_alive"), explanation.at("/explanation/all/0/actual"));
    assertEquals(shown.get("value"), explanation.at("/explanation/all/1/actual"));
    assertEquals("2026-03-02T00:00:00Z", explanation.at("/explanation/all/0/next_change").asText());
  }
}
