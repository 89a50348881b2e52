package shop.crm.queries;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.Lookup;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.queries.live.Located.Here;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.state.CustomerState;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.roster.RosterQuery;

/**
 * Lists customers. What is sorted by time of creation and filtered by the profile alone is answered
 * by PostgreSQL, where a caller's own writes are at once; whatever asks for live figures is
 * answered by the stream. Either way profile and figures of a page are put together.
 */
final class CustomerListService implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(CustomerListService.class);

  private final LiveState state;
  private final Profiles profiles;
  private final Requests requests;
  private final CustomerJson customerJson;
  private final TopologySettings settings;

  CustomerListService(
      LiveState state,
      Profiles profiles,
      Requests requests,
      CustomerJson customerJson,
      TopologySettings settings) {
    this.state = state;
    this.profiles = profiles;
    this.requests = requests;
    this.customerJson = customerJson;
    this.settings = settings;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(CustomersService.CUSTOMERS, this::list));
  }

  /** A customer and where a page that starts behind it begins. */
  private record Element(CustomerView customer, ListCursor cursor) {}

  private void list(ServerRequest request, ServerResponse response) {
    String tenant = requests.tenant(request);
    ListRequest asked = ListRequest.of(tenant, request, settings.rules().loyalty());
    List<Element> elements =
        switch (asked) {
          case ListRequest.ByProfile byProfile -> byProfile(tenant, byProfile, response);
          case ListRequest.ByFigures byFigures -> byFigures(tenant, byFigures, response);
        };
    boolean more = elements.size() > asked.limit();
    List<Element> page = more ? elements.subList(0, asked.limit()) : elements;
    Optional<String> next =
        more ? Optional.of(page.getLast().cursor().encode(asked.kind())) : Optional.empty();
    response
        .header(Json.TYPE)
        .send(
            JsonBytes.object(
                json -> {
                  json.writeArrayFieldStart("items");
                  for (Element element : page) {
                    customerJson.element(json, element.customer());
                  }
                  json.writeEndArray();
                  Json.text(json, "next_cursor", next);
                }));
  }

  private List<Element> byProfile(
      String tenant, ListRequest.ByProfile asked, ServerResponse response) {
    ProfileQuery query = asked.query();
    List<StoredProfile> stored = profiles.list(tenant, query);
    List<String> ids = stored.stream().map(profile -> profile.key().customer()).toList();
    Here<Map<String, CustomerState>> live = Answers.here(state.customers(tenant, ids));
    Answers.fresh(response, live.freshness());
    List<Element> elements = new ArrayList<>(stored.size());
    for (StoredProfile profile : stored) {
      Optional<CustomerState> figures =
          Optional.ofNullable(live.value().get(profile.key().customer()));
      elements.add(new Element(CustomerView.of(profile, figures), ListCursor.of(profile)));
    }
    return elements;
  }

  private List<Element> byFigures(
      String tenant, ListRequest.ByFigures asked, ServerResponse response) {
    List<Element> elements = new ArrayList<>();
    RosterQuery query = asked.query();
    boolean more = true;
    while (more && elements.size() < query.limit()) {
      Here<List<Listed>> listed = Answers.here(state.list(tenant, query));
      if (elements.isEmpty()) {
        Answers.fresh(response, listed.freshness());
      }
      elements.addAll(views(tenant, listed.value(), response));
      more = listed.value().size() == query.limit();
      // Customers that were erased a moment ago leave gaps, which the next ones fill.
      if (more) {
        query = query.after(listed.value().getLast().position());
      }
    }
    return elements;
  }

  private List<Element> views(String tenant, List<Listed> listed, ServerResponse response) {
    Map<String, Lookup> lookups =
        lookups(tenant, listed.stream().map(one -> one.position().id()).toList(), response);
    List<Element> elements = new ArrayList<>(listed.size());
    for (Listed one : listed) {
      CustomerKey key = new CustomerKey(tenant, one.position().id());
      Lookup lookup =
          lookups.getOrDefault(
              key.customer(), new Lookup(Optional.empty(), one.state().erasedAt()));
      CustomerView.of(key, lookup, Optional.of(one.state()))
          .filter(view -> view.live().isPresent())
          .ifPresent(view -> elements.add(new Element(view, ListCursor.of(one.position()))));
    }
    return elements;
  }

  /** While PostgreSQL is away the stream's copies of the profiles stand in, and say so. */
  private Map<String, Lookup> lookups(String tenant, List<String> ids, ServerResponse response) {
    try {
      return profiles.find(tenant, ids);
    } catch (DatabaseAway e) {
      LOG.debug("answering with the stream's copies of profiles", e);
      Answers.stale(response);
      return Map.of();
    }
  }
}
