package shop.crm.queries;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.queries.feed.ChangeLog;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.live.LiveState;
import shop.crm.topology.domain.LoyaltyRules;

/** The HTTP server. */
public final class CrmServer implements AutoCloseable {

  /** Each takes 8 MiB at the most, and little of that as a rule. */
  private static final int LARGE_ANSWERS = 32;

  private static final int LARGE_ANSWERS_OF_TENANT = 16;

  private final Listeners listeners;
  private final List<Route> routes;
  private final Relay relay;
  private final Feed feed;
  private final Meters meters;

  private CrmServer(
      Listeners listeners, List<Route> routes, Relay relay, Feed feed, Meters meters) {
    this.listeners = listeners;
    this.routes = routes;
    this.relay = relay;
    this.feed = feed;
    this.meters = meters;
  }

  /**
   * Starts serving.
   *
   * @param state what is read; it is not closed with the server
   * @param profiles the system of record of profiles; not closed either
   * @param segments the system of record of segments; not closed either
   * @param changes the topics that the live feed is read from; closed with the server
   * @param recalculations takes wishes for new thresholds
   * @param fits takes wishes for new models of lifetime value
   * @param connectors how the connectors fare now
   * @param metrics what {@code /metrics} tells; the server binds its own to it
   */
  public static CrmServer start(
      ServerSettings settings,
      LiveState state,
      Profiles profiles,
      Segments segments,
      ChangeLog changes,
      Recalculations recalculations,
      ClvFits fits,
      Supplier<List<ConnectorStatus>> connectors,
      PrometheusMeterRegistry metrics) {
    return start(
        settings,
        state,
        profiles,
        segments,
        new Feed(changes, FeedSettings.standard(), metrics),
        recalculations,
        fits,
        connectors,
        metrics,
        Clock.systemUTC());
  }

  static CrmServer start(
      ServerSettings settings,
      LiveState state,
      Profiles profiles,
      Segments segments,
      Feed feed,
      Recalculations recalculations,
      ClvFits fits,
      Supplier<List<ConnectorStatus>> connectors,
      PrometheusMeterRegistry metrics,
      Clock clock) {
    Requests requests = new Requests(settings.defaultTenant());
    Relay relay = new Relay(settings.secret(), clock);
    Answers answers = new Answers(relay);
    LoyaltyRules loyalty = settings.topology().rules().loyalty();
    CustomerJson customers = new CustomerJson(loyalty);
    OrderJson orders = new OrderJson(settings.topology().currency(), loyalty);
    CustomerSegments besides =
        new CustomerSegments(state, segments, settings.topology().rules(), clock);
    OperationsService operations = new OperationsService(state, connectors, metrics);
    List<Resource> resources =
        List.of(
            new CustomersService(state, profiles, requests, answers, customers, clock),
            new CustomerListService(
                state, profiles, segments, requests, customers, settings.topology()),
            new HistoryService(state, profiles, requests, answers, loyalty, orders),
            new LoyaltyService(state, profiles, requests, answers, loyalty),
            new ConsentsService(state, profiles, requests),
            new PortabilityService(state, profiles, requests, answers, besides, customers, orders),
            new BulkService(state, profiles, requests, customers, clock),
            new SegmentsService(state, segments, profiles, requests, clock),
            new PreviewService(state, segments, profiles, requests, customers, clock),
            new SegmentMembersService(state, segments, profiles, requests, customers),
            new CustomerSegmentsService(state, profiles, requests, answers, besides),
            new AnalyticsService(
                state, profiles, requests, recalculations, clock, settings.topology()),
            new CohortsService(state, requests, clock, settings.topology().rules().timeZone()),
            new MigrationsService(state, requests, clock, settings.topology().rules().timeZone()),
            new ChangesService(feed, requests),
            new ClvService(
                state,
                profiles,
                requests,
                answers,
                fits,
                settings.topology().rules().timeZone(),
                clock),
            operations,
            new PagesService());
    Turns large =
        new Turns(
            requests,
            Problem.unavailable("Too many large answers at once", Answers.RETRY_AFTER),
            LARGE_ANSWERS,
            LARGE_ANSWERS_OF_TENANT);
    MinAsOf fresh = new MinAsOf(state, requests, clock);
    List<Route> routes =
        resources.stream()
            .flatMap(resource -> resource.routes().stream())
            .map(route -> route.large() ? route.answeredBy(large.taken(route.handler())) : route)
            .map(fresh::waiting)
            .map(Negotiation::checked)
            .map(QueryParameters::checked)
            .toList();
    List<Route> internal = new ArrayList<>();
    Stream.concat(new InternalService(state).routes().stream(), Stream.of(operations.metrics()))
        .map(Negotiation::checked)
        .map(QueryParameters::checked)
        .forEach(internal::add);
    // Health and status are asked everywhere; reads are passed on to the instance that has the key.
    routes.stream().filter(Route::isRead).forEach(internal::add);
    Meters meters = Meters.bind(metrics, state, clock);
    Listeners listeners = Listeners.start(settings, routes, internal, metrics, clock);
    List<Route> all = Stream.concat(routes.stream(), internal.stream()).distinct().toList();
    return new CrmServer(listeners, all, relay, feed, meters);
  }

  /** Every call that it answers. */
  List<Route> routes() {
    return routes;
  }

  /** The port that everybody asks. */
  public int port() {
    return listeners.port();
  }

  /** The port that other instances ask. */
  public int internalPort() {
    return listeners.internalPort();
  }

  /** Stops taking requests, lets those under way end for a while, and closes. */
  @Override
  public void close() {
    // Its readers would stay for ever, and the server waits for those who are there.
    feed.close();
    listeners.close();
    relay.close();
    meters.close();
  }
}
