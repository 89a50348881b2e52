package shop.crm.queries;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import shop.crm.connectors.postgres.Profiles;
import shop.crm.connectors.postgres.Segments;
import shop.crm.queries.analytics.AnalyticsService;
import shop.crm.queries.analytics.ClvService;
import shop.crm.queries.analytics.CohortsService;
import shop.crm.queries.analytics.MigrationsService;
import shop.crm.queries.audit.AuditService;
import shop.crm.queries.bulk.BulkService;
import shop.crm.queries.bulk.PortabilityService;
import shop.crm.queries.changes.ChangesService;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.customer.ConsentsService;
import shop.crm.queries.customer.CustomerListService;
import shop.crm.queries.customer.CustomersService;
import shop.crm.queries.feed.Feed;
import shop.crm.queries.history.HistoryService;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.access.Access;
import shop.crm.queries.http.access.AuditedRoutes;
import shop.crm.queries.http.filter.AtOnce;
import shop.crm.queries.http.filter.Negotiation;
import shop.crm.queries.http.filter.QueryParameters;
import shop.crm.queries.http.filter.RateLimits;
import shop.crm.queries.http.filter.RateLimits.Rates;
import shop.crm.queries.http.filter.RequestTimer;
import shop.crm.queries.http.filter.Turns;
import shop.crm.queries.http.fresh.Answers;
import shop.crm.queries.http.fresh.MinAsOf;
import shop.crm.queries.http.fresh.Relay;
import shop.crm.queries.key.KeysService;
import shop.crm.queries.limit.Limits;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.loyalty.LoyaltyService;
import shop.crm.queries.operations.DocumentsService;
import shop.crm.queries.operations.InternalService;
import shop.crm.queries.operations.Meters;
import shop.crm.queries.operations.OperationsService;
import shop.crm.queries.operations.PagesService;
import shop.crm.queries.segment.CustomerSegmentsService;
import shop.crm.queries.segment.PreviewService;
import shop.crm.queries.segment.SegmentMembersService;
import shop.crm.queries.segment.SegmentsService;
import shop.crm.queries.tenant.TenantsService;
import shop.crm.queries.view.CustomerJson;
import shop.crm.queries.view.CustomerSegments;
import shop.crm.queries.view.OrderJson;
import shop.crm.queries.view.ShownSegments;
import shop.crm.schemas.model.access.Limit;
import shop.crm.topology.rules.RulesInForce;

/** The HTTP server. */
public final class CrmServer implements AutoCloseable {

  /** Each takes 8 MiB at the most, and little of that as a rule. */
  private static final int LARGE_ANSWERS = 32;

  private static final int LARGE_ANSWERS_OF_TENANT = 16;

  private static final Problem TOO_MANY_LARGE =
      Problem.unavailable("Too many large answers at once", Problem.RETRY_AFTER);

  private static final Duration AFTER_PREVIEWS = Duration.ofSeconds(2);
  private static final Duration AFTER_EXPORTS = Duration.ofSeconds(5);

  /** Readers of the feed stay for long. */
  private static final Duration AFTER_READERS = Duration.ofSeconds(10);

  /** So that a connection that heeds no refusal sends two requests a second. */
  private static final Duration HOLD_OF_REFUSALS = Duration.ofMillis(500);

  private final Listeners listeners;
  private final List<Route> routes;
  private final Supplier<List<String>> warnings;
  private final Relay relay;
  private final Feed feed;
  private final Meters meters;

  private CrmServer(
      Listeners listeners,
      List<Route> routes,
      Supplier<List<String>> warnings,
      Relay relay,
      Feed feed,
      Meters meters) {
    this.listeners = listeners;
    this.routes = routes;
    this.warnings = warnings;
    this.relay = relay;
    this.feed = feed;
    this.meters = meters;
  }

  /**
   * Starts serving.
   *
   * @param metrics what {@code /metrics} tells; the server binds its own to it
   */
  public static CrmServer start(
      ServerSettings settings, Sources sources, PrometheusMeterRegistry metrics, Clock clock) {
    Requests requests = new Requests(settings.defaultTenant());
    PeerHttp peers = PeerHttp.of(settings.internal().tls());
    Relay relay = new Relay(settings.secret(), peers, clock);
    Access access = new Access(sources.credentials().authenticators());
    Supplier<List<String>> warnings = () -> warnings(access, settings.listener(), sources.rules());
    OperationsService operations =
        new OperationsService(
            sources.state(),
            sources.connectors(),
            access,
            warnings,
            sources.rules(),
            metrics,
            peers.scheme());
    Limits limits = new Limits(sources.credentials().limits(), settings.rateLimit());
    AtOnce exports = AtOnce.of(limits, Limit.EXPORTS, "exports", AFTER_EXPORTS);
    List<Resource> resources = new ArrayList<>();
    resources.addAll(ofCustomers(settings, sources, requests, new Answers(relay), clock));
    resources.add(bulk(settings, sources, requests, limits, exports, clock));
    resources.addAll(ofSegments(settings, sources, requests, limits, exports, clock));
    resources.addAll(ofAll(settings, sources, requests, clock));
    resources.addAll(ofPlatform(sources, requests, limits, clock));
    resources.addAll(List.of(operations, new PagesService(), new DocumentsService()));
    List<Route> checked = routes(resources, sources.state(), requests, clock);
    RateLimits rates = new RateLimits(requests, Rates.of(limits), HOLD_OF_REFUSALS, clock);
    AuditedRoutes audit = new AuditedRoutes(sources.audit(), requests, clock);
    List<Route> routes =
        checked.stream()
            .map(AuditedRoutes::named)
            .map(rates::limited)
            .map(access::checked)
            .map(audit::noted)
            .toList();
    List<Route> internal = new ArrayList<>();
    Stream.concat(
            new InternalService(sources.state()).routes().stream(), Stream.of(operations.metrics()))
        .map(Negotiation::checked)
        .map(QueryParameters::checked)
        .forEach(internal::add);
    // Health and status are asked everywhere; reads are passed on to the instance that has the key.
    checked.stream()
        .filter(route -> route.isRead() && !route.traits().ofPlatform())
        .map(Access::ofPeers)
        .forEach(internal::add);
    Meters meters = Meters.bind(metrics, sources.state(), sources.rules(), clock);
    Listeners listeners = Listeners.start(settings, routes, internal, access, metrics, clock);
    List<Route> all = Stream.concat(routes.stream(), internal.stream()).distinct().toList();
    return new CrmServer(listeners, all, warnings, relay, sources.feed(), meters);
  }

  private static List<String> warnings(Access access, Listener listener, RulesInForce rules) {
    return Stream.of(
            access.warnings(listener).stream(),
            listener.tls().stream().flatMap(tls -> tls.warnings().stream()),
            Stream.of(rules).filter(it -> !it.isOwn()).map(RulesInForce::notOwn))
        .flatMap(Function.identity())
        .toList();
  }

  /** What is asked of one customer, or of lists of customers. */
  private static List<Resource> ofCustomers(
      ServerSettings settings, Sources sources, Requests requests, Answers answers, Clock clock) {
    LiveState state = sources.state();
    Profiles profiles = sources.profiles();
    RulesInForce rules = sources.rules();
    CustomerJson customers = new CustomerJson(rules);
    OrderJson orders = new OrderJson(settings.topology().currency(), rules);
    CustomerSegments besides = new CustomerSegments(state, sources.segments(), rules, clock);
    return List.of(
        new CustomersService(state, profiles, requests, answers, customers, clock),
        new CustomerListService(state, profiles, sources.segments(), requests, customers, rules),
        new HistoryService(
            state,
            profiles,
            requests,
            answers,
            rules,
            orders,
            new ShownSegments(sources.segments())),
        new LoyaltyService(state, profiles, requests, answers, rules),
        new ConsentsService(state, profiles, requests),
        new PortabilityService(state, profiles, requests, answers, besides, customers, orders),
        new CustomerSegmentsService(state, profiles, requests, answers, besides),
        new ClvService(state, profiles, requests, answers, sources.jobs().fits(), rules, clock));
  }

  private static BulkService bulk(
      ServerSettings settings,
      Sources sources,
      Requests requests,
      Limits limits,
      AtOnce exports,
      Clock clock) {
    CustomerJson customers = new CustomerJson(sources.rules());
    return new BulkService(
        sources.state(), sources.profiles(), requests, customers, limits, exports, clock);
  }

  private static List<Resource> ofSegments(
      ServerSettings settings,
      Sources sources,
      Requests requests,
      Limits limits,
      AtOnce exports,
      Clock clock) {
    LiveState state = sources.state();
    Segments segments = sources.segments();
    Profiles profiles = sources.profiles();
    CustomerJson customers = new CustomerJson(sources.rules());
    return List.of(
        new SegmentsService(state, segments, profiles, requests, clock),
        new PreviewService(
            state,
            segments,
            profiles,
            requests,
            customers,
            AtOnce.of(limits, Limit.PREVIEWS, "previews", AFTER_PREVIEWS),
            clock),
        new SegmentMembersService(state, segments, profiles, requests, customers, exports));
  }

  /** What is asked of all customers of a tenant together. */
  private static List<Resource> ofAll(
      ServerSettings settings, Sources sources, Requests requests, Clock clock) {
    LiveState state = sources.state();
    RulesInForce rules = sources.rules();
    return List.of(
        new AnalyticsService(
            state, sources.profiles(), requests, sources.jobs().recalculations(), clock, rules),
        new CohortsService(state, requests, clock, rules),
        new MigrationsService(state, requests, clock, rules));
  }

  /** The feed, and what is asked of those who ask. */
  private static List<Resource> ofPlatform(
      Sources sources, Requests requests, Limits limits, Clock clock) {
    Sources.Credentials credentials = sources.credentials();
    AtOnce readers = AtOnce.of(limits, Limit.FEED_READERS, "readers of the feed", AFTER_READERS);
    return List.of(
        new ChangesService(
            sources.feed(), requests, new ShownSegments(sources.segments()), readers),
        new KeysService(credentials.keys(), sources.profiles(), requests, clock),
        new TenantsService(credentials.tenants(), sources.profiles(), limits),
        new AuditService(sources.audit(), requests));
  }

  /** The routes of resources, with all that a route's traits ask for in front of each. */
  private static List<Route> routes(
      List<Resource> resources, LiveState state, Requests requests, Clock clock) {
    Turns large =
        new Turns(
            requests,
            new AtOnce(_ -> LARGE_ANSWERS_OF_TENANT, _ -> TOO_MANY_LARGE),
            LARGE_ANSWERS,
            TOO_MANY_LARGE);
    MinAsOf fresh = new MinAsOf(state, requests, clock);
    return resources.stream()
        .flatMap(resource -> resource.routes().stream())
        .map(large::ofLarge)
        .map(fresh::waiting)
        .map(RequestTimer::leftOut)
        .map(Negotiation::checked)
        .map(QueryParameters::checked)
        .toList();
  }

  /** Every call that it answers. */
  List<Route> routes() {
    return routes;
  }

  /** What a person must know now of how it is run, a line each. */
  public List<String> warnings() {
    return warnings.get();
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
