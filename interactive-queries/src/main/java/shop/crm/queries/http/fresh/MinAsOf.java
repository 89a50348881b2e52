package shop.crm.queries.http.fresh;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Route;
import shop.crm.queries.live.Freshness;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.model.Rfc3339;

/**
 * The parameter {@code min_as_of}: who has published an event, or written over HTTP, names a time
 * after that and reads state that has taken it in. The answer waits for that, but not for ever.
 */
public record MinAsOf(LiveState state, Requests requests, Clock clock) {

  /** How long an answer waits at the most, and how far ahead of the clock the time may lie. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The same route; one of live state waits until that is as fresh as the request wants it. */
  public Route waiting(Route route) {
    return switch (route.traits().waits()) {
      case NEVER -> route;
      case FOR_CUSTOMER -> route.answeredBy(before(route, true));
      case FOR_ALL -> route.answeredBy(before(route, false));
    };
  }

  private Handler before(Route route, boolean ofOne) {
    return (request, response) -> {
      Optional<Instant> time = of(request);
      if (time.isPresent()) {
        await(request, ofOne, time.get());
      }
      route.handler().handle(request, response);
    };
  }

  private void await(ServerRequest request, boolean ofOne, Instant time)
      throws InterruptedException {
    if (time.isAfter(clock.instant().plus(PATIENCE))) {
      throw new ProblemException(
          Problem.malformed(
              Route.MIN_AS_OF
                  + " lies more than "
                  + PATIENCE.toSeconds()
                  + " s ahead of the clock"));
    }
    boolean caughtUp =
        state.caughtUpWith(
            ofOne ? Optional.of(requests.customer(request)) : Optional.empty(), time, PATIENCE);
    if (!caughtUp) {
      throw notYet();
    }
  }

  /**
   * Refuses an answer from a copy that is not as fresh as the request wants it.
   *
   * @throws ProblemException if it is not
   */
  public static void check(ServerRequest request, Freshness freshness) {
    if (of(request).filter(freshness.asOf()::isBefore).isPresent()) {
      throw notYet();
    }
  }

  private static ProblemException notYet() {
    return new ProblemException(
        Problem.unavailable(
            "The state is not complete up to " + Route.MIN_AS_OF + " yet", Problem.RETRY_AFTER));
  }

  private static Optional<Instant> of(ServerRequest request) {
    return Requests.query(request, Route.MIN_AS_OF).map(MinAsOf::parsed);
  }

  private static Instant parsed(String text) {
    try {
      return Rfc3339.parse(text);
    } catch (DateTimeException e) {
      throw new ProblemException(Problem.malformed(Route.MIN_AS_OF + " is not a time of RFC 3339"));
    }
  }
}
