package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;

/** The greatest spend of a bucket: 10,000.00 is in one that is 5.12 wide. */
class SpendTopsTest {

  private static final long TEN_THOUSAND = 1_000_000;
  private static final int BUCKET = SpendHistogram.bucket(TEN_THOUSAND);
  private static final long LOW = SpendHistogram.lowerEnd(BUCKET);

  private static SpendTops of(List<Long> minors) {
    SpendHistogram histogram = new SpendHistogram();
    minors.forEach(minor -> histogram.add(new Money(minor), 1));
    return SpendTops.of(histogram, each -> minors.forEach(each::accept));
  }

  @Test
  void amounts_from_20_48_share_their_bucket_with_others() {
    assertFalse(SpendTops.isWide(SpendHistogram.bucket(20_47)));
    assertTrue(SpendTops.isWide(SpendHistogram.bucket(20_48)));
    assertEquals(512, SpendHistogram.lowerEnd(BUCKET + 1) - LOW);
  }

  @Test
  void the_greatest_spend_and_who_has_it_are_known_of_each_wide_bucket() {
    SpendTops tops = of(List.of(5L, LOW, LOW + 7, LOW + 7, LOW + 3, 50_000_00L));

    assertEquals(LOW + 7, tops.greatest(BUCKET));
    assertEquals(2, tops.customers(BUCKET));
    assertEquals(1, tops.customers(SpendHistogram.bucket(50_000_00L)));
  }

  @Test
  void what_was_written_is_read_back() {
    int further = SpendHistogram.bucket(50_000_00L);
    SpendTops.Builder builder = new SpendTops.Builder(3);
    builder.add(BUCKET, 7, 2);
    builder.add(further, 50_000_00L - SpendHistogram.lowerEnd(further), 1);

    assertEquals(of(List.of(LOW + 7, LOW + 7, LOW, 50_000_00L)), builder.build());
  }

  @Test
  void what_is_no_greatest_spend_of_the_next_bucket_is_refused() {
    for (long above : List.of(-1L, 512L, Long.MAX_VALUE)) {
      SpendTops.Builder builder = new SpendTops.Builder(1);
      assertThrows(IllegalArgumentException.class, () -> builder.add(BUCKET, above, 1));
    }
    SpendTops.Builder builder = new SpendTops.Builder(3);
    builder.add(BUCKET, 511, 1);
    assertThrows(IllegalArgumentException.class, () -> builder.add(BUCKET, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> builder.add(BUCKET - 1, 0, 1));
    builder.add(BUCKET + 1, 0, 1);
    assertEquals(LOW + 511, builder.build().greatest(BUCKET));
  }

  @Test
  void tops_are_told_apart_by_amount_and_by_who_has_it() {
    SpendTops one = of(List.of(LOW + 7));
    assertEquals(one, of(List.of(LOW + 7)));
    assertEquals(one.hashCode(), of(List.of(LOW + 7)).hashCode());
    for (List<Long> other :
        List.of(List.of(LOW + 8), List.of(LOW + 7, LOW + 7), List.of(LOW + 512 + 7))) {
      assertNotEquals(one, of(other));
    }
  }
}
