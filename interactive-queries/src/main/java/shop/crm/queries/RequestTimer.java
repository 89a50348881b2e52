package shop.crm.queries;

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

/**
 * Times requests by method, route and status; what matches no route counts as one route. A stream
 * that goes on until somebody ends it is not timed.
 */
final class RequestTimer implements Filter {

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

  private record Kind(String method, String path, int status) {}

  RequestTimer(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    chain.proceed();
    if (response.headers().contains(ChangesService.EVENT_STREAM)) {
      return;
    }
    int status = response.status().code();
    String path = request.matchingPattern().orElse(NO_ROUTE);
    // A method that no route has would be a new meter for each that somebody thinks of.
    boolean routed = !path.equals(NO_ROUTE) && status != 405;
    Kind kind = new Kind(routed ? request.prologue().method().text() : NO_ROUTE, path, status);
    timers
        .computeIfAbsent(kind, this::timer)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
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
