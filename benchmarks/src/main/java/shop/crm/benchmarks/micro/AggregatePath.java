package shop.crm.benchmarks.micro;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.purchase.Purchases;
import shop.crm.topology.domain.RunningAggregates;
import shop.crm.topology.domain.TenantCalendar;

/** What it costs to count a customer who has placed one more order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AggregatePath {

  private static final Instant FIRST = Instant.parse("2024-01-15T12:00:00Z");

  /** How many orders the customer had before. */
  @Param({"1", "10", "200"})
  public int orders;

  private final RunningAggregates aggregates =
      new RunningAggregates(new TenantCalendar(ZoneId.of("Europe/Kyiv")));
  private Optional<CustomerState> before = Optional.empty();
  private Optional<CustomerState> after = Optional.empty();

  /** Made by JMH. */
  public AggregatePath() {}

  /** A customer who orders every four days. */
  @Setup
  public void customer() {
    Purchases purchases = Purchases.NONE;
    for (int i = 0; i < orders; i++) {
      purchases = purchases.with(FIRST.plus(Duration.ofDays(4L * i)), new Money(12_345));
    }
    before = Optional.of(state(purchases));
    Purchases more = purchases.with(FIRST.plus(Duration.ofDays(4L * orders)), new Money(700));
    after = Optional.of(state(more));
    aggregates.move(Optional.empty(), before);
  }

  private static CustomerState state(Purchases purchases) {
    return CustomerState.begin(FIRST, "bronze").withPurchases(purchases, -1);
  }

  /** There and back: twice the work of one order. */
  @Benchmark
  public RunningAggregates moveThereAndBack() {
    aggregates.move(before, after);
    aggregates.move(after, before);
    return aggregates;
  }
}
