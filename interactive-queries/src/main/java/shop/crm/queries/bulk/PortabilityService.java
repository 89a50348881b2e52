package shop.crm.queries.bulk;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Profiles.Consent;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.StreamedJson;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.page.Page;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.view.ActivityEntry;
import shop.crm.queries.view.ConsentsJson;
import shop.crm.queries.view.CustomerHistory;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerSegments;
import shop.crm.queries.view.CustomerSegments.Beside;
import shop.crm.queries.view.CustomerSegments.Defined;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.HistoryList;
import shop.crm.queries.view.HistoryList.Source;
import shop.crm.queries.view.KnownCustomers;
import shop.crm.queries.view.LedgerLine;
import shop.crm.queries.view.LiveFigures;
import shop.crm.queries.view.OrderJson;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;

/**
 * Everything that is known of a customer as one document, for data portability. It is written while
 * it is read, so memory does not follow how much that is.
 */
public final class PortabilityService implements Resource {

  private final LiveState state;
  private final LiveFigures figures;
  private final Profiles profiles;
  private final Requests requests;
  private final Answers answers;
  private final CustomerSegments segments;
  private final CustomerJson customerJson;
  private final HistoryList orders;

  /** The resource over what it answers from. */
  public PortabilityService(
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
    this.orders = HistoryList.orders(orderJson);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.ofCustomer(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMER + "/export", this::export)
            .withLargeAnswer());
  }

  private void export(ServerRequest request, ServerResponse response)
      throws IOException, InterruptedException {
    CustomerKey key = requests.customer(request);
    Visibility visibility = Visibility.of(request);
    answers.answer(
        request,
        response,
        key.tenant(),
        state.history(key, history -> true),
        (found, freshness) -> {
          CustomerView customer =
              CustomerView.of(key, profiles.find(key), figures.of(key).customer())
                  .orElseThrow(() -> KnownCustomers.unknown(freshness));
          List<Consent> consents = profiles.consents(key);
          Defined defined = segments.defined(key);
          HistoryList earned = HistoryList.earned(customerJson.rules().loyalty());
          HistoryList activity =
              HistoryList.activity(
                  customerJson.rules().loyalty(),
                  EnumSet.allOf(ActivityEntry.Type.class),
                  defined.toldTo(visibility));
          List<Beside> memberOf =
              segments.of(customer, defined).stream()
                  .filter(Beside::member)
                  .filter(segment -> !segment.isHiddenFrom(visibility))
                  .toList();
          Optional<Long> life =
              customer.live().filter(_ -> found.isPresent()).map(CustomerState::life);
          StreamedJson.send(
              request,
              response,
              json -> {
                json.writeFieldName("customer");
                customerJson.element(json, customer, visibility);
                json.writeFieldName("consents");
                ConsentsJson.write(json, consents);
                json.writeArrayFieldStart("segments");
                for (Beside segment : memberOf) {
                  CustomerSegments.write(json, segment);
                }
                json.writeEndArray();
                CustomerHistory history = new CustomerHistory(state, key, life);
                history.write(json, "orders", orders, page -> {});
                history.write(json, "activity", activity, page -> {});
                history.write(json, "ledger", earned, page -> enter(key, page));
              });
        });
  }

  /** Adds what PostgreSQL knows of the ledger. */
  private void enter(CustomerKey key, Page<Source> page) {
    profiles.entries(
        key,
        entry -> {
          LedgerLine line = LedgerLine.of(entry);
          page.add(line.place(), new Source.Here(line::write));
          return !page.isFullBefore(line.place());
        });
  }
}
