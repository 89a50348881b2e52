package shop.crm.schemas.model.segment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a field is compared with, of the field's own kind. */
public sealed interface Operand {

  /** One text, or several for {@code in}. */
  record Texts(List<String> values) implements Operand {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /**
   * One number, two for {@code between}, several for {@code in}.
   *
   * @param units in units of the field's last decimal, see {@link SegmentField#decimals()}:
   *     hundredths but for a probability
   */
  record Numbers(List<Long> units) implements Operand {
    public Numbers {
      units = List.copyOf(units);
    }
  }

  /** One time, two for {@code between}, several for {@code in}. */
  record Times(List<Time> values) implements Operand {
    public Times {
      values = List.copyOf(values);
    }
  }

  /** True or false; several for {@code in} have no use. */
  record Flag(boolean value) implements Operand {}

  /** A point in time. */
  sealed interface Time {

    /** One that stays; kept to the microsecond. */
    record At(Instant instant) implements Time {}

    /** One that moves with the clock, so long before now. */
    record Ago(Duration before) implements Time {}
  }
}
