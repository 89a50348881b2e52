package shop.crm.topology.domain.segment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import shop.crm.schemas.model.Money;

/** A value of a customer as a condition saw it. */
public sealed interface FieldValue {

  /** There is none. */
  record Absent() implements FieldValue {}

  /** A text. */
  record Text(String value) implements FieldValue {}

  /** All texts of a list; those that are absent are left out. */
  record Texts(List<String> values) implements FieldValue {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** A whole number: points, a score, days; of a list how many are in it. */
  record Count(long value) implements FieldValue {}

  /** An amount. */
  record Amount(Money value) implements FieldValue {}

  /** A probability, with four decimals. */
  record Probability(BigDecimal value) implements FieldValue {}

  /** A time; of a date its midnight UTC. */
  record Time(Instant value) implements FieldValue {}

  /** True or false. */
  record Flag(boolean value) implements FieldValue {}

  /** All flags of a list. */
  record Flags(List<Boolean> values) implements FieldValue {
    public Flags {
      values = List.copyOf(values);
    }
  }
}
