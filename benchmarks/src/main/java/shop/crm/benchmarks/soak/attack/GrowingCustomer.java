package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/** A guest account: one customer with very many orders. */
final class GrowingCustomer implements Attack {

  private static final int AT_ONCE = 20;

  private final Shop shop;
  private int orders;

  GrowingCustomer(URI broker) {
    shop = new Shop(broker);
  }

  @Override
  public String name() {
    return "orders of one customer, twenty at a time";
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(200);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    for (int i = 0; i < AT_ONCE; i++, orders++) {
      String id = "guest-" + orders;
      shop.publish(new OrderCreated(Shop.head(id, "guest"), id, new Money(100), List.of()));
    }
    shop.confirm();
  }

  @Override
  public void close() {
    shop.close();
  }
}
