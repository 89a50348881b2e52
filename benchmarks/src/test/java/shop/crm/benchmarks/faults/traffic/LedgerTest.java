package shop.crm.benchmarks.faults.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.faults.traffic.Ledger.Account;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;

class LedgerTest {

  private final Ledger ledger = new Ledger();

  private static Head head(String id, String customer) {
    return new Head(id, new CustomerKey("t", customer), Instant.EPOCH, "test");
  }

  @Test
  void orders_count_at_once_points_once_completed_and_refunds_lower_both() {
    ledger.enter(new OrderCreated(head("1", "ann"), "o1", new Money(10_050), List.of()));
    ledger.enter(new OrderCreated(head("2", "ann"), "o2", new Money(5_000), List.of()));
    assertEquals(new Account(2, new Money(15_050), 0), ledger.of("ann"));
    ledger.enter(new OrderCompleted(head("3", "ann"), "o1", Optional.empty()));
    assertEquals(new Account(2, new Money(15_050), 100), ledger.of("ann"));
    ledger.enter(new OrderRefunded(head("4", "ann"), "o1", "r", new Money(100)));
    assertEquals(new Account(2, new Money(14_950), 99), ledger.of("ann"));
    ledger.enter(new OrderCreated(head("5", "bob"), "o3", new Money(1), List.of()));
    assertEquals(new Account(3, new Money(14_951), 99), ledger.sum());
    assertEquals(List.of("ann", "bob"), ledger.customers());
  }

  @Test
  void a_shop_sends_only_what_the_ledger_can_add_up() {
    Orders orders = new Orders("x-", 1);
    for (int i = 0; i < 10; i++) {
      ledger.enter(orders.ofNewCustomer().event());
    }
    int firsts = 0;
    for (int i = 0; i < 2_000; i++) {
      Orders.Next next = orders.next();
      firsts += next.first() ? 1 : 0;
      ledger.enter(next.event());
    }
    assertEquals(10 + firsts, ledger.customers().size());
    assertEquals(2_010, ledger.events());
  }
}
