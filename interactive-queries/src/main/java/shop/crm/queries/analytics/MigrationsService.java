package shop.crm.queries.analytics;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.StreamedJson;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.MigrationsQuestion;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.topology.rules.RulesInForce;

/** Answers how many customers moved between which RFM segments, by day. */
public final class MigrationsService implements Resource {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;

  private final LiveState state;
  private final Requests requests;
  private final Clock clock;
  private final RulesInForce rules;

  /** The resource over what it answers from. */
  public MigrationsService(LiveState state, Requests requests, Clock clock, RulesInForce rules) {
    this.state = state;
    this.requests = requests;
    this.clock = clock;
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.ANALYTICS_READ, "/api/v1/analytics/rfm/migrations", this::migrations)
            .taking("from", "to")
            .withLargeAnswer());
  }

  private void migrations(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    LocalDate today = LocalDate.ofInstant(clock.instant(), rules.timeZone());
    DateRange<LocalDate> days = DateRange.days(request, today, USUAL_DAYS, MOST_DAYS);
    Here<NavigableMap<Integer, DayMigrations>> moves =
        Answers.here(
            state.ask(new MigrationsQuestion(tenant, epochDay(days.from()), epochDay(days.to()))));
    Answers.fresh(response, moves.freshness());
    StreamedJson.send(
        request,
        response,
        json -> MigrationsJson.write(json, days, moves.value(), moves.freshness().asOf()));
  }

  private static int epochDay(LocalDate day) {
    return Math.toIntExact(day.toEpochDay());
  }
}
