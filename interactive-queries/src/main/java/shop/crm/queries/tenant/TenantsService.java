package shop.crm.queries.tenant;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import shop.crm.connectors.postgres.LimitsWriter;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Tenants;
import shop.crm.connectors.postgres.TooManyTenants;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.IfMatch;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.body.Bodies;
import shop.crm.queries.http.page.ListCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.queries.limit.Limits;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.topology.index.CustomerQuery.Position;

/** Lists tenants and tells and sets their limits, for whoever administrates the platform. */
public final class TenantsService implements Resource {

  private static final String LIST = "tenants";
  private static final Set<String> BODY = Set.of(Json.MEDIA_TYPE);

  private final Tenants tenants;
  private final Profiles profiles;
  private final TenantJson json;

  /**
   * The resource over what it answers from.
   *
   * @param profiles whose transactions write limits, too
   * @param limits what holds where nothing is set
   */
  public TenantsService(Tenants tenants, Profiles profiles, Limits limits) {
    this.tenants = tenants;
    this.profiles = profiles;
    this.json = new TenantJson(limits);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Scope.ADMIN, ApiPaths.TENANTS, this::list).paged().ofPlatform(),
        Route.get(Scope.ADMIN, ApiPaths.TENANT, this::read).ofPlatform(),
        Route.put(Scope.ADMIN, ApiPaths.TENANT, this::replace).ofPlatform());
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    int limit = Requests.limit(request);
    // One more than are shown tells whether there is another page.
    List<TenantLimits> found = tenants.list(behind(request), limit + 1);
    response
        .header(Json.TYPE)
        .send(PageJson.of(limit, found, json::element, TenantsService::cursor));
  }

  private static String cursor(TenantLimits tenant) {
    return ListCursor.of(new Position(OptionalLong.empty(), tenant.tenant())).encode(LIST);
  }

  /** The tenant that a page begins behind; the empty one is before all. */
  private static String behind(ServerRequest request) {
    Optional<String> cursor = Requests.query(request, "cursor");
    if (cursor.isEmpty()) {
      return "";
    }
    return ListCursor.parse(LIST, cursor.get())
        .orElseThrow(
            () -> new ProblemException(Problem.malformed("cursor is not one that this list gave")))
        .position()
        .id();
  }

  private void read(ServerRequest request, ServerResponse response) {
    TenantLimits tenant = tenants.find(id(request)).orElseThrow(TenantsService::unknown);
    byte[] body = json.bytes(tenant);
    response.header(Json.TYPE);
    EntityTags.send(request, response, EntityTags.of(tenant.revision(), body), body);
  }

  /** Limits may be set before a tenant has anything. */
  private void replace(ServerRequest request, ServerResponse response) throws IOException {
    String id = id(request);
    IfMatch ifMatch = IfMatch.of(request);
    Bodies.require(request, BODY);
    Map<Limit, Long> values = LimitsBody.read(Bodies.json(Bodies.bytes(request)));
    TenantLimits after =
        profiles.write(
            writer -> {
              TenantLimits before = writer.limits().lock(id);
              ifMatch.check(before.revision());
              return set(writer.limits(), before, values);
            });
    response
        .header(HeaderNames.ETAG, EntityTags.of(after.revision()))
        .header(Json.TYPE)
        .send(json.bytes(after));
  }

  private static TenantLimits set(
      LimitsWriter writer, TenantLimits before, Map<Limit, Long> values) {
    try {
      return writer.set(before, values);
    } catch (TooManyTenants _) {
      throw problem(
          409,
          "too-many-tenants",
          "Too many tenants",
          "Limits may be set for " + TenantLimits.MAX_TENANTS + " tenants");
    }
  }

  private static String id(ServerRequest request) {
    String id = Requests.id("The tenant's id", request.path().pathParameters().get("id"));
    if (!Ids.isReachable(id)) {
      throw new ProblemException(Problem.malformed("The tenant's id is not " + Ids.REACHABLE));
    }
    return id;
  }

  private static ProblemException unknown() {
    return problem(
        404, "unknown-tenant", "Unknown tenant", "There is nothing of such a tenant, nor a limit");
  }

  private static ProblemException problem(int status, String slug, String title, String detail) {
    return new ProblemException(Problem.of(status, slug, title, detail));
  }
}
