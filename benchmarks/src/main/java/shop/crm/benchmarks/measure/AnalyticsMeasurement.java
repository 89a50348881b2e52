package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.measure.TurnTaking.Candidate;
import shop.crm.benchmarks.measure.TurnTaking.Results;
import shop.crm.benchmarks.report.Figure;

/**
 * Every analysis over HTTP, of a tenant and of one with a tenth of the customers, who make no
 * difference where nothing is scanned; and the fit of the models of lifetime value.
 */
public final class AnalyticsMeasurement {

  private static final double TARGET_MILLIS = 20;
  private static final int CLIENTS = 4;
  private static final int FEWER = 10;
  private static final String BASE = "/api/v1/analytics";
  private static final long FIT_SECONDS = 120;

  private AnalyticsMeasurement() {}

  /**
   * Measures.
   *
   * @param customers how many there are, about
   */
  public static List<Figure> run(int customers, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    Results few = answers(customers / FEWER, plan);
    Results many = answers(customers, plan);
    List<Figure> figures = new ArrayList<>();
    String among = ", of about %,d customers, %d connections".formatted(customers, CLIENTS);
    for (String name : paths(List.of("")).keySet()) {
      figures.add(Figure.of(name + ", p50" + among, many.p50(name), "ms"));
      figures.add(Figure.atMost(name + ", p99", many.p99(name), "ms", TARGET_MILLIS));
      figures.add(
          Figure.of(
              name + ", p50 / p50 of a tenth of the customers",
              many.p50(name) / few.p50(name),
              "x"));
    }
    figures.addAll(FitMeasurement.run(plan.watch()));
    return figures;
  }

  private static Results answers(int customers, Plan plan)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start()) {
      OrderTraffic traffic = new OrderTraffic(4 * customers, 0, customers, Instant.now());
      running.take(traffic);
      try (Api api = new Api(running.http())) {
        fit(api);
      }
      List<String> ids =
          traffic.customersSeen().stream().map(customer -> customer.customer()).toList();
      Clients clients = plan.clients(CLIENTS);
      List<Candidate> candidates = new ArrayList<>();
      paths(ids)
          .forEach(
              (name, paths) -> {
                Clients.Entry asking = HttpClients.getting(running.http(), paths);
                candidates.add(new Candidate(name, () -> clients.load(asking)));
              });
      return plan.turns().measure(candidates);
    }
  }

  private static void fit(Api api) throws IOException, InterruptedException {
    api.post(BASE + "/clv/fit", "{}".getBytes(StandardCharsets.UTF_8));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FIT_SECONDS);
    JsonNode model = api.get(BASE + "/clv").path("model");
    while (model.isNull() || model.isMissingNode()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no model was fitted");
      }
      TimeUnit.MILLISECONDS.sleep(100);
      model = api.get(BASE + "/clv").path("model");
    }
  }

  private static Map<String, List<String>> paths(List<String> customers) {
    Map<String, List<String>> paths = new LinkedHashMap<>();
    paths.put("overview", List.of(BASE + "/overview"));
    paths.put("RFM analysis", List.of(BASE + "/rfm"));
    paths.put("migrations of 30 days", List.of(BASE + "/rfm/migrations"));
    paths.put("cohorts by month", List.of(BASE + "/cohorts"));
    paths.put("cohorts by quarter", List.of(BASE + "/cohorts?granularity=quarter"));
    paths.put(
        "lifetime value of a customer",
        customers.stream().map(id -> "/api/v1/customers/" + id + "/clv").toList());
    return paths;
  }
}
