package shop.crm.queries.audit;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import shop.crm.connectors.postgres.AuditLog;
import shop.crm.connectors.postgres.AuditLog.Entry;
import shop.crm.connectors.postgres.AuditLog.Place;
import shop.crm.connectors.postgres.AuditLog.Query;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.queries.http.page.PageJson;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.access.Scope;

/** Answers what the audit log tells of a tenant. */
public final class AuditService implements Resource {

  private static final String LIST = "audit";
  private static final String WITHOUT_TENANT = "without_tenant";

  /** What is of no tenant is not for a credential of one. */
  private static final Problem PLATFORM_ONLY =
      Problem.platformOnly("Only a credential of the platform may ask for what is of no tenant");

  private final AuditLog log;
  private final Requests requests;

  /** The resource over what it answers from. */
  public AuditService(AuditLog log, Requests requests) {
    this.log = log;
    this.requests = requests;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Scope.ADMIN, "/api/v1/audit", this::list)
            .paged()
            .taking(AuditFilter.PARAMETERS)
            .taking(WITHOUT_TENANT));
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    int limit = Requests.limit(request);
    // One more than are shown tells whether there is another page.
    List<Entry> found =
        log.find(new Query(tenant(request), AuditFilter.of(request), behind(request), limit + 1));
    response
        .header(Json.TYPE)
        .send(PageJson.of(limit, found, EntryJson::write, AuditService::cursor));
  }

  /** Nothing where those are asked for who were refused before it was known whose they are. */
  private Optional<String> tenant(ServerRequest request) {
    String without = Requests.query(request, WITHOUT_TENANT).orElse("false");
    return switch (without) {
      case "false" -> Optional.of(requests.tenant(request));
      case "true" ->
          switch (Caller.of(request)) {
            case Caller.Anyone _, Caller.OfPlatform _, Caller.Peer _ -> Optional.empty();
            case Caller.OfTenant _ -> throw new ProblemException(PLATFORM_ONLY);
          };
      default ->
          throw new ProblemException(Problem.malformed(WITHOUT_TENANT + " is not true or false"));
    };
  }

  private static Optional<Place> behind(ServerRequest request) {
    return Requests.query(request, "cursor")
        .map(
            text ->
                KeysetCursor.parse(LIST, text)
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                Problem.malformed("cursor is not one that this list gave"))))
        .map(cursor -> new Place(Micros.toInstant(cursor.epochMicros()), cursor.sequence()));
  }

  private static String cursor(Entry entry) {
    return KeysetCursor.of(entry.line().at(), 0, entry.id(), "").cursor(LIST);
  }
}
