package shop.crm.queries.customer;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.fresh.MinAsOf;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerPages;
import shop.crm.queries.view.CustomerPages.Batch;
import shop.crm.queries.view.CustomerPages.Batches;
import shop.crm.queries.view.CustomerPages.Element;
import shop.crm.queries.view.CustomerPages.Head;
import shop.crm.queries.view.CustomerView;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.rules.RulesInForce;

/**
 * Lists customers. What is sorted by time of creation and filtered by the profile alone is answered
 * by PostgreSQL, where a caller's own writes are at once; whatever asks for live figures is
 * answered by the stream. Either way profile and figures of a page are put together.
 */
public final class CustomerListService implements Resource {

  private final LiveState state;
  private final Profiles profiles;
  private final Segments segments;
  private final Requests requests;
  private final CustomerPages pages;
  private final RulesInForce rules;

  /** The resource over what it answers from. */
  public CustomerListService(
      LiveState state,
      Profiles profiles,
      Segments segments,
      Requests requests,
      CustomerJson customerJson,
      RulesInForce rules) {
    this.state = state;
    this.profiles = profiles;
    this.segments = segments;
    this.requests = requests;
    this.pages = new CustomerPages(state, profiles, customerJson);
    this.rules = rules;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.live(Scope.CUSTOMERS_READ, ApiPaths.CUSTOMERS, this::list)
            .paged()
            .taking(ListRequest.PARAMETERS)
            .withLargeAnswer());
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    String tenant = requests.tenant(request);
    ListRequest asked =
        ListRequest.of(tenant, request, rules.loyalty(), id -> segments.find(tenant, id));
    Head head = Head.of(response);
    Visibility visibility = Visibility.of(request);
    switch (asked) {
      case ListRequest.ByProfile(ProfileQuery query, int limit, String kind) ->
          pages.send(
              response,
              byProfile(request, tenant, query),
              Optional.empty(),
              limit,
              kind,
              visibility,
              head);
      case ListRequest.ByFigures(CustomerQuery query, int limit, String kind) ->
          pages.send(
              response,
              pages.byFigures(tenant, query),
              query.after(),
              limit,
              kind,
              visibility,
              head);
    }
  }

  private Batches byProfile(ServerRequest request, String tenant, ProfileQuery query) {
    return (behind, most, head) -> {
      ProfileQuery asked = behind.map(CustomerListService::place).map(query::after).orElse(query);
      List<StoredProfile> stored = profiles.list(tenant, asked.limitedTo(most));
      List<String> ids = stored.stream().map(profile -> profile.key().customer()).toList();
      Here<Map<String, CustomerState>> live =
          Answers.here(state.ask(CustomersByIdQuestion.of(tenant, ids)));
      MinAsOf.check(request, live.freshness());
      head.fresh(live.freshness());
      List<Element> elements = new ArrayList<>(stored.size());
      for (StoredProfile profile : stored) {
        Optional<CustomerState> figures =
            Optional.ofNullable(live.value().get(profile.key().customer()));
        elements.add(new Element(CustomerView.of(profile, figures), ListCursor.of(profile)));
      }
      return new Batch(
          elements,
          stored.size() == most
              ? Optional.of(elements.getLast().cursor().position())
              : Optional.empty());
    };
  }

  private static ProfileQuery.After place(Position position) {
    return new ProfileQuery.After(Micros.toInstant(position.value().orElseThrow()), position.id());
  }
}
