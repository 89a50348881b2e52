package shop.crm.queries.http.filter;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import shop.crm.queries.http.Route;

/**
 * Times requests by method, route and status; what matches no route counts as one route. A stream
 * that goes on until somebody ends it is not timed.
 */
public final class RequestTimer implements Filter {

  private static final String NO_ROUTE = "none";

  /** Few, for each is a series for each route and status: from a read at hand to a time limit. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  /** Stands in the context of a request that a stream answers. */
  private record Streamed() {}

  private record Kind(String method, String path, int status) {}

  /** Times into a registry. */
  public RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    chain.proceed();
    int status = response.status().code();
    boolean streamed = request.context().get(Streamed.class).isPresent();
    if (streamed && status == Status.OK_200.code()) {
      return;
    }
    String path = request.matchingPattern().orElse(NO_ROUTE);
    // A method that no route has would be a new meter for each that somebody thinks of.
    boolean routed = !path.equals(NO_ROUTE) && status != 405;
    Kind kind = new Kind(routed ? request.prologue().method().text() : NO_ROUTE, path, status);
    timers
        .computeIfAbsent(kind, this::timer)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  /** The same route; of a stream it is remembered that it is not timed. */
  public static Route leftOut(Route route) {
    if (!route.traits().stream()) {
      return route;
    }
    return route.answeredBy(
        (request, response) -> {
          request.context().register(new Streamed());
          route.handler().handle(request, response);
        });
  }

  private Timer timer(Kind kind) {
    return Timer.builder("crm.http.requests")
        .description("Requests, by route and status")
        .serviceLevelObjectives(BUCKETS)
        .tag("method", kind.method())
        .tag("path", kind.path())
        .tag("status", String.valueOf(kind.status()))
        .register(registry);
  }
}
