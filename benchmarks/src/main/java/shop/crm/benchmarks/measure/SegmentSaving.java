package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.report.Figure;

/**
 * From the POST of a segment that a third of the customers meet until it answers that they are all
 * in it, through the whole service.
 */
final class SegmentSaving {

  private static final double TARGET_MILLIS = 2_000;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final int WARM_UP = 3;
  private static final String SEGMENTS = "/api/v1/segments";

  private final Api api;
  private final int customers;
  private final long members;

  private SegmentSaving(Api api, int customers) {
    this.api = api;
    this.customers = customers;
    this.members =
        IntStream.range(0, customers)
            .filter(number -> Shoppers.profile(number).smsOptIn().orElse(false))
            .count();
  }

  /** Measures, so many times. */
  static List<Figure> run(int customers, int rounds, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start();
        Api api = new Api(running.http());
        BareSql sql = BareSql.on(running)) {
      Path file = running.directory().resolve("customers.ndjson");
      Shoppers.write(file, customers);
      api.importFile(OrderTraffic.customer(0).tenant(), file);
      running.take(new OrderTraffic(2 * customers, 0, customers, Instant.now()));
      new Quiet(api, sql).await();
      return new SegmentSaving(api, customers).measure(rounds, watch);
    }
  }

  private List<Figure> measure(int rounds, Consumer<String> watch)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    for (int i = 0; i < WARM_UP + rounds; i++) {
      long start = System.nanoTime();
      String id = api.post(SEGMENTS, SegmentMix.body("Segment " + i, SegmentMix.ofAThird(i)));
      JsonNode segment = awaited(SEGMENTS + "/" + id, start + LIMIT_NANOS);
      long nanos = System.nanoTime() - start;
      if (segment.path("customer_count").asLong() != members) {
        throw new IllegalStateException("not %,d members: %s".formatted(members, segment));
      }
      watch.accept("segment %d of %,d members: %,.0f ms".formatted(i, members, nanos / 1e6));
      if (i >= WARM_UP) {
        latencies.add(nanos);
      }
    }
    return List.of(
        Figure.atMost(
            "POST of a segment until a third of %,d customers are in".formatted(customers),
            latencies.percentileMillis(50),
            "ms",
            TARGET_MILLIS));
  }

  private JsonNode awaited(String path, long deadline) throws IOException, InterruptedException {
    JsonNode segment = api.get(path);
    while (segment.path("computing").asBoolean(true)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the customers did not follow: " + segment);
      }
      TimeUnit.MILLISECONDS.sleep(5);
      segment = api.get(path);
    }
    return segment;
  }
}
