package shop.crm.queries.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Gives a request a name by which caller and log speak of the same one: what the caller calls it
 * (W3C's {@code traceparent} and {@code X-Request-ID}), else one of its own. Says besides what is
 * true of every answer: nobody stores it, and nobody guesses what it is.
 */
public final class RequestTrace implements Filter {

  /** By which name a caller knows the request. */
  public static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-ID");

  /** The trace that a request is part of, W3C Trace Context. */
  public static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");

  static final Header NO_SNIFFING =
      HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff");

  /** Personal data, and figures that are old a moment later. */
  static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  /** Names in the logging context. */
  private static final String LOGGED_ID = "request_id";

  private static final String LOGGED_TRACE = "trace_id";

  /** It is logged as it is: no blank, no end of a line, and not what an email needs. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:+/=-]{1,128}");

  private static final Pattern TRACE =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
              + "(-[\\x21-\\x7E]*)?");

  private record Name(String id) {}

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String id = id(request);
    request.context().register(new Name(id));
    response.beforeSend(() -> tell(response, id));
    MDC.put(LOGGED_ID, id);
    traceParent(request).ifPresent(parent -> MDC.put(LOGGED_TRACE, parent.split("-")[1]));
    try {
      chain.proceed();
    } finally {
      MDC.remove(LOGGED_ID);
      MDC.remove(LOGGED_TRACE);
    }
  }

  private static String id(ServerRequest request) {
    return request
        .headers()
        .first(REQUEST_ID)
        .filter(ID.asMatchPredicate())
        .orElseGet(RequestTrace::another);
  }

  /** It tells requests apart and keeps no secret: cheap numbers do. */
  private static String another() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** What a request is called. */
  public static Optional<String> of(ServerRequest request) {
    return request.context().get(Name.class).map(Name::id);
  }

  /** The trace that a request belongs to, as it is passed on. */
  public static Optional<String> traceParent(ServerRequest request) {
    return request.headers().first(TRACE_PARENT).filter(TRACE.asMatchPredicate());
  }

  private static void tell(ServerResponse response, String id) {
    response.header(REQUEST_ID, id).header(NO_SNIFFING);
    if (!response.headers().contains(HeaderNames.CACHE_CONTROL)) {
      response.header(NO_STORE);
    }
  }
}
