package shop.crm.queries;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.TenantTallies;

/** Figures over all customers of a tenant. */
final class AnalyticsService implements Resource {

  private static final int MAX_ERRORS = 20;

  private final LiveState state;
  private final Requests requests;
  private final Recalculations recalculations;
  private final Clock clock;
  private final RfmJson rfmJson;
  private final OverviewJson overviewJson;
  private final Idempotency idempotency;

  AnalyticsService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Recalculations recalculations,
      Clock clock,
      TopologySettings settings) {
    this.state = state;
    this.idempotency = new Idempotency(profiles);
    this.requests = requests;
    this.recalculations = recalculations;
    this.clock = clock;
    this.rfmJson = new RfmJson(settings.rules().rfm());
    this.overviewJson = new OverviewJson(settings.rules().loyalty().names());
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live("/api/v1/analytics/rfm", this::rfm),
        Route.post("/api/v1/analytics/rfm/recalculate", this::recalculate),
        Route.live("/api/v1/analytics/overview", this::overview));
  }

  private void rfm(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    Here<TenantTallies> tallies = Answers.here(state.tallies(tenant));
    Here<Thresholds> thresholds = Answers.here(state.thresholds(tenant));
    Freshness freshness = tallies.freshness();
    Answers.fresh(response, freshness);
    response
        .header(Json.TYPE)
        .send(rfmJson.write(tallies.value(), thresholds.value(), freshness.asOf()));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    Here<TenantTallies> tallies = Answers.here(state.tallies(requests.tenant(request)));
    Answers.fresh(response, tallies.freshness());
    response
        .header(Json.TYPE)
        .send(overviewJson.write(tallies.value(), tallies.freshness().asOf()));
  }

  private void recalculate(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    accept(request, response, tenant, idempotency, clock, recalculations::request);
  }

  /**
   * Accepts a wish of a tenant in which there is nothing to choose.
   *
   * @param wish takes the tenant
   */
  static void accept(
      ServerRequest request,
      ServerResponse response,
      String tenant,
      Idempotency idempotency,
      Clock clock,
      Consumer<String> wish)
      throws IOException {
    Optional<String> key = Idempotency.key(request);
    byte[] body = Bodies.bytes(request);
    check(request, body);
    // Without a key there is nothing to remember, and PostgreSQL is not needed.
    if (key.isPresent()) {
      idempotency.answer(request, response, tenant, body, writer -> requested(tenant, clock, wish));
    } else {
      Idempotency.send(response, requested(tenant, clock, wish));
    }
  }

  private static Answer requested(String tenant, Clock clock, Consumer<String> wish) {
    Instant now = clock.instant();
    wish.accept(tenant);
    byte[] answer =
        JsonBytes.object(
            json -> {
              json.writeStringField("status", "accepted");
              json.writeStringField("tenant_id", tenant);
              json.writeStringField("requested_at", now.toString());
            });
    return new Answer(Status.ACCEPTED_202.code(), Optional.empty(), Map.of(), answer);
  }

  /** There is nothing to choose: the body is empty, or an empty object. */
  private static void check(ServerRequest request, byte[] body) {
    if (body.length == 0) {
      return;
    }
    Bodies.require(request, Set.of(Bodies.JSON));
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    JsonNode node = Bodies.json(body);
    if (!node.isObject()) {
      errors.add("", "is not an object");
    }
    node.propertyStream()
        .forEach(
            field -> errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here"));
    errors.throwIfAny();
  }
}
