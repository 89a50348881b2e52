package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import shop.crm.benchmarks.check.BooksCheck;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.check.Health;
import shop.crm.benchmarks.check.LogCheck;
import shop.crm.benchmarks.report.Verdict;
import shop.crm.benchmarks.soak.attack.Attack;
import shop.crm.benchmarks.soak.attack.Attacks;
import shop.crm.benchmarks.soak.attack.Siege;
import shop.crm.benchmarks.wire.Caller;

/** A service under all attacks at once, beside good traffic. */
final class Soak {

  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration ARRIVAL = Duration.ofMinutes(5);
  private static final Duration CLOSING = Duration.ofSeconds(90);
  private static final double MOST_RATIO = 3;
  private static final int MORE_SOCKETS = 10;
  private static final int BESIDE_THE_HEAP = 1_024;
  private static final double MOST_GROWTH = 20;
  private static final int SECONDS_BETWEEN_PROBES = 5;

  private final ServiceProcess service;
  private final Plan plan;
  private final Consumer<String> watch;
  private final Faults faults = new Faults();
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * How it goes.
   *
   * @param alone for how long good traffic is measured alone
   * @param attacked for how long under attack
   * @param ordersPerSecond of good traffic
   * @param heapMegabytes of the service
   * @param seed of what is drawn
   */
  record Plan(
      Duration alone, Duration attacked, int ordersPerSecond, int heapMegabytes, long seed) {}

  private Soak(ServiceProcess service, Plan plan, Consumer<String> watch) {
    this.service = service;
    this.plan = plan;
    this.watch = watch;
  }

  /**
   * Starts a service, attacks it, and tells whether everything held.
   *
   * @param directory for the service, kept for who wants to know more
   */
  static boolean run(Path directory, Plan plan, Consumer<String> watch)
      throws IOException, InterruptedException {
    try (ServiceProcess service = ServiceProcess.start(directory, plan.heapMegabytes())) {
      watch.accept("the service runs as process " + service.pid() + " in " + directory);
      return new Soak(service, plan, watch).run();
    }
  }

  private boolean run() throws IOException, InterruptedException {
    LogCheck log = LogCheck.fromNow(service.log());
    Phase alone;
    Phase attacked;
    OptionalLong sockets;
    Set<Path> files;
    GoodTraffic good = GoodTraffic.start(service.addresses(), plan.ordersPerSecond(), faults);
    try (ResidentMemory memory = ResidentMemory.of(service.pid())) {
      watch.accept("good traffic warms up, and is measured alone");
      await(WARM_UP);
      alone = good.begin();
      await(plan.alone());
      good.begin();
      sockets = ProcFiles.of(service.pid()).sockets();
      files = new HashSet<>(service.temporaryFiles());
      attacked = attack(good);
      verdicts.add(
          Verdict.most(
              "resident memory", memory.most(), plan.heapMegabytes() + BESIDE_THE_HEAP, "MB"));
      growth(memory);
    } finally {
      good.end();
    }
    watch.accept("what is left");
    arrived(good);
    closed(sockets, files);
    Health.check(service.addresses().http(), "after the attacks", faults);
    log.check(List.of(), faults);
    verdicts.add(
        Verdict.ratio("p99 of good GETs", alone.readMillis(), attacked.readMillis(), MOST_RATIO));
    verdicts.add(
        Verdict.ratio(
            "p99 from an order until it can be read",
            alone.arrivalMillis(),
            attacked.arrivalMillis(),
            MOST_RATIO));
    verdicts.add(Verdict.most("faults", faults.count(), 0, "seen"));
    faults.lines().forEach(watch);
    verdicts.forEach(verdict -> watch.accept(verdict.line()));
    return verdicts.stream().allMatch(Verdict::held);
  }

  private Phase attack(GoodTraffic good) throws IOException, InterruptedException {
    watch.accept("all attacks at once for " + plan.attacked().toSeconds() + " s");
    long refusedBefore = good.refusedReads();
    Phase attacked = good.begin();
    List<Attack> attacks = Attacks.on(service.addresses(), GoodOrders.TENANT, plan.seed(), faults);
    Siege siege = Siege.lay(attacks, faults);
    try (siege) {
      await(plan.attacked());
    }
    siege.lines().forEach(watch);
    good.begin();
    watch.accept(good.refusedReads() - refusedBefore + " good GETs had to be asked again");
    return attacked;
  }

  private void growth(ResidentMemory memory) {
    boolean longEnough = plan.attacked().compareTo(Duration.ofMinutes(5)) >= 0;
    if (longEnough) {
      verdicts.add(
          Verdict.most("its growth over the last half", memory.growth(), MOST_GROWTH, "MB/min"));
    } else {
      watch.accept("too short to tell whether memory grows");
    }
  }

  private void arrived(GoodTraffic good) throws InterruptedException, IOException {
    long before = faults.count();
    try (Caller caller = new Caller(service.addresses().http(), GoodOrders.TENANT)) {
      BooksCheck.check(caller, GoodOrders.TENANT, good.books(), ARRIVAL, faults);
    }
    int customers = good.books().customers().size();
    long wrong = faults.count() - before;
    verdicts.add(
        new Verdict(
            "good events",
            good.books().events() + " of " + customers + " customers sent, " + wrong + " wrong",
            "all there, and once",
            wrong == 0));
  }

  /** Waits until what was opened is closed again. */
  private void closed(OptionalLong before, Set<Path> filesBefore)
      throws InterruptedException, IOException {
    ProcFiles process = ProcFiles.of(service.pid());
    long allowed = before.orElse(0) + MORE_SOCKETS;
    long deadline = System.nanoTime() + CLOSING.toNanos();
    while (process.sockets().orElse(0) > allowed && System.nanoTime() < deadline) {
      TimeUnit.SECONDS.sleep(1);
    }
    verdicts.add(Verdict.most("sockets", process.sockets().orElse(0), allowed, "open"));
    List<Path> left = new ArrayList<>(service.temporaryFiles());
    left.removeAll(filesBefore);
    verdicts.add(Verdict.most("temporary files", left.size(), 0, "left"));
  }

  /** Waits, asks for the service's health meanwhile, and ends early with the service. */
  private void await(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (int second = 1; System.nanoTime() < end; second++) {
      if (!service.alive()) {
        faults.add("the service has ended", "after " + second + " s of " + time.toSeconds());
        return;
      }
      if (second % SECONDS_BETWEEN_PROBES == 0) {
        String when = "after " + second + " s of " + time.toSeconds();
        Health.check(service.addresses().http(), when, faults);
        Health.check(service.addresses().internal(), when + ", internal port", faults);
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }
}
