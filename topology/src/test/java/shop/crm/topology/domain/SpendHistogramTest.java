package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;

class SpendHistogramTest {

  @Property
  void a_bucket_starts_at_its_lower_end(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long minor) {
    int bucket = SpendHistogram.bucket(minor);

    assertTrue(SpendHistogram.lowerEnd(bucket) <= minor);
    assertEquals(bucket, SpendHistogram.bucket(SpendHistogram.lowerEnd(bucket)));
  }

  @Test
  void who_is_taken_out_leaves_no_trace() {
    SpendHistogram histogram = new SpendHistogram();
    histogram.add(Money.parse("120.00"), 1);
    histogram.add(Money.parse("120.00"), -1);

    assertEquals(new SpendHistogram(), histogram);
    assertEquals(0, histogram.customers());
  }

  @Test
  void as_many_customers_who_spent_otherwise_are_others() {
    assertEquals(of("1.00", "2.00"), of("2.00", "1.00"));
    assertNotEquals(of("1.00", "2.00"), of("1.00", "3.00"));
    assertNotEquals(of("1.00"), of("1.00", "1.00"));
  }

  @Test
  void it_differs_by_those_who_came_went_or_moved() {
    SpendHistogram before = of("1.00", "2.00", "3.00", "300.00");

    assertEquals(
        List.of(0L, 1L, 2L, 2L, 4L),
        Stream.of(
                before,
                of("1.00", "2.00", "3.00", "400.00"),
                of("1.00", "300.00"),
                of("1.00", "2.00", "3.00", "300.00", "5.00", "9000.00"),
                of())
            .map(before::differsBy)
            .toList());
  }

  private static SpendHistogram of(String... spends) {
    SpendHistogram histogram = new SpendHistogram();
    Stream.of(spends).forEach(spent -> histogram.add(Money.parse(spent), 1));
    return histogram;
  }
}
