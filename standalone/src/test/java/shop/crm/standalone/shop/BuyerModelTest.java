package shop.crm.standalone.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/** The shop's orders against the closed forms of the models that they are drawn from. */
class BuyerModelTest {

  private static final BuyerModel MODEL = BuyerModel.CDNOW;
  private static final double WEEKS = 39;
  private static final Instant END = Instant.parse("2026-11-22T12:00:00Z");
  private static final ShopSettings LARGE = new ShopSettings("default", 11, 60_000, END);

  private final Map<String, List<OrderCreated>> orders = ordersOfThoseWithEnoughHistory();

  @Test
  void as_many_customers_come_again_as_the_model_says() {
    double once = orders.values().stream().filter(all -> all.size() == 1).count();
    double expected = Math.pow(MODEL.alpha() / (MODEL.alpha() + WEEKS), MODEL.r());
    assertEquals(expected, once / orders.size(), .01);
  }

  @Test
  void customers_come_again_as_often_as_the_model_says() {
    double repeats = orders.values().stream().mapToInt(all -> all.size() - 1).average().orElse(0);
    assertEquals(expectedRepeats(WEEKS), repeats, .04);
  }

  @Test
  void orders_are_worth_what_the_model_says() {
    double dollars = MODEL.p() * MODEL.v() / (MODEL.q() - 1);
    double hryvnias =
        orders.values().stream()
            .mapToDouble(all -> all.getFirst().total().minor() / 100.0)
            .average()
            .orElse(0);
    double expected = dollars * SimulatedShop.HRYVNIAS_PER_DOLLAR;
    assertEquals(expected, hryvnias, .03 * expected);
  }

  /** E[X(t)], equation 9 of Fader, Hardie and Lee (2005). */
  private static double expectedRepeats(double t) {
    double z = t / (MODEL.alpha() + t);
    double c = MODEL.a() + MODEL.b() - 1;
    double term = 1;
    double hypergeometric = 1;
    for (int i = 0; i < 2_000; i++) {
      term *= (MODEL.r() + i) * (MODEL.b() + i) / ((c + i) * (i + 1)) * z;
      hypergeometric += term;
    }
    double none = Math.pow(MODEL.alpha() / (MODEL.alpha() + t), MODEL.r());
    return c / (MODEL.a() - 1) * (1 - none * hypergeometric);
  }

  private static Map<String, List<OrderCreated>> ordersOfThoseWithEnoughHistory() {
    Duration observed = Duration.ofDays((long) (7 * WEEKS));
    Map<String, List<OrderCreated>> orders = new HashMap<>();
    for (InboundEvent event : SimulatedShopTest.history(LARGE)) {
      if (event instanceof OrderCreated order) {
        List<OrderCreated> all =
            orders.computeIfAbsent(order.head().customer().customer(), _ -> new ArrayList<>());
        if (all.isEmpty()
            || order.head().time().isBefore(all.getFirst().head().time().plus(observed))) {
          all.add(order);
        }
      }
    }
    Instant last = END.minus(observed);
    orders.values().removeIf(all -> all.getFirst().head().time().isAfter(last));
    return orders;
  }
}
