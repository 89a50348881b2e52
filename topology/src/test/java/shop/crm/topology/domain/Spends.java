package shop.crm.topology.domain;

import java.util.List;
import java.util.stream.Stream;
import shop.crm.schemas.model.Money;

/** Distributions of spend, for tests. */
public final class Spends {

  private Spends() {}

  public static SpendDistribution of(String... spends) {
    return of(Stream.of(spends).map(spent -> Money.parse(spent).minor()).toList());
  }

  public static SpendDistribution of(List<Long> minors) {
    SpendHistogram histogram = new SpendHistogram();
    minors.forEach(minor -> histogram.add(new Money(minor), 1));
    return SpendDistribution.of(histogram, each -> minors.forEach(each::accept));
  }
}
