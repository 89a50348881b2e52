package shop.crm.topology.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.topology.domain.CohortAggregates.Cell;

/**
 * Cohorts by the words of the contract, computed the long way round with the calendar of Java and
 * with none of the domain's own code.
 */
final class NaiveCohorts {

  private final ZoneId zone;
  private final boolean quarters;
  private final Map<String, TreeMap<Integer, Cell>> cells = new TreeMap<>();

  private record Bought(Instant at, long netMinor) {}

  NaiveCohorts(ZoneId zone, boolean quarters) {
    this.zone = zone;
    this.quarters = quarters;
  }

  /** Adds a customer of whom all facts are known, and no others. */
  void add(List<OrderEvent> facts) {
    List<Bought> bought = counting(facts);
    Optional<LocalDate> first =
        bought.stream().map(one -> period(one.at())).min(LocalDate::compareTo);
    if (first.isEmpty()) {
      return;
    }
    Map<Integer, Long> revenue = new HashMap<>();
    bought.forEach(
        one -> revenue.merge(after(first.get(), period(one.at())), one.netMinor(), Long::sum));
    TreeMap<Integer, Cell> row = cells.computeIfAbsent(label(first.get()), k -> new TreeMap<>());
    revenue.forEach(
        (k, minor) -> {
          Cell cell = row.getOrDefault(k, Cell.NOTHING);
          row.put(k, new Cell(cell.customers() + 1, cell.revenueMinor() + minor));
        });
  }

  /** The cells of each cohort, up to the last in which they did anything. */
  Map<String, List<Cell>> cells() {
    Map<String, List<Cell>> dense = new TreeMap<>();
    cells.forEach(
        (cohort, row) -> {
          List<Cell> all = new ArrayList<>();
          for (int k = 0; k <= row.lastKey(); k++) {
            all.add(row.getOrDefault(k, Cell.NOTHING));
          }
          dense.put(cohort, all);
        });
    return dense;
  }

  /** The first day of the period. */
  private LocalDate period(Instant at) {
    LocalDate day = at.atZone(zone).toLocalDate();
    return quarters ? day.with(IsoFields.DAY_OF_QUARTER, 1) : day.withDayOfMonth(1);
  }

  private int after(LocalDate cohort, LocalDate period) {
    long between =
        quarters
            ? IsoFields.QUARTER_YEARS.between(cohort, period)
            : ChronoUnit.MONTHS.between(cohort, period);
    return Math.toIntExact(between);
  }

  private String label(LocalDate first) {
    return quarters
        ? first.getYear() + "-Q" + first.get(IsoFields.QUARTER_OF_YEAR)
        : first.toString().substring(0, 7);
  }

  private static List<Bought> counting(List<OrderEvent> facts) {
    Map<String, List<OrderEvent>> byOrder = new TreeMap<>();
    facts.forEach(
        fact -> byOrder.computeIfAbsent(fact.orderId(), id -> new ArrayList<>()).add(fact));
    List<Bought> bought = new ArrayList<>();
    byOrder.values().forEach(order -> bought(order).ifPresent(bought::add));
    return bought;
  }

  private static Optional<Bought> bought(List<OrderEvent> facts) {
    Optional<OrderCreated> created = newest(facts, OrderCreated.class);
    Optional<OrderCompleted> completed = newest(facts, OrderCompleted.class);
    Optional<OrderCancelled> cancelled = newest(facts, OrderCancelled.class);
    boolean again =
        completed.isPresent() && cancelled.filter(end -> isNewer(end, completed.get())).isEmpty();
    if ((cancelled.isPresent() && !again) || (created.isEmpty() && completed.isEmpty())) {
      return Optional.empty();
    }
    Map<String, List<OrderEvent>> byRefund = new TreeMap<>();
    for (OrderEvent fact : facts) {
      if (fact instanceof OrderRefunded refund) {
        byRefund.computeIfAbsent(refund.refundId(), id -> new ArrayList<>()).add(refund);
      }
    }
    long refunds =
        byRefund.values().stream()
            .mapToLong(same -> newest(same, OrderRefunded.class).orElseThrow().amount().minor())
            .sum();
    long amount =
        created
            .map(OrderCreated::total)
            .or(() -> completed.flatMap(OrderCompleted::total))
            .map(Money::minor)
            .orElse(0L);
    Class<?> placing = created.isPresent() ? OrderCreated.class : OrderCompleted.class;
    Instant at =
        created
            .flatMap(OrderCreated::orderedAt)
            .or(
                () ->
                    facts.stream()
                        .filter(placing::isInstance)
                        .map(fact -> fact.head().time())
                        .min(Instant::compareTo))
            .orElseThrow();
    return Optional.of(new Bought(at, Math.max(0, amount - refunds)));
  }

  private static <T extends OrderEvent> Optional<T> newest(List<OrderEvent> facts, Class<T> type) {
    return facts.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((one, other) -> isNewer(one, other) ? one : other);
  }

  private static boolean isNewer(InboundEvent one, InboundEvent other) {
    int byTime = one.head().time().compareTo(other.head().time());
    return byTime > 0 || (byTime == 0 && one.head().id().compareTo(other.head().id()) > 0);
  }
}
