package shop.crm.queries.analytics;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.jobs.ClvFits;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.rules.RulesInForce;

/** What customers have spent and are expected to spend, and the model of it. */
public final class ClvService implements Resource {

  private static final int MAX_HORIZON_DAYS = 3_650;
  private static final List<Integer> HORIZONS = List.of(90, 365);

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final ClvFits fits;
  private final AcceptedRequests wishes;
  private final RulesInForce rules;
  private final Clock clock;

  /** The resource over what it answers from. */
  public ClvService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Answers answers,
      ClvFits fits,
      RulesInForce rules,
      Clock clock) {
    this.state = state;
    this.profiles = profiles;
    this.requests = requests;
    this.answers = answers;
    this.fits = fits;
    this.wishes = new AcceptedRequests(state, profiles, clock);
    this.rules = rules;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.ofCustomer(Scope.ANALYTICS_READ, ApiPaths.CUSTOMER + "/clv", this::customer)
            .taking("horizon_days"),
        Route.get(Scope.ANALYTICS_READ, "/api/v1/analytics/clv", this::tenant),
        Route.post(Scope.SEGMENTS_WRITE, "/api/v1/analytics/clv/fit", this::fit));
  }

  private void customer(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    List<Integer> horizons = horizons(request);
    Predictions predictions = new Predictions(rules.timeZone(), model(key.tenant()));
    answers.answer(
        request,
        response,
        key.tenant(),
        state.customer(
            key,
            customer ->
                ClvJson.customer(customer.purchases(), predictions, horizons, clock.instant())),
        (answer, freshness) ->
            response
                .header(Json.TYPE)
                .send(
                    answer.orElseGet(
                        () -> {
                          KnownCustomers.require(profiles, key, freshness);
                          return ClvJson.customer(
                              Purchases.NONE, predictions, horizons, clock.instant());
                        })));
  }

  private static List<Integer> horizons(ServerRequest request) {
    Optional<String> text = Requests.query(request, "horizon_days");
    if (text.isEmpty()) {
      return HORIZONS;
    }
    int days;
    try {
      days = Integer.parseInt(text.get());
    } catch (NumberFormatException e) {
      days = 0;
    }
    if (days < 1 || days > MAX_HORIZON_DAYS) {
      throw new ProblemException(
          Problem.malformed("horizon_days is not a number of 1 to " + MAX_HORIZON_DAYS));
    }
    return List.of(days);
  }

  private Optional<ClvModel> model(String tenant) {
    return Answers.here(state.clvModel(tenant)).value();
  }

  private void tenant(ServerRequest request, ServerResponse response) {
    byte[] answer = ClvJson.tenant(model(requests.tenant(request)));
    response.header(Json.TYPE).send(answer);
  }

  private void fit(ServerRequest request, ServerResponse response) throws IOException {
    wishes.accept(request, response, requests.tenant(request), this::wished);
  }

  /** What comes of it shows in the model: there is nothing else to follow. */
  private Optional<String> wished(String tenant) {
    fits.request(tenant);
    return Optional.empty();
  }
}
