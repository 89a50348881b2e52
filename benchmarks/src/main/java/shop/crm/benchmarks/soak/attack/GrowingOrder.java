package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;

/** One order of which a penny is given back again and again, under ids as long as can be. */
final class GrowingOrder implements Attack {

  private static final int AT_ONCE = 10;
  private static final String LONG_ID = "\uD83D\uDE00".repeat(500);

  private final Shop shop;
  private int refunds;

  GrowingOrder(URI broker) {
    shop = new Shop(broker);
  }

  @Override
  public String name() {
    return "refunds of one order, ten at a time";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(200);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    if (refunds == 0) {
      Money amount = new Money(9_999_999_900L);
      shop.publish(new OrderCreated(Shop.head("growing", "victim"), "o", amount, List.of()));
    }
    for (int i = 0; i < AT_ONCE; i++, refunds++) {
      String id = LONG_ID + refunds;
      String refund = "r".repeat(120) + refunds;
      shop.publish(new OrderRefunded(Shop.head(id, "victim"), "o", refund, new Money(1)));
    }
    shop.confirm();
  }

  @Override
  public void close() {
    shop.close();
  }
}
