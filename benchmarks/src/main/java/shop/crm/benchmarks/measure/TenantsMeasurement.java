package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.report.Figure;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.task.Task;

/**
 * Very many tenants with one customer each, beside one tenant with as many: what a tick costs while
 * nothing happens, what each takes of the heap, and how long it takes until all are there.
 */
public final class TenantsMeasurement {

  private static final double TICK_TARGET_MILLIS = 1;
  private static final double MEMORY_TARGET_BYTES = 3_000;

  /** So long nothing is published by the stream once all of its tenants are there. */
  private static final Duration STILL = Duration.ofSeconds(10);

  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final Workbench bench;
  private final int customers;
  private final Duration time;
  private final Consumer<String> watch;

  private TenantsMeasurement(
      Workbench bench, int customers, Duration time, Consumer<String> watch) {
    this.bench = bench;
    this.customers = customers;
    this.time = time;
    this.watch = watch;
  }

  /**
   * What was found of one run.
   *
   * @param ticks of all tasks, each while nothing happened
   * @param threadMillis processor time of the stream threads for a tenth of a second, in which each
   *     task ticks once: ticks, polls and commits
   * @param bytes of the heap for each customer, those of the global stores included
   * @param seconds until all were there
   */
  private record Found(Latencies ticks, double threadMillis, double bytes, double seconds) {

    double p50() {
      return ticks.percentileMillis(50);
    }

    double p99() {
      return ticks.percentileMillis(99);
    }
  }

  /**
   * Measures.
   *
   * @param customers how many customers there are
   * @param time for how long ticks are looked at
   * @param watch hears what each run measured
   */
  public static List<Figure> run(int customers, Duration time, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (Workbench bench = Workbench.open()) {
      TenantsMeasurement measurement = new TenantsMeasurement(bench, customers, time, watch);
      Found one = measurement.run("one-tenant", i -> new CustomerKey("default", "customer-" + i));
      Found many = measurement.run("tenants", i -> new CustomerKey("tenant-" + i, "customer"));
      String among = "%,d tenants of one customer".formatted(customers);
      return List.of(
          Figure.atMost("tick of a partition, p50, " + among, many.p50(), "ms", TICK_TARGET_MILLIS),
          Figure.atMost("tick of a partition, p99", many.p99(), "ms", TICK_TARGET_MILLIS),
          Figure.of("the same, one tenant of as many, p50", one.p50(), "ms"),
          Figure.of("the same, one tenant of as many, p99", one.p99(), "ms"),
          Figure.of("stream threads in 100 ms, " + among, many.threadMillis(), "ms"),
          Figure.of("the same, one tenant of as many", one.threadMillis(), "ms"),
          Figure.atMost("heap for each tenant", many.bytes(), "bytes", MEMORY_TARGET_BYTES),
          Figure.of("heap for each customer of one tenant", one.bytes(), "bytes"),
          Figure.of("until all are there, " + among, many.seconds(), "s"),
          Figure.of("the same, one tenant of as many", one.seconds(), "s"));
    }
  }

  private Found run(String name, IntFunction<CustomerKey> customer)
      throws InterruptedException, ExecutionException {
    bench.emptyAllBut(Set.of());
    TopologySettings settings = bench.configuration().topology();
    Instant now = Instant.now();
    long written;
    try (Admin admin = bench.admin()) {
      Backlog backlog = new Backlog(admin);
      long before = backlog.written(Topics.ORDERS, settings.partitions());
      KafkaLoad.orders(bench.client(), each -> orders(customer, now, each), settings.currency());
      written = backlog.written(Topics.ORDERS, settings.partitions());
      watch.accept("%s: %,d orders lie on the topic".formatted(name, written - before));
    }
    long heap = heap();
    LiveTasks live = new LiveTasks();
    long start = System.nanoTime();
    try (StreamsRun run = StreamsRun.start(bench, name, CrmTopology.build(settings, live))) {
      run.until(written);
      double seconds = (untilStill() - start) / 1e9;
      double bytes = (heap() - heap) / (double) customers;
      Found found = look(live, settings.partitions(), bytes, seconds);
      watch.accept(
          "%s: tick p50 %.3f ms, p99 %.3f ms, %.1f ms of stream threads in 100, %.0f bytes, %.0f s"
              .formatted(name, found.p50(), found.p99(), found.threadMillis(), bytes, seconds));
      return found;
    }
  }

  private void orders(IntFunction<CustomerKey> customer, Instant at, Consumer<OrderEvent> each) {
    for (int i = 0; i < customers; i++) {
      Head head = new Head("order.created:" + i, customer.apply(i), at, "oms");
      each.accept(new OrderCreated(head, "order-" + i, new Money(1_000 + 7 * i), List.of()));
    }
  }

  /** Waits until thresholds have been calculated and followed; when the last of that happened. */
  private long untilStill() throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Admin admin = bench.admin()) {
      Backlog backlog = new Backlog(admin);
      long written = -1;
      long since = System.nanoTime();
      while (System.nanoTime() - since < STILL.toNanos()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the thresholds never came to rest");
        }
        long now =
            backlog.written(Topics.SPEND_HISTOGRAMS, Topics.HISTOGRAM_PARTITIONS)
                + backlog.written(Topics.RFM_THRESHOLDS, 1);
        if (now != written) {
          written = now;
          since = System.nanoTime();
        }
        TimeUnit.MILLISECONDS.sleep(250);
      }
      return since;
    }
  }

  private Found look(LiveTasks live, int partitions, double bytes, double seconds)
      throws InterruptedException {
    long tick = Task.TICK.toNanos();
    Latencies took = new Latencies();
    long cpu = StreamsRun.streamThreadsNanos();
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      TimeUnit.NANOSECONDS.sleep(tick);
      IntStream.range(0, partitions)
          .mapToObj(live::task)
          .flatMap(task -> task.map(LiveTask::lastTickTook).stream())
          .forEach(last -> took.add(last.toNanos()));
    }
    double used = StreamsRun.streamThreadsNanos() - cpu;
    double ticks = (System.nanoTime() - start) / (double) tick;
    return new Found(took, used / ticks / 1e6, bytes, seconds);
  }

  /** What is in use after the garbage is gone, of the whole process, in bytes. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
