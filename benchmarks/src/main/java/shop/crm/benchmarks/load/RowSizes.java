package shop.crm.benchmarks.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.topology.domain.CustomerDecisions;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.Settings;

/**
 * What some traffic makes the service write, folded in memory: the rows of the live part, and how
 * many changes it publishes.
 *
 * @param customer bytes of a customer's row, on average over the events
 * @param order bytes of an order's row, on average
 * @param changesPerEvent changes of segment and tier: each is one more logged row and one record
 * @param samples rows as they were written, evenly from the whole traffic
 */
public record RowSizes(int customer, int order, double changesPerEvent, Samples samples) {

  private static final int SAMPLE_EVERY = 97;

  /**
   * Rows and records as the service writes them, for yardsticks that write the same.
   *
   * @param customers rows of customers
   * @param orders rows of orders
   * @param activities rows of changes
   * @param changes records of changes
   */
  public record Samples(
      List<byte[]> customers, List<byte[]> orders, List<byte[]> activities, List<byte[]> changes) {

    static Samples none() {
      return new Samples(
          new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Thresholds as they come out for such traffic, for scores that are about right. */
  private static final Thresholds TYPICAL =
      new Thresholds(
          1,
          Stream.of(100_000, 220_000, 400_000, 800_000)
              .map(minor -> Optional.of(new Money(minor)))
              .toList(),
          1,
          Instant.EPOCH);

  /** Folds the traffic and measures every row. */
  public static RowSizes of(OrderTraffic traffic, Settings rules) {
    Fold fold = new Fold(rules, traffic);
    traffic.forEach(fold::take);
    return new RowSizes(
        (int) (fold.customerBytes / fold.writes),
        (int) (fold.orderBytes / fold.writes),
        (double) fold.changes / fold.writes,
        fold.samples);
  }

  private static final class Fold {
    private final Settings rules;
    private final OrderTraffic traffic;
    private final Map<String, CustomerState> customers = new HashMap<>();
    private final Map<String, OrderState> orders = new HashMap<>();
    private final Samples samples = Samples.none();
    private long seen;
    private long writes;
    private long customerBytes;
    private long orderBytes;
    private long changes;

    private Fold(Settings rules, OrderTraffic traffic) {
      this.rules = rules;
      this.traffic = traffic;
    }

    private void take(OrderEvent event) {
      boolean live = seen++ >= traffic.history();
      String key = event.head().customer().toString();
      CustomerDecisions.decide(
              new CustomerDecisions.Known(
                  Optional.ofNullable(customers.get(key)), Optional.empty()),
              CustomerDecisions.KnownOrder.whole(Optional.ofNullable(orders.get(event.orderId()))),
              event,
              ScoringContext.of(rules, TYPICAL),
              traffic.until())
          .ifPresent(decision -> write(key, decision, live));
    }

    private void write(String key, Decision decision, boolean live) {
      OrderState order = decision.orders().getFirst();
      customers.put(key, decision.state());
      orders.put(order.orderId(), order);
      if (live) {
        byte[] customerRow = CustomerRow.encode(decision.state());
        byte[] orderRow = OrderRow.encode(order);
        customerBytes += customerRow.length;
        orderBytes += orderRow.length;
        changes += decision.changes().size();
        if (writes++ % SAMPLE_EVERY == 0) {
          samples.customers().add(customerRow);
          samples.orders().add(orderRow);
          decision.activities().forEach(a -> samples.activities().add(ActivityRow.encode(a)));
          decision.changes().forEach(c -> samples.changes().add(EventWriter.write(c)));
        }
      }
    }
  }
}
