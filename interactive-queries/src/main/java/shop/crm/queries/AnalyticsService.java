package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.TenantTallies;

/** Figures over all customers of a tenant. */
final class AnalyticsService implements Resource {

  private final LiveState state;
  private final Requests requests;
  private final Recalculations recalculations;
  private final RfmJson rfmJson;
  private final OverviewJson overviewJson;
  private final Wishes wishes;

  AnalyticsService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Recalculations recalculations,
      Clock clock,
      TopologySettings settings) {
    this.state = state;
    this.wishes = new Wishes(state, profiles, clock);
    this.requests = requests;
    this.recalculations = recalculations;
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
    wishes.accept(request, response, requests.tenant(request), recalculations::request);
  }
}
