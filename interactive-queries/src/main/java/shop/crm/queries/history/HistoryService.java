package shop.crm.queries.history;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.ActivityEntry;
import shop.crm.queries.view.HistoryList;
import shop.crm.queries.view.HistoryList.Source;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.OrderJson;
import shop.crm.queries.view.ShownSegments;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.rules.RulesInForce;

/** Orders and activity of a customer, from the stream. */
public final class HistoryService implements Resource {

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final RulesInForce rules;
  private final ShownSegments segments;
  private final HistoryList orders;

  /** The resource over what it answers from. */
  public HistoryService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Answers answers,
      RulesInForce rules,
      OrderJson orderJson,
      ShownSegments segments) {
    this.state = state;
    this.profiles = profiles;
    this.requests = requests;
    this.answers = answers;
    this.rules = rules;
    this.segments = segments;
    this.orders = HistoryList.orders(orderJson);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.ofCustomer(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMER + "/orders", this::orders)
            .paged()
            .withLargeAnswer(),
        Route.ofCustomer(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMER + "/activity", this::activity)
            .paged()
            .taking("type")
            .withLargeAnswer());
  }

  private void orders(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    page(request, response, Page.of("orders", request), orders);
  }

  private void activity(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    Page<Source> asked = Page.of("activity", request);
    Set<ActivityEntry.Type> types = types(request);
    Predicate<String> told =
        segments.now(Visibility.of(request), requests.customer(request).tenant());
    page(request, response, asked, HistoryList.activity(rules.loyalty(), types, told));
  }

  private void page(
      ServerRequest request, ServerResponse response, Page<Source> asked, HistoryList list)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.history(key, history -> list.page(history, asked.fresh())),
        (page, freshness) ->
            response
                .header(Json.TYPE)
                .send(page.orElseGet(() -> nothing(key, asked.fresh(), freshness))));
  }

  private byte[] nothing(CustomerKey key, Page<Source> page, Freshness freshness) {
    KnownCustomers.require(profiles, key, freshness);
    return HistoryList.nothing(page);
  }

  private static Set<ActivityEntry.Type> types(ServerRequest request) {
    Set<ActivityEntry.Type> types = EnumSet.noneOf(ActivityEntry.Type.class);
    for (String value : request.query().all("type", List::of)) {
      for (String name : value.split(",")) {
        types.add(
            ActivityEntry.Type.named(name)
                .orElseThrow(
                    () -> new ProblemException(Problem.malformed("type is not a known one"))));
      }
    }
    return types.isEmpty() ? EnumSet.allOf(ActivityEntry.Type.class) : types;
  }
}
