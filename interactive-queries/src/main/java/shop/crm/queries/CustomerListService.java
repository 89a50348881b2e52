package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.CustomerPages.Element;
import shop.crm.queries.CustomerPages.Head;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.roster.RosterQuery;

/**
 * Lists customers. What is sorted by time of creation and filtered by the profile alone is answered
 * by PostgreSQL, where a caller's own writes are at once; whatever asks for live figures is
 * answered by the stream. Either way profile and figures of a page are put together.
 */
final class CustomerListService implements Resource {

  private final LiveState state;
  private final Profiles profiles;
  private final Segments segments;
  private final Requests requests;
  private final CustomerPages pages;
  private final TopologySettings settings;

  CustomerListService(
      LiveState state,
      Profiles profiles,
      Segments segments,
      Requests requests,
      CustomerJson customerJson,
      TopologySettings settings) {
    this.state = state;
    this.profiles = profiles;
    this.segments = segments;
    this.requests = requests;
    this.pages = new CustomerPages(state, profiles, customerJson);
    this.settings = settings;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.live(CustomersService.CUSTOMERS, this::list));
  }

  private void list(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    ListRequest asked =
        ListRequest.of(
            tenant, request, settings.rules().loyalty(), id -> segments.find(tenant, id));
    List<Element> elements =
        switch (asked) {
          case ListRequest.ByProfile byProfile -> byProfile(tenant, byProfile, request, response);
          case ListRequest.ByFigures(RosterQuery query, int limit, String kind) ->
              CustomerPages.fill(
                  pages.byFigures(tenant, query), query.after(), query.limit(), Head.of(response));
        };
    pages.send(response, elements, asked.limit(), asked.kind());
  }

  private List<Element> byProfile(
      String tenant, ListRequest.ByProfile asked, ServerRequest request, ServerResponse response) {
    ProfileQuery query = asked.query();
    List<StoredProfile> stored = profiles.list(tenant, query);
    List<String> ids = stored.stream().map(profile -> profile.key().customer()).toList();
    Here<Map<String, CustomerState>> live = Answers.here(state.customers(tenant, ids));
    MinAsOf.check(request, live.freshness());
    Answers.fresh(response, live.freshness());
    List<Element> elements = new ArrayList<>(stored.size());
    for (StoredProfile profile : stored) {
      Optional<CustomerState> figures =
          Optional.ofNullable(live.value().get(profile.key().customer()));
      elements.add(new Element(CustomerView.of(profile, figures), ListCursor.of(profile)));
    }
    return elements;
  }
}
