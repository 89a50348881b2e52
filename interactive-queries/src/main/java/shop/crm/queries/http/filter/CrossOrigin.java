package shop.crm.queries.http.filter;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.http.fresh.Answers;

/**
 * Lets pages of chosen sites in, and tells their browsers so, by the CORS protocol of the Fetch
 * standard. A browser sends the origin of a page as it is, whatever the page wants, so one that is
 * chosen needs no further admission; all others do.
 */
public final class CrossOrigin implements Filter {

  private static final HeaderName ALLOW_ORIGIN = HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
  private static final HeaderName ALLOW_METHODS = HeaderNames.ACCESS_CONTROL_ALLOW_METHODS;
  private static final Header ALLOW_HEADERS =
      HeaderValues.create(
          HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
          "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID,"
              + " X-On-Behalf-Of, X-Request-ID, X-Tenant-ID, traceparent");
  private static final Header EXPOSE_HEADERS =
      HeaderValues.create(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-As-Of,"
              + " X-Request-ID, X-Stale");
  private static final Header MAX_AGE =
      HeaderValues.create(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");

  private final Set<String> origins;
  private final Filter admission;

  /**
   * Lets in.
   *
   * @param origins of the chosen sites, as browsers send them
   * @param admission decides about all others
   */
  public CrossOrigin(Set<String> origins, Filter admission) {
    this.origins = origins;
    this.admission = admission;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(origins::contains);
    if (!origins.isEmpty()) {
      // Also what others are answered differs by it, and a cache must not mix the two.
      response.beforeSend(() -> Answers.vary(response, HeaderNames.ORIGIN));
    }
    if (origin.isEmpty()) {
      admission.filter(chain, request, response);
      return;
    }
    boolean preflight =
        request.prologue().method() == Method.OPTIONS
            && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    // Behind whatever answers, since a problem takes back what was told before it.
    response.beforeSend(() -> tell(response, origin.get(), preflight));
    chain.proceed();
  }

  private static void tell(ServerResponse response, String origin, boolean preflight) {
    response.header(ALLOW_ORIGIN, origin).header(EXPOSE_HEADERS);
    if (preflight && response.headers().contains(HeaderNames.ALLOW)) {
      response
          .header(ALLOW_METHODS, response.headers().get(HeaderNames.ALLOW).get())
          .header(ALLOW_HEADERS)
          .header(MAX_AGE);
    }
  }
}
