package shop.crm.queries;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Consent;
import shop.crm.queries.CustomerSegments.Beside;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.domain.LoyaltyRules;

/** Everything that is known of a customer as one document, for data portability. */
final class PortabilityService implements Resource {

  private final LiveState state;
  private final LiveFigures figures;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final CustomerSegments segments;
  private final CustomerJson customerJson;
  private final OrderJson orderJson;
  private final LoyaltyRules rules;

  PortabilityService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      Answers answers,
      CustomerSegments segments,
      CustomerJson customerJson,
      OrderJson orderJson) {
    this.state = state;
    this.figures = new LiveFigures(state);
    this.profiles = profiles;
    this.requests = requests;
    this.answers = answers;
    this.segments = segments;
    this.customerJson = customerJson;
    this.orderJson = orderJson;
    this.rules = customerJson.rules();
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.live(CustomersService.CUSTOMER + "/export", this::export));
  }

  /** What the stream has, newest first. */
  private record History(
      List<OrderState> orders, List<Happening> activity, List<LedgerLine> earned) {

    static final History NONE = new History(List.of(), List.of(), List.of());
  }

  private void export(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.history(key, this::collect),
        (found, freshness) -> {
          CustomerView customer =
              CustomerView.of(key, profiles.find(key), figures.of(key).customer())
                  .orElseThrow(() -> CustomersService.unknown(freshness));
          History history = found.filter(h -> customer.live().isPresent()).orElse(History.NONE);
          List<LedgerLine> ledger = new ArrayList<>(history.earned());
          profiles.entries(key, entry -> ledger.add(LedgerLine.of(entry)));
          response
              .header(Json.TYPE)
              .send(
                  json(
                      customer,
                      profiles.consents(key),
                      segments.of(customer, segments.defined(key)).stream()
                          .filter(Beside::member)
                          .toList(),
                      history,
                      newestFirst(ledger)));
        });
  }

  private History collect(LiveState.History history) {
    List<OrderState> orders = new ArrayList<>();
    List<Happening> activity = new ArrayList<>();
    List<LedgerLine> earned = new ArrayList<>();
    history.orders(
        order -> {
          orders.add(order);
          activity.addAll(Happening.of(order, rules));
          earned.addAll(LedgerLine.of(order, rules));
        });
    history.entries(entry -> activity.add(Happening.of(entry)));
    history.activities(
        one -> {
          activity.addAll(Happening.of(one));
          return true;
        });
    orders.sort(Comparator.comparing(OrderJson::place, Place.NEWEST_FIRST));
    activity.sort(Comparator.comparing(Happening::place, Place.NEWEST_FIRST));
    return new History(orders, activity, earned);
  }

  private static List<LedgerLine> newestFirst(List<LedgerLine> ledger) {
    return ledger.stream()
        .sorted(Comparator.comparing(LedgerLine::place, Place.NEWEST_FIRST))
        .toList();
  }

  private byte[] json(
      CustomerView customer,
      List<Consent> consents,
      List<Beside> memberOf,
      History history,
      List<LedgerLine> ledger) {
    return JsonBytes.object(
        json -> {
          json.writeFieldName("customer");
          customerJson.element(json, customer);
          json.writeFieldName("consents");
          ConsentsService.write(json, consents);
          array(
              json,
              "segments",
              memberOf,
              segment -> out -> CustomerSegments.write(out, segment, false));
          array(json, "orders", history.orders(), order -> out -> orderJson.write(out, order));
          array(json, "activity", history.activity(), happening -> happening::write);
          array(json, "ledger", ledger, line -> line::write);
        });
  }

  /** Writes one element. */
  private interface Element {
    void write(JsonGenerator json) throws IOException;
  }

  private static <T> void array(
      JsonGenerator json, String name, List<T> items, Function<T, Element> element)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (T item : items) {
      element.apply(item).write(json);
    }
    json.writeEndArray();
  }
}
