package shop.crm.schemas.model.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;

class PurchasesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Few values, so that equal ones meet. */
  record Purchase(Instant at, Money net) {}

  record Step(boolean add, Purchase purchase) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Purchase> purchases =
        Combinators.combine(
                Arbitraries.integers().between(0, 5).map(NOON::plusSeconds),
                Arbitraries.longs().between(0, 3).map(Money::new))
            .as(Purchase::new);
    return Combinators.combine(Arbitraries.of(true, true, false), purchases)
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Property
  void the_calendar_is_a_sorted_bag_of_purchases(@ForAll("steps") List<Step> steps) {
    List<Purchase> model = new ArrayList<>();
    Purchases purchases = Purchases.NONE;
    for (Step step : steps) {
      Purchase purchase = step.purchase();
      if (step.add()) {
        model.add(purchase);
        purchases = purchases.with(purchase.at(), purchase.net());
      } else if (model.remove(purchase)) {
        purchases = purchases.without(purchase.at(), purchase.net());
      } else {
        Purchases calendar = purchases;
        assertThrows(
            IllegalStateException.class, () -> calendar.without(purchase.at(), purchase.net()));
      }
    }
    model.sort(Comparator.comparing(Purchase::at).thenComparing(Purchase::net));
    assertEquals(model, list(purchases));
    assertEquals(
        new Money(model.stream().mapToLong(purchase -> purchase.net().minor()).sum()),
        purchases.spent());
    assertEquals(model.stream().map(Purchase::at).findFirst(), purchases.first());
    assertEquals(model.reversed().stream().map(Purchase::at).findFirst(), purchases.last());
  }

  @Property
  void the_order_in_which_purchases_come_makes_no_difference(@ForAll("steps") List<Step> steps) {
    assertEquals(all(steps), all(steps.reversed()));
    assertEquals(all(steps).hashCode(), all(steps.reversed()).hashCode());
  }

  private static Purchases all(List<Step> steps) {
    Purchases purchases = Purchases.NONE;
    for (Step step : steps) {
      purchases = purchases.with(step.purchase().at(), step.purchase().net());
    }
    return purchases;
  }

  private static List<Purchase> list(Purchases purchases) {
    List<Purchase> list = new ArrayList<>();
    for (int i = 0; i < purchases.count(); i++) {
      list.add(new Purchase(purchases.at(i), purchases.net(i)));
    }
    return list;
  }

  @Test
  void without_purchases_there_is_no_first_and_no_last() {
    assertEquals(Optional.empty(), Purchases.NONE.first());
    assertEquals(Optional.empty(), Purchases.NONE.last());
    assertEquals(Money.ZERO, Purchases.NONE.spent());
  }
}
