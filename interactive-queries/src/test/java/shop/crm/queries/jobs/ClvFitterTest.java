package shop.crm.queries.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.FakeLiveState;
import shop.crm.queries.Shop;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.PurchaseHistogram;

class ClvFitterTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final int TODAY = (int) START.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();

  /** A clock that is moved by hand. */
  private static final class HandClock extends Clock {
    volatile Instant now = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("UTC is all that is known");
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final FakeLiveState state = new FakeLiveState();
  private final HandClock clock = new HandClock();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final BlockingQueue<Map.Entry<String, ClvModel>> published = new LinkedBlockingQueue<>();
  private volatile boolean refused;
  private final ClvFitter fitter =
      new ClvFitter(
          state, new Models(), () -> ZoneOffset.UTC, Duration.ofHours(24), clock, metrics);

  @AfterEach
  void close() {
    fitter.close();
  }

  private final class Models implements ClvModels {
    @Override
    public void publish(String tenant, ClvModel model) {
      if (refused) {
        throw new IllegalStateException("no good");
      }
      state.models.put(tenant, model);
      published.add(Map.entry(tenant, model));
    }

    @Override
    public void remove(String tenant) {
      state.models.remove(tenant);
    }
  }

  private void customers(String tenant, int repeatBuyers, int version) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    for (int i = 0; i < repeatBuyers; i++) {
      int days = 1 + i % 40;
      histogram.add(1 + i % 5, TODAY - 100, TODAY - 100 + 5 + days, 1_000 * (1 + i % 7), 1);
      histogram.add(0, TODAY - days, TODAY - days, 0, 1);
    }
    state.purchases.put(tenant, histogram);
    state.aggregates.put(tenant, Shop.aggregates(2L * repeatBuyers));
    state.thresholds.put(
        tenant, new Thresholds(version, Thresholds.NONE.monetary(), 2L * repeatBuyers, START));
  }

  /** Whose models were published, with how many customers each. */
  private List<String> fitted() {
    List<Map.Entry<String, ClvModel>> all = new ArrayList<>();
    published.drainTo(all);
    return all.stream().map(it -> it.getKey() + " " + it.getValue().customers()).toList();
  }

  private List<String> later(Duration passed) {
    clock.now = clock.now.plus(passed);
    fitter.look();
    return fitted();
  }

  @Test
  void a_tenant_is_fitted_as_soon_as_there_are_enough_and_then_once_a_day() {
    state.caredFor = List.of("acme");
    customers("acme", 20, 1);
    assertEquals(List.of(), later(Duration.ZERO));

    customers("acme", 200, 2);
    assertEquals(List.of("acme 400"), later(Duration.ofMinutes(1)));
    assertEquals(List.of(), later(Duration.ofHours(23)));
    assertEquals(List.of("acme 400"), later(Duration.ofHours(1)));
    assertEquals(true, state.models.get("acme").transactions().isPresent());
    assertEquals(2, metrics.timer("crm.clv.fits").count());
  }

  @Test
  void half_as_many_customers_more_bring_the_fit_forward() {
    state.caredFor = List.of("acme");
    customers("acme", 200, 1);
    assertEquals(List.of("acme 400"), later(Duration.ZERO));

    customers("acme", 290, 2);
    assertEquals(List.of(), later(Duration.ofHours(1)));
    customers("acme", 300, 3);
    assertEquals(List.of("acme 600"), later(Duration.ofHours(1)));
  }

  @Test
  void with_too_few_repeat_buyers_it_is_tried_again_only_when_there_are_more_customers() {
    state.caredFor = List.of("acme");
    customers("acme", 30, 1);
    assertEquals(List.of("acme 60"), later(Duration.ZERO));
    assertEquals(true, state.models.get("acme").reason().isPresent());
    assertEquals(List.of(), later(Duration.ofDays(3)));

    customers("acme", 40, 2);
    assertEquals(List.of("acme 80"), later(Duration.ofSeconds(1)));
    customers("acme", 60, 3);
    assertEquals(List.of(), later(Duration.ofSeconds(9)));
    assertEquals(List.of("acme 120"), later(Duration.ofSeconds(1)));
  }

  @Test
  void of_a_tenant_without_customers_nothing_is_published_or_stays() {
    state.caredFor = List.of("acme");
    customers("acme", 0, 1);
    assertEquals(List.of(), later(Duration.ZERO));

    customers("acme", 200, 2);
    state.aggregates.remove("acme");
    assertEquals(List.of("acme 400"), later(Duration.ofMinutes(1)));
    assertEquals(Map.of(), state.models);
  }

  @Test
  void others_care_for_other_tenants() {
    customers("acme", 200, 1);

    assertEquals(List.of(), later(Duration.ZERO));
  }

  @Test
  void a_fit_that_fails_is_counted_and_keeps_the_model_and_is_tried_later() {
    state.caredFor = List.of("acme");
    customers("acme", 200, 1);
    later(Duration.ZERO);
    ClvModel before = state.models.get("acme");
    refused = true;
    assertEquals(List.of(), later(Duration.ofHours(24)));
    assertEquals(List.of(), later(Duration.ofSeconds(30)));
    assertEquals(1, metrics.counter("crm.clv.fit.failures").count());
    assertEquals(before, state.models.get("acme"));

    refused = false;
    assertEquals(List.of("acme 400"), later(Duration.ofSeconds(30)));
  }

  @Test
  void whoever_asks_is_fitted_whoever_cares() throws InterruptedException {
    customers("acme", 200, 1);

    fitter.request("acme");

    Map.Entry<String, ClvModel> model = published.poll(60, TimeUnit.SECONDS);
    assertEquals("acme", model.getKey());
    assertEquals(START, model.getValue().fittedAt());
  }
}
