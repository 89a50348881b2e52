package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.HistoryKey;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.OrderRow;

/** Customers and orders of whom so much is known that it does not fit into one row. */
class LargeCustomersTest {

  private static final Instant START = CrmDriver.START;

  private final CrmDriver crm = new CrmDriver();
  private final Facts ann = Facts.of("ann");

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void many_orders_in_any_order_are_what_they_are_one_by_one() {
    Random random = new Random(20261129);
    List<InboundEvent> facts = new ArrayList<>();
    long spent = 0;
    int count = 0;
    for (int i = 0; i < 400; i++) {
      String order = "o" + i;
      Instant at = START.minus(Duration.ofHours(1 + random.nextInt(24 * 300)));
      facts.add(ann.created(order, "10.00", at));
      facts.add(ann.completed(order, at.plusSeconds(60)));
      if (i % 7 == 0) {
        facts.add(ann.cancelled(order, at.plusSeconds(120)));
      } else if (i % 5 == 0) {
        facts.add(ann.refunded(order, "r", "4.00", at.plusSeconds(180)));
        spent += 600;
        count++;
      } else {
        spent += 1_000;
        count++;
      }
    }
    facts.addAll(List.copyOf(facts.subList(0, 100)));
    Collections.shuffle(facts, random);

    crm.send(facts.toArray(InboundEvent[]::new));
    crm.settle();

    CustomerState state = crm.only(ann);
    assertEquals(count, state.purchases().count());
    assertEquals(new Money(spent), state.purchases().spent());
    assertEquals(List.of(), crm.audit().differences());
    assertRowsAreSmall();
  }

  @Test
  void thousands_of_refunds_of_one_order_leave_its_row_small() {
    crm.send(ann.created("o1", "1000.00", START), ann.completed("o1", START));
    for (int i = 0; i < 2_000; i++) {
      crm.send(ann.refunded("o1", "r" + i, "0.10", START.plusSeconds(i)));
    }
    // Again, and corrected, of those in the row and of those beside it.
    crm.send(ann.refunded("o1", "r1999", "0.10", START.plusSeconds(1_999)));
    crm.send(Facts.again(ann.refunded("o1", "r1", "1.10", START.plusSeconds(9_000)), "later1"));
    crm.send(Facts.again(ann.refunded("o1", "r700", "2.10", START.plusSeconds(9_000)), "later2"));
    crm.send(Facts.again(ann.refunded("o1", "r701", "9.10", START.minusSeconds(9)), "earlier"));

    CustomerState state = crm.only(ann);
    assertEquals(Money.parse("797.00"), state.purchases().spent());
    assertEquals(797, state.loyalty().points());
    byte[] row = crm.store(StoreNames.HISTORY).get(StoreNames.orderKey("default/ann", "o1"));
    assertTrue(row.length < 1_000, row.length + " bytes");
    assertEquals(List.of(), crm.audit().differences());
    assertRowsAreSmall();
  }

  @Test
  void an_erasure_takes_pages_and_refunds_too_and_leaves_what_is_newer() {
    for (int i = 0; i < 100; i++) {
      crm.send(ann.created("o" + i, "5.00", START.minusSeconds(1_000 - i)));
      crm.send(ann.refunded("o1", "r" + i, "0.01", START.minusSeconds(100 - i)));
    }
    Instant erased = START.minusSeconds(50);
    crm.send(ann.created("new", "7.00", START));

    crm.tell(Profiles.of(ann).erased(erased));

    CustomerState anew = crm.only(ann);
    assertEquals(1, anew.purchases().count());
    assertEquals(Money.parse("7.00"), anew.purchases().spent());
    String life = crm.historyKey(ann).substring("default/ann".length()) + "/";
    assertEquals(0, rows(life + "p/"));
    assertEquals(rows(life), rows("/"));
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void a_row_of_an_earlier_release_with_all_its_refunds_is_divided_by_the_next_fact() {
    Instant placed = Instant.parse("2025-06-01T08:30:00Z");
    crm.send(ann.created("o-1", "1234.50", placed));
    for (int i = 10; i < 30; i++) {
      crm.send(ann.refunded("o-1", "r-" + i, "0." + i, placed));
      crm.store(StoreNames.HISTORY).delete(StoreNames.refundKey("default/ann", "o-1", "r-" + i));
    }
    crm.store(StoreNames.HISTORY).put(StoreNames.orderKey("default/ann", "o-1"), ofVersion1());
    Money before = order("o-1").refunded();

    crm.send(ann.refunded("o-1", "r-29", "3.00", START.plusSeconds(5)));
    crm.send(ann.refunded("o-1", "r-99", "3.00", START.plusSeconds(5)));

    assertEquals(
        before.plus(Money.parse("6.00")).minusToZero(new Money(29)), order("o-1").refunded());
    assertEquals(8, order("o-1").refunds().size());
    assertEquals(13, rows("/r/"));
    assertEquals(List.of(), crm.audit().differences());
  }

  /** As the release stored it that had all refunds in the row: 20 of 0.10 to 0.29. */
  private static byte[] ofVersion1() {
    return HexFormat.of()
        .parseHex(
            """
            010103652d31a0fcc0871abac4070000001404652d3130a0fcc0871a04722d31\
            300a04652d3131a0fcc0871a04722d31310b04652d3132a0fcc0871a04722d31\
            320c04652d3133a0fcc0871a04722d31330d04652d3134a0fcc0871a04722d31\
            340e04652d3135a0fcc0871a04722d31350f04652d3136a0fcc0871a04722d31\
            361004652d3137a0fcc0871a04722d31371104652d3138a0fcc0871a04722d31\
            381204652d3139a0fcc0871a04722d31391304652d3230a0fcc0871a04722d32\
            301404652d3231a0fcc0871a04722d32311504652d3232a0fcc0871a04722d32\
            321604652d3233a0fcc0871a04722d32331704652d3234a0fcc0871a04722d32\
            341804652d3235a0fcc0871a04722d32351904652d3236a0fcc0871a04722d32\
            361a04652d3237a0fcc0871a04722d32371b04652d3238a0fcc0871a04722d32\
            381c04652d3239a0fcc0871a04722d32391d""");
  }

  @Test
  void orders_count_of_a_customer_whose_profile_an_earlier_release_took_though_it_is_too_large() {
    crm.send(ann.created("o1", "1.00", START));
    String[] tags =
        IntStream.range(0, 1_000).mapToObj(i -> "t".repeat(90) + i).toArray(String[]::new);
    CustomerState large =
        crm.only(ann).withProfile(Profiles.named("Ann", Optional.empty(), tags), 1, 2);
    crm.store(StoreNames.CUSTOMERS).put("default/ann", CustomerRow.encode(large));

    crm.send(ann.created("o2", "2.00", START));

    assertEquals(List.of(), crm.rejected());
    assertEquals(Money.parse("3.00"), crm.only(ann).purchases().spent());
    assertEquals(1_000, crm.only(ann).profile().tags().size());
  }

  @Test
  void pages_of_a_customer_who_came_again_are_others_than_those_of_before() {
    Profiles profiles = Profiles.of(ann);
    Set<String> before = pagesOf(40);
    crm.tell(profiles.erased(START.plusSeconds(60)));
    Set<String> after = pagesOf(200);

    assertEquals(Set.of(), intersection(before, after));
  }

  private Set<String> pagesOf(int seconds) {
    for (int i = 0; i < 40; i++) {
      crm.send(ann.created("o" + seconds + "-" + i, "5.00", START.plusSeconds(seconds)));
    }
    Set<String> pages = new TreeSet<>();
    try (var rows = crm.store(StoreNames.HISTORY).all()) {
      rows.forEachRemaining(row -> pages.add(row.key));
    }
    pages.removeIf(
        key -> HistoryKey.of(key).map(it -> it.kind() != HistoryKey.Kind.PAGE).orElse(true));
    return pages;
  }

  private static Set<String> intersection(Set<String> one, Set<String> other) {
    assertTrue(!one.isEmpty() && !other.isEmpty());
    Set<String> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }

  @Test
  void an_order_with_more_lines_than_fit_into_a_row_counts_with_the_first_of_them() {
    List<OrderItem> items =
        Collections.nCopies(
            900, new OrderItem("k", Optional.of("n".repeat(200)), 1, Optional.empty()));
    crm.send(
        new OrderCreated(ann.head("large", START), "o1", Money.parse("1.00"), items),
        ann.created("o2", "2.00", START));

    assertEquals(List.of(), crm.rejected());
    assertEquals(2, crm.only(ann).purchases().count());
    assertEquals(190, order("o1").created().orElseThrow().items().size());
    byte[] row = crm.store(StoreNames.HISTORY).get(StoreNames.orderKey("default/ann", "o1"));
    assertTrue(row.length <= StoreNames.MAX_ROW_BYTES, "" + row.length);
    assertEquals(List.of(), crm.audit().differences());
  }

  private OrderState order(String id) {
    return OrderRow.decode(
        id, crm.store(StoreNames.HISTORY).get(StoreNames.orderKey("default/ann", id)));
  }

  private long rows(String kind) {
    long count = 0;
    try (var rows = crm.store(StoreNames.HISTORY).all()) {
      while (rows.hasNext()) {
        count += rows.next().key.startsWith("default/ann" + kind) ? 1 : 0;
      }
    }
    return count;
  }

  private void assertRowsAreSmall() {
    for (String store : List.of(StoreNames.CUSTOMERS, StoreNames.HISTORY, StoreNames.INDEX)) {
      try (var rows = crm.store(store).all()) {
        rows.forEachRemaining(row -> assertTrue(row.value.length < 4_096, row.key));
      }
    }
  }
}
