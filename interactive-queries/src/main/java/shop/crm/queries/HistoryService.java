package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.LiveState.History;
import shop.crm.queries.live.Located;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.LoyaltyRules;

/** Orders and activity of a customer, from the stream alone. */
final class HistoryService implements Resource {

  private final LiveState state;
  private final Requests requests;
  private final Answers answers;
  private final LoyaltyRules loyalty;
  private final OrderJson orderJson;

  HistoryService(
      LiveState state,
      Requests requests,
      Answers answers,
      LoyaltyRules loyalty,
      OrderJson orderJson) {
    this.state = state;
    this.requests = requests;
    this.answers = answers;
    this.loyalty = loyalty;
    this.orderJson = orderJson;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(CustomersService.CUSTOMER + "/orders", this::orders),
        Route.live(CustomersService.CUSTOMER + "/activity", this::activity));
  }

  private void orders(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    Page<OrderState> asked = Page.of("orders", request);
    CustomerKey key = requests.customer(request);
    Located<Optional<Page<OrderState>>> located =
        state.history(
            key,
            history -> {
              Page<OrderState> page = asked.fresh();
              history.orders(order -> page.add(OrderJson.place(order), order));
              return page;
            });
    answers.answer(
        request,
        response,
        key.tenant(),
        located,
        (page, freshness) ->
            response
                .header(Json.TYPE)
                .send(
                    page.orElseThrow(() -> CustomersService.unknown(freshness))
                        .toJson(orderJson::write)));
  }

  private void activity(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    Page<Happening> asked = Page.of("activity", request);
    Set<Happening.Type> types = types(request);
    CustomerKey key = requests.customer(request);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.history(key, history -> happenings(history, types, asked.fresh())),
        (page, freshness) ->
            response
                .header(Json.TYPE)
                .send(
                    page.orElseThrow(() -> CustomersService.unknown(freshness))
                        .toJson((json, happening) -> happening.write(json))));
  }

  private Page<Happening> happenings(
      History history, Set<Happening.Type> types, Page<Happening> page) {
    history.orders(order -> Happening.of(order, loyalty).forEach(step -> add(page, types, step)));
    history.entries(entry -> add(page, types, Happening.of(entry)));
    history.activities(
        activity -> {
          List<Happening> entries = Happening.of(activity);
          entries.forEach(entry -> add(page, types, entry));
          return !page.isFullBefore(entries.getFirst().place());
        });
    return page;
  }

  private static void add(Page<Happening> page, Set<Happening.Type> types, Happening happening) {
    if (types.contains(happening.type())) {
      page.add(happening.place(), happening);
    }
  }

  private static Set<Happening.Type> types(ServerRequest request) {
    Set<Happening.Type> types = EnumSet.noneOf(Happening.Type.class);
    for (String value : request.query().all("type", List::of)) {
      for (String name : value.split(",")) {
        types.add(
            Happening.Type.named(name)
                .orElseThrow(
                    () -> new ProblemException(Problem.malformed("type is not a known one"))));
      }
    }
    return types.isEmpty() ? EnumSet.allOf(Happening.Type.class) : types;
  }
}
