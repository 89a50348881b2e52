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

/** Reads of one customer over HTTP, beside a route that always answers the same. */
public final class HttpMeasurement {

  private static final double TARGET = 0.5;
  private static final String CUSTOMER = "customer";
  private static final String CONSTANT = "constant";

  private HttpMeasurement() {}

  /**
   * Measures.
   *
   * @param customers how many there are, about
   */
  public static List<Figure> run(int customers, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start()) {
      OrderTraffic traffic = new OrderTraffic(2 * customers, 0, customers, Instant.now());
      running.take(traffic);
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
        return measure(running.http(), paths, other, bytes, plan);
      } finally {
        constant.stop();
      }
    }
  }

  private static List<Figure> measure(
      URI service, List<String> paths, URI constant, int bytes, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Clients clients = plan.clients();
    Clients.Entry reads = HttpClients.getting(service, paths);
    Clients.Entry same = HttpClients.getting(constant, List.of("/constant"));
    Results results =
        plan.turns()
            .measure(
                List.of(
                    new Candidate(CUSTOMER, () -> clients.load(reads)),
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
        Figure.atLeast("GET customer / constant route", results.ratio(CUSTOMER, CONSTANT), TARGET));
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
