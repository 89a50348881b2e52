package shop.crm.topology.domain.segment;

import java.util.Optional;
import java.util.function.Predicate;
import shop.crm.schemas.model.segment.SegmentField;

/** A comparison that only a fact can change. */
sealed interface Timeless extends Rule {

  @Override
  default long outlook(Subject subject) {
    return Rule.outlook(holds(subject), SegmentRule.NEVER);
  }

  @Override
  default boolean dependsOnTime() {
    return false;
  }

  /** There is such a text. */
  record Text(SegmentField field, Predicate<String> such) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      Optional<String> text = subject.text(field);
      return text.isPresent() && such.test(text.get());
    }
  }

  /** One of the texts is such. */
  record OneOfTexts(SegmentField field, Predicate<String> such) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      return subject.anyText(field, such);
    }
  }

  /** There is a number, and in units of the field's last decimal it is one of these. */
  record Number(SegmentField field, Ranges units) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      long number = subject.number(field);
      return number != Subject.ABSENT && units.contains(number);
    }
  }

  /** There is a time, and in microseconds since 1970 it is one of these. */
  record Time(SegmentField field, Ranges epochMicros) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      long time = subject.time(field);
      return time != Subject.ABSENT && epochMicros.contains(time);
    }
  }

  /** A flag has the wanted value. */
  record Flag(SegmentField field, boolean wanted) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      return subject.flag(field) == wanted;
    }
  }

  /** One of the addresses is the default, or one is not. */
  record OneOfDefaults(boolean wanted) implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      var addresses = subject.profile().addresses();
      for (int i = 0; i < addresses.size(); i++) {
        if (addresses.get(i).isDefault() == wanted) {
          return true;
        }
      }
      return false;
    }
  }

  /** There is an address. */
  record HasAddress() implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      return !subject.profile().addresses().isEmpty();
    }
  }

  /** A rule that holds for every customer. */
  record Always() implements Timeless {
    @Override
    public boolean holds(Subject subject) {
      return true;
    }
  }
}
