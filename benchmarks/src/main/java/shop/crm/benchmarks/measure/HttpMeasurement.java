package shop.crm.benchmarks.measure;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import shop.crm.benchmarks.load.HttpLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.measure.TurnTaking.Candidate;
import shop.crm.benchmarks.measure.TurnTaking.Results;
import shop.crm.benchmarks.report.Figure;
import shop.crm.schemas.model.access.KeyCredential;

/**
 * Reads of one customer over HTTP, beside a route that always answers the same, and beside a
 * service that asks for keys.
 */
public final class HttpMeasurement {

  private static final double TARGET = 0.5;
  private static final String CUSTOMER = "customer";
  private static final String CONSTANT = "constant";
  private static final String BY_KEY = "customer, by key";

  /** What authentication by a key may cost, as a part of a read. */
  private static final double OF_KEY = 0.03;

  private HttpMeasurement() {}

  /**
   * Measures.
   *
   * @param customers how many there are, about
   * @param key by which callers of the service prove who they are that asks them
   */
  public static List<Figure> run(int customers, KeyCredential key, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start();
        ServiceInProcess asking = ServiceInProcess.startAskingForKeys(key)) {
      OrderTraffic traffic = new OrderTraffic(2 * customers, 0, customers, Instant.now());
      running.take(traffic);
      asking.take(traffic);
      List<String> paths =
          traffic.customersSeen().stream()
              .map(customer -> "/api/v1/customers/" + customer.customer())
              .toList();
      int bytes;
      try (HttpLoad one = new HttpLoad(running.http())) {
        bytes = one.get(paths.getFirst()).bytes();
      }
      WebServer constant = constantServer(bytes);
      try {
        URI other = URI.create("http://127.0.0.1:" + constant.port());
        return measure(
            HttpClients.getting(running.http(), paths),
            HttpClients.getting(asking.http(), headers(key), paths),
            HttpClients.getting(other, List.of("/constant")),
            bytes,
            plan);
      } finally {
        constant.stop();
      }
    }
  }

  private static String headers(KeyCredential key) {
    return "Authorization: Bearer " + key.text() + "\r\nX-Tenant-ID: default\r\n";
  }

  private static List<Figure> measure(
      Clients.Entry reads, Clients.Entry byKey, Clients.Entry same, int bytes, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Clients clients = plan.clients();
    Results results =
        plan.turns()
            .measure(
                List.of(
                    new Candidate(CUSTOMER, () -> clients.load(reads)),
                    new Candidate(BY_KEY, () -> clients.load(byKey)),
                    new Candidate(CONSTANT, () -> clients.load(same))));
    return List.of(
        Figure.of(
            "GET customer, " + clients.number() + " connections",
            results.perSecond(CUSTOMER),
            "req/s"),
        Figure.of("GET customer, p50", results.p50(CUSTOMER), "ms"),
        Figure.of("GET customer, p99", results.p99(CUSTOMER), "ms"),
        Figure.of("constant route, " + bytes + " bytes", results.perSecond(CONSTANT), "req/s"),
        Figure.of("constant route, p50", results.p50(CONSTANT), "ms"),
        Figure.of("constant route, p99", results.p99(CONSTANT), "ms"),
        Figure.atLeast("GET customer / constant route", results.ratio(CUSTOMER, CONSTANT), TARGET),
        Figure.of("GET customer by key", results.perSecond(BY_KEY), "req/s"),
        Figure.atLeast(
            "GET customer by key / without", results.ratio(BY_KEY, CUSTOMER), 1 - OF_KEY));
  }

  private static WebServer constantServer(int bytes) {
    String json = "{\"padding\":\"" + "x".repeat(Math.max(0, bytes - 14)) + "\"}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .shutdownHook(false)
        .routing(
            routing ->
                routing.get(
                    "/constant",
                    (request, response) -> {
                      response.header(HeaderNames.CONTENT_TYPE, "application/json");
                      response.send(body);
                    }))
        .build()
        .start();
  }
}
