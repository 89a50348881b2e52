package shop.crm.schemas.segment;

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

  /** One number, two for {@code between}, several for {@code in}; in hundredths. */
  record Numbers(List<Long> hundredths) implements Operand {
    public Numbers {
      hundredths = List.copyOf(hundredths);
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
