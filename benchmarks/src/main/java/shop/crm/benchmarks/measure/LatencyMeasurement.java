package shop.crm.benchmarks.measure;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.benchmarks.report.Figure;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/**
 * From the publish of an order on RabbitMQ until the change that it brings can be read from Kafka,
 * through the whole service. Orders come at their times whatever the service does, and latency
 * counts from the time at which one was due: a stall shows in all that come during it.
 */
public final class LatencyMeasurement {

  /** Commit intervals that the slowest of a hundred may take. */
  private static final double TARGET_COMMITS = 2.5;

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final ServiceInProcess running;
  private final Awaited awaited;
  private final int rate;
  private final int warmUp;
  private final int messages;
  private final AtomicLongArray dueNanos;
  private final AtomicLongArray readNanos;

  /** What each order brings, and where it can be read. */
  private record Awaited(String name, String topic) {}

  private LatencyMeasurement(ServiceInProcess running, Awaited awaited, int rate, Duration time) {
    this.running = running;
    this.awaited = awaited;
    this.rate = rate;
    this.warmUp = Math.toIntExact(rate * WARM_UP.toSeconds());
    this.messages = Math.toIntExact(warmUp + rate * time.toSeconds());
    this.dueNanos = new AtomicLongArray(messages);
    this.readNanos = new AtomicLongArray(messages);
  }

  /**
   * Measures.
   *
   * @param rate orders a second, each the first of its customer, so that each brings a change
   * @param time for how long, after ten seconds of warm-up
   */
  public static List<Figure> run(int rate, Duration time, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start()) {
      Awaited change = new Awaited("change", Topics.SEGMENT_CHANGED);
      return new LatencyMeasurement(running, change, rate, time).measure(watch);
    }
  }

  /** Measures until the order has brought its customer into segments that users define. */
  static List<Figure> ofMemberships(int rate, Duration time, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ServiceInProcess running = ServiceInProcess.start()) {
      // The service has them long before the warm-up ends.
      KafkaLoad.define(
          running.service().kafkaClient(), SegmentMix.recordsWithBuyers(Instant.now()));
      Awaited entry = new Awaited("segment_entered", Topics.SEGMENT_MEMBERSHIP);
      return new LatencyMeasurement(running, entry, rate, time).measure(watch);
    }
  }

  private List<Figure> measure(Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        KafkaConsumer<String, byte[]> consumer = running.reader(awaited.topic())) {
      Callable<Void> reading = () -> read(consumer);
      Future<Void> read = threads.submit(reading);
      publish(running.service().topology().currency());
      read.get();
    }
    Latencies latencies = new Latencies();
    for (int i = warmUp; i < messages; i++) {
      latencies.add(readNanos.get(i) - dueNanos.get(i));
    }
    double commit = running.service().configuration().streams().commitInterval().toMillis();
    double median = latencies.percentileMillis(50);
    double slow = latencies.percentileMillis(99);
    watch.accept(
        "%d of %s: p50 %.0f ms, p99 %.0f ms, worst %.0f ms"
            .formatted(
                latencies.count(), awaited.name(), median, slow, latencies.percentileMillis(100)));
    String what = "publish to readable " + awaited.name();
    String at = "at %d orders/s, on %s".formatted(rate, running.broker().name());
    return List.of(
        Figure.of(what + ", p50, " + at, median, "ms"),
        Figure.atMost(what + ", p99", slow, "ms", TARGET_COMMITS * commit));
  }

  private void publish(String currency) throws IOException, TimeoutException, InterruptedException {
    BasicProperties properties =
        new BasicProperties.Builder().contentType(Headers.CLOUDEVENTS_JSON).deliveryMode(2).build();
    try (Channel channel = running.broker().channel()) {
      long start = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        long due = start + i * 1_000_000_000L / rate;
        dueNanos.set(i, due);
        byte[] body = EventWriter.write(order(i), currency);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        channel.basicPublish(running.queue().exchange(), "order.created", properties, body);
      }
    }
  }

  private static OrderCreated order(int number) {
    CustomerKey customer = OrderTraffic.customer(number);
    Head head = new Head("created:" + number, customer, Instant.now(), "oms");
    return new OrderCreated(head, "order-" + number, new Money(1_000 + number % 90_000), List.of());
  }

  private Void read(KafkaConsumer<String, byte[]> consumer) {
    int missing = messages;
    long deadline = System.nanoTime() + Duration.ofSeconds(messages / rate).plus(GRACE).toNanos();
    while (missing > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(missing + " changes did not come");
      }
      var records = consumer.poll(Duration.ofMillis(100));
      long now = System.nanoTime();
      for (ConsumerRecord<String, byte[]> record : records) {
        String key = record.key();
        int number = Integer.parseInt(key.substring(key.lastIndexOf('-') + 1));
        if (readNanos.compareAndSet(number, 0, now)) {
          missing--;
        }
      }
    }
    return null;
  }
}
