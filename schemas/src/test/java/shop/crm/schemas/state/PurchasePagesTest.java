package shop.crm.schemas.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.purchase.PageGone;
import shop.crm.schemas.model.purchase.PurchaseGathering;
import shop.crm.schemas.model.purchase.Purchases;

/** Purchases of customers who buy so much that they do not fit into their row. */
class PurchasePagesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Comparator<Bought> ORDER =
      Comparator.comparing(Bought::at).thenComparing(Bought::net);

  private record Bought(Instant at, Money net) {}

  /** Stores purchases after each change, as the stream does, and reads them anew. */
  private static final class Stored {
    final Map<Long, byte[]> pages = new HashMap<>();
    byte[] row = CustomerRow.encode(GoldenRowsTest.customer(Purchases.NONE));
    int written;

    Purchases read() {
      return CustomerRow.decode(row, id -> Optional.ofNullable(pages.get(id))).purchases();
    }

    void write(Purchases purchases) {
      row = CustomerRow.encode(GoldenRowsTest.customer(purchases));
      written += row.length;
      PurchaseRows.eachNewPage(
          purchases,
          (id, page) -> {
            pages.put(id, page);
            written += page.length;
          });
      purchases.droppedPages().forEach(pages::remove);
    }
  }

  /** Buys and takes back at random, with many of one time and amount. */
  @Property(tries = 60)
  void they_are_a_sorted_bag_however_they_are_paged(@ForAll Random random) {
    Stored stored = new Stored();
    List<Bought> model = new ArrayList<>();
    int times = 1 + random.nextInt(2_000);
    double backOff = random.nextDouble(0.6);
    for (int step = 0; step < 1_500; step++) {
      Purchases before = stored.read();
      Purchases after;
      if (!model.isEmpty() && random.nextDouble() < backOff) {
        Bought taken = model.remove(random.nextInt(model.size()));
        after = before.without(taken.at(), taken.net());
        assertEquals(Optional.of(List.of(Micros.of(taken.at()))), after.changedSince(before));
      } else {
        Bought more =
            new Bought(START.plusSeconds(random.nextInt(times)), new Money(random.nextInt(3)));
        model.add(more);
        after = before.with(more.at(), more.net());
      }
      stored.write(after);
    }
    model.sort(ORDER);
    assertSame(model, stored.read(), random);
    assertEquals(reachable(stored), stored.pages.size(), "no page is left behind");
  }

  private static int reachable(Stored stored) {
    Map<Long, byte[]> asked = new HashMap<>();
    Purchases all =
        CustomerRow.decode(
                stored.row,
                id -> {
                  asked.put(id, stored.pages.get(id));
                  return Optional.ofNullable(stored.pages.get(id));
                })
            .purchases();
    for (int i = 0; i < all.count(); i++) {
      all.net(i);
    }
    return asked.size();
  }

  private static void assertSame(List<Bought> model, Purchases purchases, Random random) {
    assertEquals(model.size(), purchases.count());
    assertEquals(model.stream().map(Bought::at).findFirst(), purchases.first());
    assertEquals(model.reversed().stream().map(Bought::at).findFirst(), purchases.last());
    long spent = 0;
    for (int i = 0; i < model.size(); i++) {
      assertEquals(model.get(i), new Bought(purchases.at(i), purchases.net(i)), "at " + i);
      assertEquals(spent, purchases.spentBefore(i));
      spent += model.get(i).net().minor();
    }
    assertEquals(new Money(spent), purchases.spent());
    for (int i = 0; i < 50; i++) {
      Instant time = START.plusSeconds(random.nextInt(2_100) - 50);
      assertEquals(
          model.stream().filter(bought -> bought.at().isBefore(time)).count(),
          purchases.placedBefore(Micros.of(time)));
      Instant until = time.plusSeconds(random.nextInt(20));
      assertEquals(
          model.stream().anyMatch(it -> !it.at().isBefore(time) && it.at().isBefore(until)),
          purchases.anyPlaced(Micros.of(time), Micros.of(until)));
      if (spent > 0) {
        long part = random.nextLong(spent);
        int few = purchases.spending(part);
        assertTrue(purchases.spentBefore(few) > part && purchases.spentBefore(few - 1) <= part);
      }
    }
    Purchases flat =
        Purchases.sorted(
            model.stream().mapToLong(bought -> Micros.of(bought.at())).toArray(),
            model.stream().mapToLong(bought -> bought.net().minor()).toArray(),
            0);
    assertEquals(flat, purchases);
    assertEquals(flat.hashCode(), purchases.hashCode());
  }

  @Test
  void an_order_costs_the_same_after_a_hundred_thousand_as_after_ten() {
    Stored small = new Stored();
    Stored large = new Stored();
    PurchaseGathering many = new PurchaseGathering();
    PurchaseGathering few = new PurchaseGathering();
    for (int i = 0; i < 100_000; i++) {
      many.add(START.plusSeconds(i), new Money(1_000 + i % 7));
      if (i < 10) {
        few.add(START.plusSeconds(i), new Money(1_000 + i % 7));
      }
    }
    large.write(many.all());
    small.write(few.all());
    large.written = 0;
    small.written = 0;
    for (int i = 0; i < 480; i++) {
      large.write(large.read().with(START.plusSeconds(100_000 + i), new Money(1_001)));
      byte[] row = small.row;
      small.write(small.read().with(START.plusSeconds(100_000 + i), new Money(1_001)));
      small.row = row;
    }
    // A row of 200 bytes without purchases, to which the order's own row comes in both cases.
    assertTrue(large.written < 2 * small.written, large.written + " and " + small.written);
  }

  @Test
  void what_is_not_there_cannot_be_taken_out_of_pages() {
    PurchaseGathering many = new PurchaseGathering();
    for (int i = 0; i < 1_000; i++) {
      many.add(START.plusSeconds(i), Money.ZERO);
    }
    assertThrows(
        IllegalStateException.class, () -> many.all().without(START.plusMillis(1), Money.ZERO));
  }

  @Test
  void a_reader_who_comes_too_late_for_a_page_is_told() {
    Stored stored = new Stored();
    PurchaseGathering many = new PurchaseGathering();
    for (int i = 0; i < 1_000; i++) {
      many.add(START.plusSeconds(i), Money.ZERO);
    }
    stored.write(many.all());
    Purchases reader = stored.read();
    stored.pages.clear();

    assertEquals(1_000, reader.count(), "the row alone tells");
    assertThrows(PageGone.class, () -> reader.at(500));
  }
}
