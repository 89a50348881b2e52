package shop.crm.queries.changes;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;
import shop.crm.queries.feed.ChangeFilter;
import shop.crm.queries.feed.ChangeType;
import shop.crm.queries.feed.End;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.feed.LogAway;
import shop.crm.queries.feed.LostEvents;
import shop.crm.queries.feed.Position;
import shop.crm.queries.feed.Reading;
import shop.crm.queries.feed.TooManyReaders;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.filter.AtOnce;
import shop.crm.queries.view.ShownSegments;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.model.access.Scope;

/** The live feed of a tenant's changes, as server-sent events. */
public final class ChangesService implements Resource {

  static final String CHANGES = "/api/v1/changes";

  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final Header NO_STORE = HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store");

  /** Asks proxies of one kind not to hold anything back. */
  private static final Header UNBUFFERED = HeaderValues.create("X-Accel-Buffering", "no");

  private static final Logger LOG = LoggerFactory.getLogger(ChangesService.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Readers of the feed stay for long. */
  private static final Duration ROOM_AFTER = Duration.ofSeconds(10);

  private final Feed feed;
  private final Requests requests;
  private final ShownSegments segments;
  private final AtOnce readers;

  /**
   * The resource over what it answers from.
   *
   * @param readers how many of a tenant there may be at once
   */
  public ChangesService(Feed feed, Requests requests, ShownSegments segments, AtOnce readers) {
    this.feed = feed;
    this.requests = requests;
    this.segments = segments;
    this.readers = readers;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Scope.CHANGES_READ, CHANGES, this::changes)
            .taking("type", "segment", "customer", "backfill")
            .streaming());
  }

  private void changes(ServerRequest request, ServerResponse response) throws InterruptedException {
    ChangeFilter filter = filter(request);
    Optional<Position> after = after(request);
    // Readers stay: to wait for one to go is of no use.
    try (AtOnce.Place _ = readers.enter(filter.tenant(), 0);
        Reading reading = open(filter, after, OngoingCall.stillAllowed(request))) {
      response
          .header(Route.EVENT_STREAM)
          .header(NO_STORE)
          .header(UNBUFFERED)
          .header(HeaderValues.CONNECTION_CLOSE);
      if (Resource.answersHead(request, response)) {
        return;
      }
      if (reading.stream(response.outputStream()) != End.CLOSED) {
        throw new CloseConnectionException("the reader is cut off");
      }
    } catch (IOException | ServerConnectionException e) {
      throw new CloseConnectionException("the reader has gone", e);
    }
  }

  private Reading open(ChangeFilter filter, Optional<Position> after, BooleanSupplier allowed)
      throws InterruptedException {
    try {
      return feed.open(filter, after, allowed);
    } catch (LogAway e) {
      LOG.warn("{}", ErrorText.of(e));
      throw new ProblemException(Problem.unavailable("The feed cannot be read now", RETRY_AFTER));
    } catch (TooManyReaders e) {
      throw new ProblemException(Problem.unavailable(e.getMessage(), ROOM_AFTER));
    } catch (LostEvents e) {
      throw new ProblemException(Problem.lostEvents());
    }
  }

  private ChangeFilter filter(ServerRequest request) {
    Optional<String> segment =
        Requests.query(request, "segment")
            .map(ChangeFilter::segmentId)
            .map(id -> Requests.id("segment", id));
    Optional<String> customer =
        Requests.query(request, "customer").map(id -> Requests.id("customer", id));
    String tenant = requests.tenant(request);
    Predicate<String> told = segments.from(Visibility.of(request), tenant);
    if (segment.filter(told.negate()).isPresent()) {
      throw new ProblemException(Problem.missingScope(Scope.PII_READ));
    }
    return new ChangeFilter(tenant, types(request), segment, customer, backfill(request), told);
  }

  private static Optional<Boolean> backfill(ServerRequest request) {
    return Requests.query(request, "backfill")
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw new ProblemException(
                          Problem.malformed("backfill is neither true nor false"));
                });
  }

  private static Set<ChangeType> types(ServerRequest request) {
    Set<ChangeType> types = EnumSet.noneOf(ChangeType.class);
    for (String value : request.query().all("type", List::of)) {
      for (String type : value.split(",")) {
        types.add(
            ChangeType.named(type)
                .orElseThrow(
                    () ->
                        new ProblemException(
                            Problem.malformed("type is not one that the feed tells"))));
      }
    }
    return types.isEmpty() ? EnumSet.allOf(ChangeType.class) : types;
  }

  /** Where the client was before; a client that has had no id sends none, or an empty one. */
  private static Optional<Position> after(ServerRequest request) {
    return request
        .headers()
        .first(LAST_EVENT_ID)
        .filter(id -> !id.isEmpty())
        .map(ChangesService::position);
  }

  private static Position position(String id) {
    try {
      return Position.parse(id);
    } catch (IllegalArgumentException _) {
      throw new ProblemException(
          Problem.malformed("Last-Event-ID is not an id that the feed has sent"));
    }
  }
}
