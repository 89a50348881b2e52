package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.order.OrderItem;

/** Orders of very many lines, and then the largest pages and the export of them. */
final class LargeOrders implements Attack {

  private static final int NEARLY_TOO_LARGE = 500;
  private static final int HUGE = 9_000;
  private static final String CUSTOMER = "/api/v1/customers/whale";

  private final Shop shop;
  private final Way way;
  private int orders;

  LargeOrders(URI broker, Way way) {
    this.shop = new Shop(broker);
    this.way = way;
  }

  @Override
  public String name() {
    return "large orders, their list and their export";
  }

  @Override
  public Duration pause() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void strike() throws IOException, InterruptedException {
    int lines = orders % 3 == 0 ? HUGE : NEARLY_TOO_LARGE;
    String id = "large-" + orders;
    orders++;
    shop.publish(new OrderCreated(Shop.head(id, "whale"), id, new Money(100), items(lines)));
    shop.confirm();
    if (orders % 5 == 0) {
      way.ask("GET " + CUSTOMER + "/orders?limit=500", Shop.TENANT, "");
      way.ask("GET " + CUSTOMER + "/export", Shop.TENANT, "");
      way.ask("GET " + CUSTOMER + "/activity?limit=500", Shop.TENANT, "");
    }
  }

  private static List<OrderItem> items(int lines) {
    Optional<String> name = Optional.of("n".repeat(60));
    return IntStream.range(0, lines)
        .mapToObj(line -> new OrderItem("k" + line, name, 1, Optional.empty()))
        .toList();
  }

  @Override
  public void close() {
    shop.close();
  }
}
