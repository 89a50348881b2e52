package shop.crm.standalone.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundType;

class SimulatedShopTest {

  private static final Instant END = Instant.parse("2026-11-22T12:00:00Z");
  private static final ShopSettings DEMO = ShopSettings.ofDemo("default", END);

  @Test
  void equal_settings_give_equal_events() {
    assertEquals(first(3_000, DEMO), first(3_000, DEMO));
    assertNotEquals(first(10, DEMO), first(10, new ShopSettings("default", 1, 2_500, END)));
  }

  @Test
  void another_end_moves_the_same_events_in_time() {
    Duration later = Duration.ofDays(3);
    List<InboundEvent> events = first(3_000, DEMO);
    List<InboundEvent> moved = first(3_000, ShopSettings.ofDemo("default", END.plus(later)));
    for (int i = 0; i < events.size(); i++) {
      assertEquals(events.get(i).head().id(), moved.get(i).head().id());
      assertEquals(events.get(i).head().time().plus(later), moved.get(i).head().time());
    }
  }

  @Test
  void events_come_in_order_of_time_from_the_start_of_the_year() {
    List<InboundEvent> events = history(DEMO);
    List<Instant> times = events.stream().map(event -> event.head().time()).toList();
    assertEquals(times.stream().sorted().toList(), times);
    assertFalse(times.getFirst().isBefore(DEMO.start()));
    assertEquals(events.size(), events.stream().map(event -> event.head().id()).distinct().count());
  }

  @Test
  void every_event_is_taken_by_the_service_as_it_was_meant() {
    EventReader reader = new EventReader("UAH", "other");
    for (InboundEvent event : history(DEMO)) {
      byte[] body = EventWriter.write(event, "UAH");
      assertEquals(new Decoded.Accepted(event), reader.read(body, Envelope.cloudEvent(END), END));
    }
  }

  @Test
  void the_items_of_an_order_come_to_its_total() {
    for (OrderCreated order : orders(history(DEMO))) {
      BigDecimal sum =
          order.items().stream()
              .map(i -> i.unitPrice().orElseThrow().multiply(i.quantity()))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(new BigDecimal(order.total().toString()), sum);
      assertTrue(order.items().size() >= 1 && order.items().size() <= 4);
    }
  }

  @Test
  void a_few_orders_are_cancelled_or_refunded_and_never_more_than_they_cost() {
    List<InboundEvent> events = history(DEMO);
    double orders = orders(events).size();
    assertEquals(.03, count(events, InboundType.ORDER_CANCELLED) / orders, .01);
    assertEquals(.04, count(events, InboundType.ORDER_REFUNDED) / orders, .01);
    var totals =
        orders(events).stream()
            .collect(Collectors.toMap(OrderCreated::orderId, OrderCreated::total));
    Set<Boolean> inFull =
        events.stream()
            .mapMulti(
                (InboundEvent event, java.util.function.Consumer<OrderRefunded> out) -> {
                  if (event instanceof OrderRefunded refund) {
                    out.accept(refund);
                  }
                })
            .map(refund -> totals.get(refund.orderId()).compareTo(refund.amount()))
            .map(
                comparison -> {
                  assertTrue(comparison >= 0);
                  return comparison == 0;
                })
            .collect(Collectors.toSet());
    assertEquals(Set.of(true, false), inFull);
  }

  @Test
  void live_traffic_goes_on_where_history_ends_dated_when_it_is_taken() {
    ShopTraffic traffic = new ShopTraffic(DEMO);
    SimulatedShop shop = new SimulatedShop(DEMO);
    Instant now = END.plusSeconds(40);
    while (traffic.inHistory()) {
      assertEquals(shop.next(), traffic.next(now));
    }
    for (int i = 0; i < 100; i++) {
      InboundEvent planned = shop.next();
      InboundEvent live = traffic.next(now);
      assertEquals(planned.head().id(), live.head().id());
      assertEquals(Optional.of(now), Optional.of(live.head().time()));
    }
  }

  private static List<InboundEvent> first(int count, ShopSettings settings) {
    SimulatedShop shop = new SimulatedShop(settings);
    List<InboundEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(shop.next());
    }
    return events;
  }

  static List<InboundEvent> history(ShopSettings settings) {
    ShopTraffic traffic = new ShopTraffic(settings);
    List<InboundEvent> events = new ArrayList<>();
    while (traffic.inHistory()) {
      events.add(traffic.next(settings.end()));
    }
    return events;
  }

  private static List<OrderCreated> orders(List<InboundEvent> events) {
    return events.stream()
        .filter(OrderCreated.class::isInstance)
        .map(OrderCreated.class::cast)
        .toList();
  }

  private static long count(List<InboundEvent> events, InboundType type) {
    return events.stream().filter(event -> event.type() == type).count();
  }
}
