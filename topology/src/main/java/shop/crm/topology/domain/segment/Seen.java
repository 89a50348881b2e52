package shop.crm.topology.domain.segment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import shop.crm.schemas.model.Money;

/** A value of a customer as a condition saw it. */
public sealed interface Seen {

  /** There is none. */
  record Absent() implements Seen {}

  /** A text. */
  record Text(String value) implements Seen {}

  /** All texts of a list; those that are absent are left out. */
  record Texts(List<String> values) implements Seen {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** A whole number: points, a score, days; of a list how many are in it. */
  record Count(long value) implements Seen {}

  /** An amount. */
  record Amount(Money value) implements Seen {}

  /** A probability, with four decimals. */
  record Probability(BigDecimal value) implements Seen {}

  /** A time; of a date its midnight UTC. */
  record Time(Instant value) implements Seen {}

  /** True or false. */
  record Flag(boolean value) implements Seen {}

  /** All flags of a list. */
  record Flags(List<Boolean> values) implements Seen {
    public Flags {
      values = List.copyOf(values);
    }
  }
}
