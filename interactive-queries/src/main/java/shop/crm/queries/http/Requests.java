package shop.crm.queries.http;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;

/**
 * Reads what every request has in common.
 *
 * @param defaultTenant whose data it is where the caller names no tenant
 */
public record Requests(String defaultTenant) {

  /** Names the tenant. */
  public static final HeaderName TENANT = HeaderNames.create("X-Tenant-ID");

  /** Says, between instances, that who asks does not see personal data. */
  public static final HeaderName MASKED = HeaderNames.create("X-Crm-Masked");

  private static final int MAX_LIMIT = 500;
  private static final int DEFAULT_LIMIT = 50;

  /**
   * The tenant whose data is asked for: the credential's, where there is one, for a request that
   * names another is refused before ({@link #requireOwnTenant}).
   *
   * @throws ProblemException 400 if the request has to name one and does not, or it is no id
   */
  public String tenant(ServerRequest request) {
    Optional<String> named = namedTenant(request);
    return switch (Caller.of(request)) {
      case Caller.Anyone _, Caller.Peer _ -> named.orElse(defaultTenant);
      case Caller.OfTenant(_, String own, _) -> own;
      case Caller.OfPlatform _ ->
          named.orElseThrow(
              () ->
                  new ProblemException(
                      Problem.malformed("A credential of the platform needs X-Tenant-ID")));
    };
  }

  /**
   * Requires that a request does not name another tenant than its caller's, whatever it asks for.
   *
   * @throws ProblemException 403 if it does
   */
  public static void requireOwnTenant(ServerRequest request, Caller caller) {
    if (caller instanceof Caller.OfTenant(_, String own, _)
        && request.headers().first(TENANT).filter(named -> !named.equals(own)).isPresent()) {
      throw new ProblemException(Problem.foreignTenant());
    }
  }

  /** The tenant that the request names, whoever sends it. */
  public Optional<String> namedTenant(ServerRequest request) {
    return request.headers().first(TENANT).map(name -> id("X-Tenant-ID", name));
  }

  /** The customer that the path names. */
  public CustomerKey customer(ServerRequest request) {
    return new CustomerKey(
        tenant(request), id("The customer's id", request.path().pathParameters().get("id")));
  }

  /** The segment that the path names, of the caller's tenant. */
  public static String segment(ServerRequest request) {
    return id("The segment's id", request.path().pathParameters().get("id"));
  }

  /**
   * Requires that a value is an id.
   *
   * @param what how the value is called
   * @throws ProblemException 400 if it is none
   */
  public static String id(String what, String value) {
    if (!Ids.isValid(value)) {
      throw new ProblemException(
          Problem.malformed(
              what + " is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -"));
    }
    return value;
  }

  /** How many items a page has at the most. */
  public static int limit(ServerRequest request) {
    Optional<String> text = query(request, "limit");
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    int limit;
    try {
      limit = Integer.parseInt(text.get());
    } catch (NumberFormatException e) {
      limit = 0;
    }
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ProblemException(Problem.malformed("limit is not a number of 1 to " + MAX_LIMIT));
    }
    return limit;
  }

  /** A parameter of the query. */
  public static Optional<String> query(ServerRequest request, String name) {
    UriQuery query = request.query();
    // Most requests have none, and Helidon looks for a mapper first.
    return query.isEmpty() ? Optional.empty() : query.first(name).asOptional();
  }
}
