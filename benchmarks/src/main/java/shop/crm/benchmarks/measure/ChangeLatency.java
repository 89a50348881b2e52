package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import shop.crm.benchmarks.load.HttpLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.Shoppers;
import shop.crm.benchmarks.report.Figure;
import shop.crm.schemas.Topics;

/**
 * From a PATCH until its {@code customer.updated} can be read from Kafka. Requests come at their
 * times whatever the service does, and latency counts from the time at which one was due: a stall
 * shows in all that come during it.
 */
final class ChangeLatency {

  private static final double TARGET_MILLIS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final ServiceInProcess running;
  private final int customers;
  private final int rate;
  private final int warmUp;
  private final int changes;
  private final AtomicLongArray dueNanos;
  private final AtomicLongArray readNanos;

  /**
   * A measurement.
   *
   * @param customers how many are changed, one after the other and then again
   * @param rate changes a second
   * @param time for how long, after ten seconds of warm-up
   */
  ChangeLatency(ServiceInProcess running, int customers, int rate, Duration time) {
    this.running = running;
    this.customers = customers;
    this.rate = rate;
    this.warmUp = Math.toIntExact(rate * WARM_UP.toSeconds());
    this.changes = Math.toIntExact(warmUp + rate * time.toSeconds());
    this.dueNanos = new AtomicLongArray(changes);
    this.readNanos = new AtomicLongArray(changes);
  }

  /** Measures. */
  List<Figure> run(Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        KafkaConsumer<String, byte[]> consumer = running.reader(Topics.CUSTOMER_UPDATED)) {
      Callable<Void> reading = () -> read(consumer);
      Future<Void> read = threads.submit(reading);
      patch();
      read.get();
    }
    Latencies latencies = new Latencies();
    for (int i = warmUp; i < changes; i++) {
      latencies.add(readNanos.get(i) - dueNanos.get(i));
    }
    double median = latencies.percentileMillis(50);
    double slow = latencies.percentileMillis(99);
    watch.accept(
        "%d changes: p50 %.0f ms, p99 %.0f ms, worst %.0f ms"
            .formatted(latencies.count(), median, slow, latencies.percentileMillis(100)));
    return List.of(
        Figure.of("PATCH to readable customer.updated, p50, at %d/s".formatted(rate), median, "ms"),
        Figure.atMost("PATCH to readable customer.updated, p99", slow, "ms", TARGET_MILLIS));
  }

  private void patch() throws IOException, InterruptedException {
    try (HttpLoad connection = new HttpLoad(running.http())) {
      long start = System.nanoTime();
      for (int i = 0; i < changes; i++) {
        long due = start + i * 1_000_000_000L / rate;
        dueNanos.set(i, due);
        byte[] body = Shoppers.phonePatch(i);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        HttpLoad.Answer answer = connection.send("PATCH", Shoppers.path(i % customers), body);
        if (answer.status() != 200) {
          throw new IllegalStateException("answered " + answer.status());
        }
      }
    }
  }

  private Void read(KafkaConsumer<String, byte[]> consumer) {
    // Changes of one customer come in their order: the nth record of a key is its nth change.
    Map<String, Integer> next = new HashMap<>();
    for (int i = 0; i < Math.min(customers, changes); i++) {
      next.put(OrderTraffic.customer(i).toString(), i);
    }
    int missing = changes;
    long deadline = System.nanoTime() + Duration.ofSeconds(changes / rate).plus(GRACE).toNanos();
    while (missing > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(missing + " changes did not come");
      }
      var records = consumer.poll(Duration.ofMillis(100));
      long now = System.nanoTime();
      for (ConsumerRecord<String, byte[]> record : records) {
        int number = next.get(record.key());
        next.put(record.key(), number + customers);
        readNanos.set(number, now);
        missing--;
      }
    }
    return null;
  }
}
