package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import shop.crm.benchmarks.load.DefinitionSender;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.benchmarks.report.Figure;
import shop.crm.benchmarks.report.Medians;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.CrmTopology;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.task.Task;

/**
 * One definition after another that is edited in a deployment of many tenants with many definitions
 * each: how long the stream's threads are held up by it, beside ticks and orders without any edit.
 * Tenants have few customers, so that little of it is the walk over them.
 */
final class SegmentEdits {

  private static final int MOST_TENANTS = 1_000;
  private static final int CUSTOMERS = 10;
  private static final int DEFINITIONS = 20;

  /** So many of the traffic's events are sent at a time to see the pace. */
  private static final int PART = 4;

  /** Of the phases that differ only in whether anything is edited. */
  private enum Candidate {
    STILL,
    EDITED
  }

  private final Workbench bench;
  private final TopologySettings settings;
  private final LiveTasks live = new LiveTasks();
  private final int tenants;
  private final Duration time;
  private final int events;
  private final Consumer<String> watch;
  private final Medians medians = new Medians();
  private final AtomicInteger edits = new AtomicInteger();
  private int orders;

  private SegmentEdits(
      Workbench bench, OrderTraffic traffic, Duration time, Consumer<String> watch) {
    this.bench = bench;
    this.settings = bench.configuration().topology();
    this.tenants = Math.clamp(traffic.customers() / CUSTOMERS, 1, MOST_TENANTS);
    this.time = time;
    this.events = traffic.live() / PART;
    this.watch = watch;
  }

  /**
   * Measures.
   *
   * @param traffic of which the number of customers and of live events is taken
   * @param time for how long ticks are looked at in each phase
   */
  static List<Figure> run(OrderTraffic traffic, Duration time, int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    try (Workbench bench = Workbench.open()) {
      return new SegmentEdits(bench, traffic, time, watch).measure(rounds);
    }
  }

  private List<Figure> measure(int rounds) throws InterruptedException, ExecutionException {
    send(tenants * CUSTOMERS);
    try (DefinitionSender sender = new DefinitionSender(bench.client());
        StreamsRun run =
            StreamsRun.start(bench, "segment-edits", CrmTopology.build(settings, live))) {
      for (int tenant = 0; tenant < tenants; tenant++) {
        for (int number = 0; number < DEFINITIONS; number++) {
          sender.send(definition(tenant, number, number + 1, conditions(number)));
        }
      }
      sender.flush();
      run.until(orders);
      // The first round warms up.
      for (int round = 0; round <= rounds; round++) {
        for (Candidate candidate : TurnTaking.rotated(List.of(Candidate.values()), round)) {
          untilStill();
          ticks(candidate, round, sender);
          pace(candidate, round, sender, run);
        }
      }
    }
    return figures();
  }

  private static JsonNode conditions(int number) {
    return SegmentMix.conditions().get(number);
  }

  private static SegmentRecord definition(
      int tenant, int number, long revision, JsonNode conditions) {
    return SegmentMix.record("tenant-" + tenant, number, revision, conditions, Instant.now());
  }

  /** Sends orders, each of another customer than the one before. */
  private void send(int count) {
    List<OrderEvent> all = new ArrayList<>(count);
    Instant now = Instant.now();
    for (int i = 0; i < count; i++) {
      int number = orders++;
      CustomerKey customer =
          new CustomerKey("tenant-" + number % tenants, "customer-" + number / tenants % CUSTOMERS);
      Head head = new Head("order.created:" + number, customer, now, "oms");
      all.add(new OrderCreated(head, "order-" + number, new Money(1_000 + number), List.of()));
    }
    KafkaLoad.orders(bench.client(), all::forEach, settings.currency());
  }

  /** Waits until no thresholds have been calculated for a while. */
  private void untilStill() throws InterruptedException, ExecutionException {
    try (Admin admin = bench.admin()) {
      Backlog backlog = new Backlog(admin);
      long before = -1;
      for (long now = 0; now != before; now = backlog.written(Topics.RFM_THRESHOLDS, 1)) {
        before = now;
        TimeUnit.SECONDS.sleep(6);
      }
    }
  }

  /** Edits a definition of one tenant after another, one a tick, while it is open. */
  private final class Editor implements AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final int before = edits.get();

    private Editor(Candidate candidate, DefinitionSender sender) {
      if (candidate == Candidate.EDITED) {
        long tick = Task.TICK.toMillis();
        thread.scheduleAtFixedRate(() -> edit(sender), 0, tick, TimeUnit.MILLISECONDS);
      }
    }

    private void edit(DefinitionSender sender) {
      int edit = edits.getAndIncrement();
      long revision = DEFINITIONS + 1 + edit / tenants;
      sender.send(definition(edit % tenants, DEFINITIONS - 1, revision, SegmentMix.ofNobody(edit)));
      sender.flush();
    }

    private int count() {
      return edits.get() - before;
    }

    @Override
    public void close() {
      thread.shutdownNow();
      thread.close();
    }
  }

  private void ticks(Candidate candidate, int round, DefinitionSender sender)
      throws InterruptedException {
    Latencies took = new Latencies();
    long cpu = StreamsRun.streamThreadsNanos();
    long start = System.nanoTime();
    int count;
    try (Editor editor = new Editor(candidate, sender)) {
      while (System.nanoTime() - start < time.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(Task.TICK.toNanos());
        IntStream.range(0, settings.partitions())
            .mapToObj(live::task)
            .flatMap(task -> task.map(LiveTask::lastTickTook).stream())
            .forEach(last -> took.add(last.toNanos()));
      }
      count = editor.count();
    }
    double ticks = (System.nanoTime() - start) / (double) Task.TICK.toNanos();
    double micros = (StreamsRun.streamThreadsNanos() - cpu) / ticks / 1e3;
    watch.accept(
        "%s: tick p50 %.3f, p99 %.3f, max %.3f ms; %.0f us of stream threads in 100 ms, %d edits"
            .formatted(
                candidate,
                took.percentileMillis(50),
                took.percentileMillis(99),
                took.percentileMillis(100),
                micros,
                count));
    if (round > 0) {
      medians.add(candidate + "p99", took.percentileMillis(99));
      medians.add(candidate + "max", took.percentileMillis(100));
      medians.add(candidate + "micros", micros);
    }
  }

  private void pace(Candidate candidate, int round, DefinitionSender sender, StreamsRun run)
      throws InterruptedException, ExecutionException {
    send(events);
    StreamsRun.Mark from = run.until(1);
    StreamsRun.Mark to;
    int count;
    try (Editor editor = new Editor(candidate, sender)) {
      to = run.until(orders);
      count = editor.count();
    }
    StreamsRun.Pace pace = StreamsRun.Pace.of(from, from, to);
    watch.accept(
        "%s: %,.0f events/s, %.1f us of stream thread per event, %d edits"
            .formatted(candidate, pace.live(), pace.streamMicros(), count));
    if (round > 0) {
      medians.add(candidate + "pace", pace.live());
      medians.add(candidate + "event", pace.streamMicros());
    }
  }

  private List<Figure> figures() {
    String each =
        "while one of %,d definitions is edited each 100 ms".formatted(tenants * DEFINITIONS);
    double still = medians.of(Candidate.STILL + "micros");
    double edited = medians.of(Candidate.EDITED + "micros");
    return List.of(
        Figure.of("tick of a partition without an edit, p99", p99(Candidate.STILL), "ms"),
        Figure.of("tick of a partition without an edit, max", max(Candidate.STILL), "ms"),
        Figure.of("the same " + each + ", p99", p99(Candidate.EDITED), "ms"),
        Figure.of("the same " + each + ", max", max(Candidate.EDITED), "ms"),
        Figure.of("stream threads in 100 ms without an edit", still, "us"),
        Figure.of("stream threads in 100 ms with one", edited, "us"),
        Figure.of("orders of many tenants", medians.of(Candidate.STILL + "pace"), "events/s"),
        Figure.of("the same " + each, medians.of(Candidate.EDITED + "pace"), "events/s"),
        Figure.of("without an edit, stream threads", medians.of(Candidate.STILL + "event"), "us"),
        Figure.of("with edits, stream threads", medians.of(Candidate.EDITED + "event"), "us"));
  }

  private double p99(Candidate candidate) {
    return medians.of(candidate + "p99");
  }

  private double max(Candidate candidate) {
    return medians.of(candidate + "max");
  }
}
