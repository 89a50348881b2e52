package shop.crm.queries.operations;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;
import shop.crm.queries.http.access.Access;
import shop.crm.queries.live.LiveState;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.access.Scope;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.task.TaskFailures.Failure;

/** Whether the service lives, is ready, and how it fares. */
public final class OperationsService implements Resource {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final LiveState state;
  private final Supplier<List<ConnectorStatus>> connectors;
  private final Access access;
  private final Supplier<List<String>> warnings;
  private final RulesInForce rules;
  private final PrometheusMeterRegistry metrics;
  private final String scheme;

  /**
   * The resource over what it answers from.
   *
   * @param access tells who may call
   * @param warnings what a person must know now of how it is run
   * @param rules by which customers are judged now
   * @param scheme by which instances ask each other: http or https
   */
  public OperationsService(
      LiveState state,
      Supplier<List<ConnectorStatus>> connectors,
      Access access,
      Supplier<List<String>> warnings,
      RulesInForce rules,
      PrometheusMeterRegistry metrics,
      String scheme) {
    this.state = state;
    this.connectors = connectors;
    this.access = access;
    this.warnings = warnings;
    this.rules = rules;
    this.metrics = metrics;
    this.scheme = scheme;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.open(
            Method.GET, "/health/live", (request, response) -> health(response, true, List.of())),
        Route.open(
            Method.GET,
            "/health/ready",
            (request, response) -> health(response, ready(), state.failing())),
        Route.get(Scope.OPERATIONS_READ, "/status", this::status));
  }

  /** What is not everybody's business. */
  public Route metrics() {
    return Route.open(Method.GET, "/metrics", this::metrics).sending("text/plain");
  }

  private boolean ready() {
    return state.ready() && access.ready();
  }

  private static void health(ServerResponse response, boolean up, List<Failure> failing) {
    byte[] body =
        JsonBytes.object(
            json -> {
              json.writeStringField("status", up ? "up" : "down");
              if (!failing.isEmpty()) {
                StatusJson.failures(json, "failing", failing);
              }
            });
    response.status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503).header(Json.TYPE);
    if (!up) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    response.send(body);
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, PROMETHEUS_TEXT).send(metrics.scrape().getBytes());
  }

  private void status(ServerRequest request, ServerResponse response) {
    String version =
        Optional.ofNullable(OperationsService.class.getPackage().getImplementationVersion())
            .orElse("development");
    response
        .header(Json.TYPE)
        .send(
            StatusJson.write(
                new StatusJson.Own(version, ready(), warnings.get(), rules),
                scheme,
                state.status(),
                connectors.get()));
  }
}
