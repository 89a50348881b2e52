package shop.crm.queries.analytics;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.jobs.RecalculationIds;
import shop.crm.queries.jobs.Recalculations;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.rules.RulesInForce;

/** Figures over all customers of a tenant. */
public final class AnalyticsService implements Resource {

  /** Clocks of instances, and ids of requests of one millisecond, may be so far ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final LiveState state;
  private final Requests requests;
  private final Recalculations recalculations;
  private final RulesInForce rules;
  private final AcceptedRequests wishes;
  private final Clock clock;

  /** The resource over what it answers from. */
  public AnalyticsService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Recalculations recalculations,
      Clock clock,
      RulesInForce rules) {
    this.state = state;
    this.wishes = new AcceptedRequests(state, profiles, clock);
    this.requests = requests;
    this.clock = clock;
    this.recalculations = recalculations;
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.ANALYTICS_READ, "/api/v1/analytics/rfm", this::rfm),
        Route.post(Scope.SEGMENTS_WRITE, "/api/v1/analytics/rfm/recalculate", this::recalculate),
        Route.live(
            Scope.ANALYTICS_READ, "/api/v1/analytics/rfm/recalculations/{id}", this::recalculation),
        Route.live(Scope.ANALYTICS_READ, "/api/v1/analytics/overview", this::overview));
  }

  private Here<TenantAggregates> aggregates(String tenant) {
    return Answers.here(state.ask(new AggregatesQuestion(tenant)).map(Aggregates::aggregates));
  }

  private void rfm(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    Here<TenantAggregates> aggregates = aggregates(tenant);
    Here<Thresholds> thresholds = Answers.here(state.thresholds(tenant));
    Freshness freshness = aggregates.freshness();
    Answers.fresh(response, freshness);
    response
        .header(Json.TYPE)
        .send(
            new RfmJson(rules.rfm())
                .write(aggregates.value(), thresholds.value(), freshness.asOf()));
  }

  private void overview(ServerRequest request, ServerResponse response) {
    Here<TenantAggregates> aggregates = aggregates(requests.tenant(request));
    Answers.fresh(response, aggregates.freshness());
    response
        .header(Json.TYPE)
        .send(
            new OverviewJson(rules.loyalty().names())
                .write(aggregates.value(), aggregates.freshness().asOf()));
  }

  private void recalculate(ServerRequest request, ServerResponse response) throws IOException {
    wishes.accept(
        request,
        response,
        requests.tenant(request),
        tenant -> Optional.of(recalculations.request(tenant)));
  }

  /** How far a request is; one that a later request was answered with is as far as that. */
  private void recalculation(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    String id = request.path().pathParameters().get("id");
    Here<TenantAggregates> aggregates = aggregates(tenant);
    Thresholds thresholds = Answers.here(state.thresholds(tenant)).value();
    Instant requestedAt =
        RecalculationIds.time(id)
            .filter(at -> !at.isAfter(clock.instant().plus(AHEAD)))
            .filter(_ -> aggregates.value().customers() > 0)
            .orElseThrow(() -> new ProblemException(Problem.unknownRecalculation()));
    boolean answered =
        thresholds.answers().filter(it -> RecalculationIds.answers(it, id)).isPresent();
    boolean inForce = answered && aggregates.value().rules().version() >= thresholds.version();
    Answers.fresh(response, aggregates.freshness());
    response
        .header(Json.TYPE)
        .send(
            JsonBytes.object(
                json -> {
                  json.writeStringField("id", id);
                  json.writeStringField(
                      "status", inForce ? "in_force" : answered ? "calculated" : "waiting");
                  json.writeStringField("tenant_id", tenant);
                  json.writeStringField("requested_at", requestedAt.toString());
                  Json.text(
                      json,
                      "calculated_at",
                      Optional.of(thresholds.calculatedAt()).filter(_ -> answered));
                }));
  }
}
