package shop.crm.benchmarks.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;
import shop.crm.benchmarks.faults.kind.Fault;
import shop.crm.benchmarks.faults.kind.FaultKind;
import shop.crm.benchmarks.faults.traffic.Ledger;
import shop.crm.benchmarks.faults.traffic.Traffic;
import shop.crm.benchmarks.faults.watch.ChangeChains;
import shop.crm.benchmarks.faults.watch.ChangeWatch;
import shop.crm.benchmarks.faults.watch.Confirmed;
import shop.crm.benchmarks.faults.watch.FeedWatch;
import shop.crm.benchmarks.faults.watch.Flows;
import shop.crm.benchmarks.faults.watch.GetWatch;
import shop.crm.benchmarks.faults.watch.Window;
import shop.crm.benchmarks.report.Verdict;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/** A sequence of faults under load, and what is held against what was sent. */
final class FaultTest {

  private static final Duration CALM = Duration.ofSeconds(3);
  private static final int CALM_ANSWERS = 30;
  private static final Duration RECOVERING = Duration.ofMinutes(3);
  private static final Duration ARRIVING = Duration.ofMinutes(2);
  private static final String SEGMENT =
      """
      {"id":"buyers","name":"Buyers","type":"dynamic","conditions":\
      [{"field":"total_orders","operator":"gte","value":2}]}""";

  private final Cluster cluster;
  private final Plan plan;
  private final Consumer<String> watch;
  private final Consumer<String> report;
  private final SplittableRandom random;
  private final Faults faults = new Faults();
  private final FaultTable table = new FaultTable();
  private final Ledger ledger = new Ledger();
  private final Confirmed confirmed = new Confirmed();
  private final Flows flows = new Flows();
  private final ChangeChains chains = new ChangeChains(faults);
  private final StateCheck check;
  private long differences;
  private long unrecovered;
  private long ended;

  /**
   * What is to be done.
   *
   * @param kinds of faults
   * @param faults how many
   * @param brokers nodes of Kafka
   * @param options of the instances' JVMs
   * @param traffic what is sent meanwhile
   * @param seed of what is drawn
   */
  record Plan(
      List<FaultKind> kinds,
      int faults,
      int brokers,
      List<String> options,
      Traffic.Plan traffic,
      long seed) {}

  private FaultTest(Cluster cluster, Plan plan, Consumer<String> watch, Consumer<String> report)
      throws IOException {
    this.cluster = cluster;
    this.plan = plan;
    this.watch = watch;
    this.report = report;
    random = new SplittableRandom(plan.seed());
    check = new StateCheck(cluster, ledger, chains);
  }

  /**
   * Starts a service, brings faults about, and tells whether everything held.
   *
   * @param directory for all processes, kept for who wants to know more
   * @param watch is told what is being done
   * @param report is told what was found
   */
  static boolean run(Path directory, Plan plan, Consumer<String> watch, Consumer<String> report)
      throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.start(directory, plan.brokers(), plan.options(), watch)) {
      return new FaultTest(cluster, plan, watch, report).run();
    }
  }

  private boolean run() throws IOException, InterruptedException {
    List<FaultKind> sequence = sequence();
    defineSegment();
    List<Verdict> verdicts = new ArrayList<>();
    try (ChangeWatch changes = new ChangeWatch(cluster.kafkaClient(), chains, flows, faults);
        FeedWatch feed = new FeedWatch(cluster, Traffic.TENANT, faults);
        Traffic traffic = new Traffic(cluster, plan.traffic(), ledger, confirmed, flows, faults)) {
      traffic.fill();
      differences += check.check(ARRIVING, faults);
      watch.accept(traffic.customers().size() + " customers are there; " + load());
      try (GetWatch gets =
          new GetWatch(cluster, Traffic.TENANT, traffic.customers(), confirmed, faults)) {
        traffic.start();
        recover("the start", gets.begin());
        bringAbout(sequence, gets, traffic);
      }
      traffic.rest((int) ARRIVING.toSeconds());
      Ending ending = new Ending(cluster, ledger, chains, changes, feed);
      verdicts.addAll(ending.verdicts(faults, watch));
    }
    verdicts.add(Verdict.most("differences", differences, 0, "customers"));
    verdicts.add(Verdict.most("step backs without X-Stale", table.stepBacks(), 0, "answers"));
    verdicts.add(Verdict.most("step backs of X-As-Of alone", table.earlierAsOf(), 0, "answers"));
    verdicts.add(Verdict.most("GETs neither 200 nor 503", table.other(), 0, "answers"));
    verdicts.add(Verdict.most("not recovered within 3 minutes", unrecovered, 0, "faults"));
    verdicts.add(Verdict.most("instances that ended by themselves", ended, 0, "times"));
    verdicts.add(Verdict.most("whatever was wrong", faults.count(), 0, "times"));
    faults.lines().forEach(report);
    table.lines().forEach(report);
    verdicts.forEach(verdict -> report.accept(verdict.line()));
    report.accept("seed " + plan.seed() + "; " + load());
    return verdicts.stream().allMatch(Verdict::held);
  }

  /** As many as are wanted: all kinds in turn, each time in another order. */
  private List<FaultKind> sequence() {
    List<FaultKind> possible = new ArrayList<>(plan.kinds());
    possible.removeIf(
        kind -> {
          boolean left = !kind.isPossible(cluster);
          if (left) {
            watch.accept(kind + " is left out: it would stop what is somebody else's");
          }
          return left;
        });
    Random order = new Random(plan.seed());
    List<FaultKind> sequence = new ArrayList<>();
    while (sequence.size() < plan.faults() && !possible.isEmpty()) {
      Collections.shuffle(possible, order);
      sequence.addAll(possible);
    }
    return sequence.subList(0, Math.min(plan.faults(), sequence.size()));
  }

  private void defineSegment() throws IOException {
    try (Caller caller = new Caller(cluster.living().getFirst().http(), Traffic.TENANT)) {
      Answer answer = caller.post("/api/v1/segments", "faults", SEGMENT);
      if (answer.status() != 201) {
        throw new IOException("the segment was answered by " + answer.status());
      }
    }
  }

  /** One after the other, up to one after which something does not start again. */
  private void bringAbout(List<FaultKind> sequence, GetWatch gets, Traffic traffic)
      throws InterruptedException {
    for (FaultKind kind : sequence) {
      try {
        bringAbout(kind, gets, traffic);
      } catch (IOException e) {
        faults.add("it cannot go on: " + e.getMessage(), "after " + kind);
        return;
      }
    }
  }

  private void bringAbout(FaultKind kind, GetWatch gets, Traffic traffic)
      throws IOException, InterruptedException {
    Fault fault = kind.draw(cluster, random);
    watch.accept("%s: %s; %s".formatted(kind, fault.what(), load()));
    chains.forgetTierMoves();
    long before = chains.broken();
    Window during = gets.begin();
    fault.strike();
    if (fault.lasts().isPresent()) {
      TimeUnit.NANOSECONDS.sleep(fault.lasts().get().toNanos());
    } else {
      recover(kind.toString(), during);
    }
    Recovery fromIt = Recovery.of(during, flows);
    Window after = gets.begin();
    fault.heal();
    Duration undoing = Duration.ofNanos(System.nanoTime() - after.startNanos());
    recover("the end of " + kind, after);
    Recovery fromItsEnd = Recovery.of(after, flows);
    KindRow row = table.row(kind);
    row.add(fromIt, undoing, fromItsEnd, List.of(during, after));
    if (kind == FaultKind.RULES) {
      watch.accept(
          "%d customers moved between tiers, %d of them there and back"
              .formatted(chains.tierMovers(), chains.tierReturners()));
    }
    if (!traffic.rest((int) ARRIVING.toSeconds())) {
      faults.add("what is sent is not confirmed", "after " + kind);
      return;
    }
    long wrong = check.check(ARRIVING, faults);
    traffic.resume();
    differences += wrong;
    row.wrong(wrong, chains.broken() - before);
    watch.accept("  " + fromIt.line());
    watch.accept("  then " + fromItsEnd.line());
  }

  /** Waits until answers are fresh and changes flow for a while. */
  private void recover(String from, Window window) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + RECOVERING.toNanos();
    while (!calm(window)) {
      for (Instance dead : cluster.revive()) {
        ended++;
        faults.add("an instance ended by itself", dead + " after " + from);
      }
      if (System.nanoTime() > deadline) {
        unrecovered++;
        faults.add("not recovered", "from " + from);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private boolean calm(Window window) {
    return window.freshFor().compareTo(CALM) >= 0
        && !flows.late()
        && cluster.living().stream()
            .allMatch(instance -> window.freshInARow(instance.toString()) >= CALM_ANSWERS);
  }

  private static String load() {
    double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "load average %.1f", average);
  }
}
