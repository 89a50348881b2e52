package shop.crm.standalone.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.standalone.shop.ShopBooks.Account;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.RfmSegments;

class ShopBooksTest {

  private static final Instant END = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void every_segment_has_customers_at_the_end_of_the_demos_history() {
    List<Account> accounts = demo().accounts(rules(), END);
    Map<RfmSegment, Long> counts =
        accounts.stream()
            .flatMap(account -> account.segment().stream())
            .collect(Collectors.groupingBy(s -> s, TreeMap::new, Collectors.counting()));
    assertEquals(Set.copyOf(EnumSet.allOf(RfmSegment.class)), Set.copyOf(counts.keySet()));
    assertTrue(accounts.size() > 2_000 && accounts.size() < 3_000, "size " + accounts.size());
  }

  @Test
  void a_cancelled_order_does_not_count_and_a_refund_lowers_what_was_spent() {
    ShopBooks books = new ShopBooks();
    books.add(new OrderCreated(head("a"), "a", new Money(10_000), List.of()));
    books.add(new OrderCreated(head("b"), "b", new Money(5_000), List.of()));
    books.add(new OrderCancelled(head("c"), "b", Optional.empty()));
    books.add(new OrderRefunded(head("r"), "a", "r", new Money(2_500)));
    assertEquals(
        List.of(
            new Account(
                "anna",
                1,
                new Money(7_500),
                new Money(2_500),
                Optional.of(RfmSegment.NEW_CUSTOMERS))),
        books.accounts(rules(), END));
  }

  private static Head head(String id) {
    return new Head(id, new CustomerKey("default", "anna"), END, SimulatedShop.SOURCE);
  }

  private static ShopBooks demo() {
    ShopBooks books = new ShopBooks();
    SimulatedShopTest.history(ShopSettings.ofDemo("default", END)).forEach(books::add);
    return books;
  }

  private static RfmRules rules() {
    try (var in = RfmRules.class.getResourceAsStream("/rfm-segments.csv")) {
      String csv = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return RfmRules.of(180, RfmSegments.parse(csv.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
