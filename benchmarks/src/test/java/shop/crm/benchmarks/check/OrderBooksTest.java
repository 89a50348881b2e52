package shop.crm.benchmarks.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.check.OrderBooks.Figures;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;

class OrderBooksTest {

  private final OrderBooks books = new OrderBooks();

  private static Head head(String id, String customer) {
    return new Head(id, new CustomerKey("t", customer), Instant.EPOCH, "test");
  }

  private static InboundEvent order(String id, String customer, long minor) {
    return new OrderCreated(head(id, customer), id, new Money(minor), List.of());
  }

  private static InboundEvent refund(String id, String customer, long minor) {
    return new OrderRefunded(head(id, customer), "o", id, new Money(minor));
  }

  @Test
  void orders_add_up_and_refunds_take_off() {
    books.enter(order("1", "ann", 1_000));
    books.enter(order("2", "ann", 250));
    books.enter(refund("3", "ann", 50));
    books.enter(order("4", "bob", 7));
    assertEquals(List.of("ann", "bob"), books.customers());
    assertEquals(new Figures(2, new Money(1_200)), books.of("ann"));
    assertEquals(new Figures(1, new Money(7)), books.of("bob"));
  }

  @Test
  void an_event_sent_again_counts_once() {
    books.enter(order("1", "ann", 1_000));
    books.enter(order("1", "ann", 1_000));
    books.enter(refund("2", "ann", 50));
    books.enter(refund("2", "ann", 50));
    assertEquals(new Figures(1, new Money(950)), books.of("ann"));
    assertEquals(2, books.events());
  }

  @Test
  void a_completion_changes_no_figure() {
    books.enter(order("1", "ann", 1_000));
    books.enter(new OrderCompleted(head("2", "ann"), "1", Optional.empty()));
    assertEquals(new Figures(1, new Money(1_000)), books.of("ann"));
  }

  @Test
  void what_the_books_cannot_count_is_refused() {
    InboundEvent cancelled = new OrderCancelled(head("1", "ann"), "1", Optional.empty());
    assertThrows(IllegalArgumentException.class, () -> books.enter(cancelled));
  }
}
