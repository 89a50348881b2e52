package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;

/** Monetary thresholds by the words of the contract. */
class SpendDistributionTest {

  @ParameterizedTest
  @CsvFileSource(resources = "thresholds.csv", numLinesToSkip = 1)
  void thresholds_of_spends_with_and_without_ties(
      String name, String spends, String t1, String t2, String t3, String t4) {
    List<Optional<Money>> expected =
        Stream.of(t1, t2, t3, t4).map(it -> Optional.ofNullable(it).map(Money::parse)).toList();

    List<Optional<Money>> thresholds = Spends.of(spends.split(" ")).thresholds();

    for (int k = 0; k < 4; k++) {
      assertClose(expected.get(k).map(Money::minor), thresholds.get(k), name);
    }
  }

  @Property
  void a_threshold_is_off_from_the_exact_one_by_less_than_a_thousandth(
      @ForAll("spends") List<Long> spends) {
    List<Optional<Money>> thresholds = Spends.of(spends).thresholds();

    for (int k = 1; k <= 4; k++) {
      assertClose(exact(spends, k), thresholds.get(k - 1), spends.toString());
    }
  }

  @Property
  void the_least_spend_scores_one_and_the_greatest_without_a_tie_five(
      @ForAll("spends") List<Long> spends) {
    Thresholds thresholds =
        new Thresholds(1, Spends.of(spends).thresholds(), spends.size(), Instant.EPOCH);
    List<Long> sorted = spends.stream().sorted().toList();

    assertEquals(1, thresholds.score(new Money(sorted.getFirst())));
    boolean isAlone = sorted.size() > 1 && sorted.get(sorted.size() - 2) < sorted.getLast();
    if (isAlone) {
      assertEquals(5, thresholds.score(new Money(sorted.getLast())));
    }
  }

  @Property
  void those_of_partitions_are_those_of_all(
      @ForAll("spends") List<Long> some, @ForAll("spends") List<Long> others) {
    List<Long> all = Stream.concat(some.stream(), others.stream()).toList();

    assertEquals(
        Spends.of(all), SpendDistribution.sum(List.of(Spends.of(some), Spends.of(others))));
  }

  /** Ties, and different spends of one bucket, are frequent. */
  @Provide
  Arbitrary<List<Long>> spends() {
    Arbitrary<Long> spend =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 9_999_999_999_999L),
            Arbitraries.of(0L, 100L, 10_000L, 10_001L, 10_002L, 1_000_000L, 1_000_300L),
            Arbitraries.longs().between(900_000, 910_000));
    return spend.list().ofMinSize(1).ofMaxSize(60);
  }

  /** The smallest spend than which at least max(1, ⌊kN/5⌋) spent less. */
  private static Optional<Long> exact(List<Long> spends, int k) {
    long fewest = Math.max(1, k * spends.size() / 5);
    return spends.stream()
        .filter(spent -> spends.stream().filter(less -> less < spent).count() >= fewest)
        .min(Comparator.naturalOrder());
  }

  private static void assertClose(Optional<Long> exact, Optional<Money> threshold, String what) {
    assertEquals(exact.isPresent(), threshold.isPresent(), what);
    if (exact.isPresent()) {
      long off = Math.abs(exact.get() - threshold.get().minor());
      assertTrue(off * 1_000 <= exact.get(), () -> what + ": " + exact + " " + threshold);
    }
  }
}
