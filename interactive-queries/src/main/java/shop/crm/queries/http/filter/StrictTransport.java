package shop.crm.queries.http.filter;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Tells browsers to ask by TLS from now on, and by nothing else (RFC 6797), whatever a link says:
 * otherwise whoever is between a browser and the service could make the two talk in the open. Only
 * of this host: what others of its domain do is not this service's to say.
 */
public final class StrictTransport implements Filter {

  private static final HeaderName NAME = HeaderNames.create("Strict-Transport-Security");

  /** A year. */
  private static final Header VALUE = HeaderValues.createCached(NAME, "max-age=31536000");

  /** For a listener with TLS. */
  public StrictTransport() {}

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    // Behind whatever answers, since a problem takes back what was told before it.
    response.beforeSend(() -> response.header(VALUE));
    chain.proceed();
  }
}
