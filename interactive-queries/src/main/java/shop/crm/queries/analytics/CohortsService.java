package shop.crm.queries.analytics;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.StreamedJson;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.CohortsQuestion;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.rules.RulesInForce;

/** Answers how customers come back, by when they first came. */
public final class CohortsService implements Resource {

  private static final int MOST_MONTHS = 120;

  /** An order may be dated so far ahead. */
  private static final Duration AHEAD = Duration.ofHours(24);

  private final LiveState state;
  private final Requests requests;
  private final Clock clock;
  private final RulesInForce rules;

  /** The resource over what it answers from. */
  public CohortsService(LiveState state, Requests requests, Clock clock, RulesInForce rules) {
    this.state = state;
    this.requests = requests;
    this.clock = clock;
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.ANALYTICS_READ, "/api/v1/analytics/cohorts", this::cohorts)
            .taking("from", "to", "granularity")
            .withLargeAnswer());
  }

  private void cohorts(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    CohortsQuestion question = question(request, tenant);
    Here<CohortAggregates> cohorts = Answers.here(state.ask(question));
    Answers.fresh(response, cohorts.freshness());
    StreamedJson.send(
        request,
        response,
        json ->
            CohortsJson.write(
                json, question.granularity(), cohorts.value(), cohorts.freshness().asOf()));
  }

  private CohortsQuestion question(ServerRequest request, String tenant) {
    Granularity granularity =
        Requests.query(request, "granularity")
            .map(CohortsService::granularity)
            .orElse(Granularity.MONTH);
    YearMonth latest = YearMonth.from(clock.instant().plus(AHEAD).atZone(rules.timeZone()));
    DateRange<YearMonth> months = DateRange.months(request, latest, MOST_MONTHS);
    return new CohortsQuestion(
        tenant,
        granularity,
        granularity.period(TenantCalendar.number(months.from())),
        granularity.period(TenantCalendar.number(months.to())));
  }

  private static Granularity granularity(String wire) {
    return Granularity.named(wire)
        .orElseThrow(
            () -> new ProblemException(Problem.malformed("granularity is not month or quarter")));
  }
}
