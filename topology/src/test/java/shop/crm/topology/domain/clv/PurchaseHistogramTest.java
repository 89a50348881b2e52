package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PurchaseHistogramTest {

  record Line(int repeats, int first, int last, long spend, int by) {
    void addTo(PurchaseHistogram histogram) {
      histogram.add(repeats, first, last, spend, by);
    }
  }

  @Provide
  Arbitrary<List<Line>> lines() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(-30_000, 30_000),
            Arbitraries.integers().between(0, 2_000),
            Arbitraries.longs().between(-1_000, 9_999_999_999_999L),
            Arbitraries.integers().between(-2, 5))
        .as(
            (repeats, first, longer, spend, by) ->
                new Line(repeats, first, first + (repeats == 0 ? 0 : repeats + longer), spend, by))
        .list()
        .ofMaxSize(300);
  }

  @Property(tries = 60)
  void order_and_parts_do_not_matter(@ForAll("lines") List<Line> lines, @ForAll long seed) {
    List<Line> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(seed));
    int half = lines.size() / 2;

    PurchaseHistogram parts =
        of(shuffled.subList(0, half)).plus(of(shuffled.subList(half, lines.size())));

    assertEquals(of(lines), parts);
    assertEquals(of(lines).hashCode(), parts.hashCode());
    assertEquals(of(lines).customers(), parts.customers());
    assertEquals(of(lines).repeatBuyers(), parts.repeatBuyers());
  }

  @Property(tries = 60)
  void decoding_undoes_encoding(@ForAll("lines") List<Line> lines) {
    PurchaseHistogram histogram = of(lines);

    PurchaseHistogram decoded = PurchaseHistogram.decode(histogram.encode());

    assertEquals(histogram, decoded);
    assertEquals(histogram.customers(), decoded.customers());
    assertEquals(histogram.repeatBuyers(), decoded.repeatBuyers());
  }

  @Property(tries = 60)
  void who_is_taken_out_leaves_no_trace(@ForAll("lines") List<Line> lines) {
    PurchaseHistogram histogram = of(lines);
    lines.forEach(it -> histogram.add(it.repeats, it.first, it.last, it.spend, -it.by));

    assertEquals(new PurchaseHistogram(), histogram);
    assertEquals(new PurchaseHistogram().hashCode(), histogram.hashCode());
    assertEquals(0, histogram.customers());
  }

  @Property(tries = 200)
  void bytes_are_a_histogram_or_refused(@ForAll byte[] bytes) {
    byte[] versioned = bytes.clone();
    if (versioned.length > 0) {
      versioned[0] = 1;
    }
    try {
      PurchaseHistogram histogram = PurchaseHistogram.decode(versioned);
      assertEquals(histogram, PurchaseHistogram.decode(histogram.encode()));
    } catch (IllegalArgumentException refused) {
      assertNotEquals("", refused.getMessage());
    }
  }

  @Property(tries = 200)
  void a_mean_value_is_off_by_less_than_three_thousandths(
      @ForAll @IntRange(min = 1, max = 1_000_000) int repeats,
      @ForAll @LongRange(min = 1) long spend) {
    PurchaseHistogram histogram = of(List.of(new Line(repeats, 0, 2_000_000, spend, 3)));
    List<Double> off = new ArrayList<>();
    histogram.forEachSpend((x, mean, by) -> off.add(mean / (spend / 100.0 / repeats) - 1));

    assertEquals(1, off.size());
    assertEquals(0, off.getFirst(), 0.0028);
  }

  @Test
  void only_repeat_buyers_with_a_positive_value_have_a_spend() {
    PurchaseHistogram histogram =
        of(
            List.of(
                new Line(0, 5, 5, 900, 1),
                new Line(2, 5, 9, 0, 1),
                new Line(2, 5, 9, -300, 1),
                new Line(2, 5, 9, 300, 1)));

    assertEquals(4, histogram.customers());
    assertEquals(3, histogram.repeatBuyers());
    assertEquals(1, SpendSample.of(histogram).customers());
  }

  @Test
  void impossible_histories_are_refused() {
    for (Line line :
        List.of(
            new Line(-1, 0, 5, 1, 1),
            new Line(0, 0, 5, 1, 1),
            new Line(3, 0, 2, 1, 1),
            new Line(1, 9, 8, 1, 1),
            new Line(1, -3_000_000, 8, 1, 1),
            new Line(1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1, 1))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> line.addTo(new PurchaseHistogram()),
          line::toString);
    }
  }

  private static PurchaseHistogram of(List<Line> lines) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    lines.forEach(it -> it.addTo(histogram));
    return histogram;
  }
}
