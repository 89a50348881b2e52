package shop.crm.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.standalone.data.Endpoints;
import shop.crm.standalone.shop.ShopBooks.Account;

class DemoTipsTest {

  private static final Endpoints ENDPOINTS =
      new Endpoints(
          URI.create("http://127.0.0.1:8084"),
          URI.create("http://127.0.0.1:8085"),
          "127.0.0.1:9092",
          URI.create("amqp://127.0.0.1:5672"),
          URI.create("postgres://127.0.0.1/shop_crm"));

  @Test
  void the_customers_to_look_at_are_those_of_the_shop() {
    List<String> lines =
        new DemoTips(ENDPOINTS, ".crm/demo/endpoints.json", "shop.events")
            .lines(
                List.of(
                    account("small", 100, 0, RfmSegment.CHAMPIONS),
                    account("great", 900, 0, RfmSegment.CHAMPIONS),
                    account("risky", 300, 0, RfmSegment.AT_RISK),
                    account("returning", 200, 50, RfmSegment.PROMISING)));
    String api = "  curl -s http://127.0.0.1:8084/api/v1";
    assertTrue(lines.contains(api + "/customers/great  # a champion"), lines.toString());
    assertTrue(lines.contains(api + "/customers/risky  # someone at risk"), lines.toString());
    assertTrue(
        lines.contains(api + "/customers/returning/orders  # orders with refunds"),
        lines.toString());
  }

  private static Account account(String id, long spent, long refunded, RfmSegment segment) {
    return new Account(id, 3, new Money(spent), new Money(refunded), Optional.of(segment));
  }
}
