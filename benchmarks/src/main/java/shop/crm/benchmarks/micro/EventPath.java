package shop.crm.benchmarks.micro;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.standalone.config.Configuration;
import shop.crm.topology.domain.CustomerDecisions;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.settings.TopologySettings;

/** What one order event costs in our own code, step by step, beside Kafka and RocksDB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventPath {

  private final TopologySettings topology =
      Configuration.read(Map.of(), Configuration.Missing.EMBEDDED).topology();
  private final Settings rules = topology.rules();
  private final EventReader reader = new EventReader(topology.currency(), topology.defaultTenant());
  private final Instant now = Instant.now();
  private final Envelope envelope = Envelope.cloudEvent(now);
  private final OrderEvent event = event(now);
  private final byte[] body = EventWriter.write(event, topology.currency());
  private final CustomerState customer = customer();
  private final byte[] customerRow = CustomerRow.encode(customer);
  private final Decision decision = decideOnce();
  private final byte[] orderRow = OrderRow.encode(decision.orders().getFirst());

  /** Made by JMH. */
  public EventPath() {}

  private static OrderEvent event(Instant now) {
    List<OrderEvent> events = new ArrayList<>();
    new OrderTraffic(0, 1, 1, now).forEach(events::add);
    return events.getFirst();
  }

  /** A customer with five orders. */
  private CustomerState customer() {
    Optional<CustomerState> state = Optional.empty();
    List<OrderEvent> events = new ArrayList<>();
    new OrderTraffic(5, 0, 1, now).forEach(events::add);
    for (OrderEvent each : events) {
      state =
          CustomerDecisions.decide(
                  new Known(state, Optional.empty()),
                  KnownOrder.NOTHING,
                  each,
                  ScoringContext.of(rules, Thresholds.NONE),
                  now)
              .map(Decision::state)
              .or(() -> Optional.empty());
    }
    return state.orElseThrow();
  }

  private Decision decideOnce() {
    return CustomerDecisions.decide(
            new Known(Optional.of(customer), Optional.empty()),
            KnownOrder.NOTHING,
            event,
            ScoringContext.of(rules, Thresholds.NONE),
            now)
        .orElseThrow();
  }

  /** JSON to a checked event. */
  @Benchmark
  public Decoded read() {
    return reader.read(body, envelope, now);
  }

  /** The decision. */
  @Benchmark
  public Decision decide() {
    return decideOnce();
  }

  /** Both rows from bytes. */
  @Benchmark
  public void decodeRows(Blackhole hole) {
    hole.consume(CustomerRow.decode(customerRow));
    hole.consume(OrderRow.decode("order-0", orderRow));
  }

  /** Both rows to bytes. */
  @Benchmark
  public void encodeRows(Blackhole hole) {
    hole.consume(CustomerRow.encode(decision.state()));
    hole.consume(OrderRow.encode(decision.orders().getFirst()));
  }

  /** The changes to JSON, where there are any. */
  @Benchmark
  public void writeChanges(Blackhole hole) {
    decision.changes().forEach(change -> hole.consume(EventWriter.write(change)));
  }
}
