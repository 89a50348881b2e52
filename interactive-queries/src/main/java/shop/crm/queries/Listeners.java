package shop.crm.queries;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import shop.crm.queries.connection.ConnectionLimits;
import shop.crm.queries.connection.Connections;
import shop.crm.queries.connection.Refusals;
import shop.crm.queries.connection.SecuredConnections;
import shop.crm.queries.http.DisconnectWatch;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Problems;
import shop.crm.queries.http.RequestTrace;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.access.Access;
import shop.crm.queries.http.body.BodyMemory;
import shop.crm.queries.http.filter.Admission;
import shop.crm.queries.http.filter.Compression;
import shop.crm.queries.http.filter.CrossOrigin;
import shop.crm.queries.http.filter.PeerCalls;
import shop.crm.queries.http.filter.RequestTimer;
import shop.crm.queries.http.filter.StrictTransport;

/**
 * The two ports that the server listens on. Each has connections of its own, so that the internal
 * one answers however full the public one is.
 */
final class Listeners implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final String INTERNAL = "internal";

  private final Connections publicConnections;
  private final Connections internalConnections;
  private final WebServer server;

  private Listeners(
      Connections publicConnections, Connections internalConnections, WebServer server) {
    this.publicConnections = publicConnections;
    this.internalConnections = internalConnections;
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param routes what everybody may ask
   * @param internal what is asked on the internal port
   * @param access tells who an operator is
   * @throws NotListening if a port is taken
   */
  static Listeners start(
      ServerSettings settings,
      List<Route> routes,
      List<Route> internal,
      Access access,
      PrometheusMeterRegistry metrics,
      Clock clock) {
    Refusals refusals = new Refusals(metrics);
    Connections publicConnections =
        connections("public", ConnectionLimits.standard(), refusals, metrics);
    Connections internalConnections =
        connections(INTERNAL, ConnectionLimits.internal(), refusals, metrics);
    RequestTimer timer = new RequestTimer(metrics);
    List<Filter> filters = first(settings.listener(), timer);
    filters.add(
        new CrossOrigin(settings.corsOrigins(), new Admission(settings.listener(), refusals)));
    filters.add(BodyMemory.standard());
    List<Filter> internalFilters = first(settings.internal(), timer);
    internalFilters.add(new Admission(settings.internal(), refusals));
    settings
        .secret()
        .ifPresent(secret -> internalFilters.add(new PeerCalls(secret, access, refusals, clock)));
    internalFilters.add(BodyMemory.standard());
    WebServer server =
        WebServer.builder()
            .shutdownHook(false)
            .update(it -> listen(it, settings.listener(), publicConnections))
            .routing(it -> route(it, filters, routes))
            .putSocket(
                INTERNAL,
                it -> {
                  listen(it, settings.internal(), internalConnections);
                  it.routing(routing -> route(routing, internalFilters, internal));
                })
            .build()
            .start();
    Listeners listeners = new Listeners(publicConnections, internalConnections, server);
    if (!server.isRunning()) {
      // The library logs why, and goes on.
      listeners.close();
      throw new NotListening(
          "Port "
              + settings.listener().port()
              + " or "
              + settings.internal().port()
              + " cannot be listened on: something else has taken it");
    }
    return listeners;
  }

  /** Those that every request comes through first. */
  private static List<Filter> first(Listener listener, RequestTimer timer) {
    List<Filter> filters = new ArrayList<>();
    filters.add(new RequestTrace());
    listener.tls().ifPresent(_ -> filters.add(new StrictTransport()));
    filters.add(Listeners::hangUp);
    filters.add(Listeners::answerRefusals);
    filters.add(Compression::refuseOthers);
    filters.add(timer);
    return filters;
  }

  private static Connections connections(
      String name, ConnectionLimits limits, Refusals refusals, PrometheusMeterRegistry metrics) {
    return new Connections(
        name,
        Http1Config.builder().addReceiveListener(new DisconnectWatch()),
        limits,
        refusals,
        metrics);
  }

  private static void listen(
      ListenerConfig.BuilderBase<?, ?> config, Listener listener, Connections connections) {
    config
        .host(listener.host())
        .port(listener.port())
        .shutdownGracePeriod(GRACE)
        .maxTcpConnections(connections.most())
        // Otherwise the end of a longer answer waits until the client has acknowledged its begin.
        .connectionOptions(socket -> socket.tcpNoDelay(true))
        // Whatever else could be found on the class path would read from the socket unchecked.
        .protocolsDiscoverServices(false)
        .addConnectionSelector(secured(listener, connections))
        .contentEncoding(new Compression())
        .directHandlers(Problems.direct());
  }

  private static ServerConnectionSelector secured(Listener listener, Connections connections) {
    return listener
        .tls()
        .<ServerConnectionSelector>map(tls -> new SecuredConnections(tls, connections))
        .orElse(connections);
  }

  private static void route(HttpRouting.Builder routing, List<Filter> filters, List<Route> routes) {
    filters.forEach(routing::addFilter);
    Resource.register(routing, routes);
    routing.error(Throwable.class, Problems::answer);
  }

  /**
   * Where a connection ends with its answer the server says so and leaves it open all the same; and
   * for a body that nobody reads it waits before it takes the next request, for ever. So a
   * connection ends with the answer to a body that was not read.
   */
  private static void hangUp(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.content().hasEntity()) {
      response.beforeSend(
          () -> {
            if (!request.content().consumed()) {
              response.header(HeaderValues.CONNECTION_CLOSE);
            }
          });
    }
    chain.proceed();
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("the rest of the body is not wanted");
    }
  }

  /**
   * What a filter refuses is answered here: the server would answer it behind all filters, and so
   * behind the one that ends the connection where a body was not read.
   */
  private static void answerRefusals(
      FilterChain chain, RoutingRequest request, RoutingResponse response) {
    try {
      chain.proceed();
    } catch (ProblemException e) {
      Problems.answer(request, response, e);
    }
  }

  int port() {
    return server.port();
  }

  int internalPort() {
    return server.port(INTERNAL);
  }

  /** Stops taking requests and lets those under way end for a while. */
  @Override
  public void close() {
    publicConnections.leave();
    internalConnections.leave();
    server.stop();
    publicConnections.close();
    internalConnections.close();
  }
}
