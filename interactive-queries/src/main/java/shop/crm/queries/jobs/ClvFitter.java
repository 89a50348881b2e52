package shop.crm.queries.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import shop.crm.queries.http.NotAvailableException;
import shop.crm.queries.live.LiveState;
import shop.crm.queries.live.Located;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.queries.live.question.PurchasesQuestion;
import shop.crm.topology.domain.clv.ClvFit;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.PurchaseDays;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/**
 * Fits models of customers' lifetime value, on a thread of its own that gives way to all others:
 * one tenant after the other, on request and by {@link FitSchedule}. A fit that fails is logged and
 * counted, and leaves the model in force as it is.
 */
public final class ClvFitter implements ClvFits, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClvFitter.class);

  private static final int MAX_WAITING = 1_000;
  private static final int MAX_TRIES = 30;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final LiveState state;
  private final ClvModels models;
  private final Supplier<ZoneId> zone;
  private final Clock clock;
  private final FitSchedule schedule;
  private final Timer fits;
  private final Counter failures;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService thread;

  /**
   * A fitter that only does what it is asked for, until it is started.
   *
   * @param models takes what was fitted
   * @param zone whose calendar days count
   * @param interval the longest time between two fits of a tenant
   */
  public ClvFitter(
      LiveState state,
      ClvModels models,
      Supplier<ZoneId> zone,
      Duration interval,
      Clock clock,
      MeterRegistry metrics) {
    this.state = state;
    this.models = models;
    this.zone = zone;
    this.clock = clock;
    this.schedule = new FitSchedule(interval);
    this.fits =
        Timer.builder("crm.clv.fits")
            .description("Fits of models of lifetime value, from the first look to the record")
            .register(metrics);
    this.failures =
        Counter.builder("crm.clv.fit.failures").description("Fits that failed").register(metrics);
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("clv-fit").daemon().priority(Thread.MIN_PRIORITY).factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = executor;
  }

  /** Begins to fit by the schedule, too. */
  public void start() {
    thread.scheduleWithFixedDelay(
        this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void request(String tenant) {
    if (waiting.size() >= MAX_WAITING) {
      throw new NotAvailableException("Too many tenants wait for a model");
    }
    if (waiting.add(tenant)) {
      try {
        thread.execute(() -> requested(tenant, 1));
      } catch (RejectedExecutionException e) {
        throw new NotAvailableException("The service is stopping", e);
      }
    }
  }

  private void requested(String tenant, int attempt) {
    waiting.remove(tenant);
    boolean fitted = fit(tenant);
    if (!fitted && attempt < MAX_TRIES && waiting.add(tenant)) {
      thread.schedule(
          () -> requested(tenant, attempt + 1), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Fits those tenants whose time has come. */
  void look() {
    try {
      Instant now = clock.instant();
      for (String tenant : schedule.toLookAt(state.newsOfCaredFor(), now)) {
        if (!state.caresFor(tenant)) {
          schedule.forget(tenant);
        } else if (schedule.isTime(tenant, state.clvModel(tenant), state.thresholds(tenant), now)) {
          fit(tenant);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("models of lifetime value cannot be looked after now", e);
    }
  }

  /** Whether there is nothing to be tried again. */
  private boolean fit(String tenant) {
    long start = System.nanoTime();
    try {
      Located<PurchaseHistogram> located = state.ask(new PurchasesQuestion(tenant));
      if (!(located instanceof Here<PurchaseHistogram> here)) {
        LOG.info("no model of tenant {}: not every partition can be read now", tenant);
        return false;
      }
      if (here.value().customers() == 0) {
        // Nothing is kept of a tenant without orders: not even that there was nothing to fit.
        return true;
      }
      Instant now = clock.instant();
      int today = PurchaseDays.epochDay(now, zone.get());
      ClvModel model = ClvFit.fit(here.value(), today, now);
      models.publish(tenant, model);
      removeIfGone(tenant);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      fits.record(took);
      // A tenant with too few buyers is tried again every few seconds while more come.
      LOG.atLevel(model.transactions().isPresent() ? Level.INFO : Level.DEBUG)
          .log(
              "tenant {}: {} fitted to {} customers, {} of them repeat buyers, in {} ms",
              tenant,
              model.transactions().map(it -> it.name() + " " + it.parameters()).orElse("no model"),
              model.customers(),
              model.repeatBuyers(),
              took.toMillis());
      return true;
    } catch (RuntimeException e) {
      failures.increment();
      LOG.warn("the fit of tenant {} failed; its model stays as it is", tenant, e);
      // The same customers would fail the same way.
      return !(e instanceof NotAvailableException);
    }
  }

  /**
   * The last customer may have gone while the model was made, and the model been removed before.
   */
  private void removeIfGone(String tenant) {
    if (state.ask(new AggregatesQuestion(tenant)) instanceof Here<Aggregates>(Aggregates all, _)
        && all.aggregates().customers() == 0) {
      models.remove(tenant);
    }
  }

  /** Lets a fit under way end, and does no more. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
