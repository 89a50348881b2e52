package shop.crm.topology.domain.segment;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.segment.FieldRef;
import shop.crm.schemas.model.segment.SegmentField;

/** Reads the value of a field that a condition compares, for explanations. */
final class FieldReader {

  private static final long MICROS_OF_DAY = Duration.ofDays(1).toNanos() / 1_000;

  private FieldReader() {}

  static FieldValue see(FieldRef ref, Subject subject) {
    SegmentField field = ref.field();
    return switch (field.kind()) {
      case TEXT ->
          subject
              .text(field)
              .<FieldValue>map(FieldValue.Text::new)
              .orElseGet(FieldValue.Absent::new);
      case TEXTS -> texts(field, subject);
      case NUMBER -> number(ref, subject);
      case TIME -> {
        long time = subject.time(field);
        yield time == Subject.ABSENT
            ? new FieldValue.Absent()
            : new FieldValue.Time(Micros.toInstant(time));
      }
      case FLAG -> new FieldValue.Flag(subject.flag(field));
      case FLAGS ->
          new FieldValue.Flags(
              subject.profile().addresses().stream().map(Address::isDefault).toList());
      case LIST -> new FieldValue.Count(subject.profile().addresses().size());
    };
  }

  private static FieldValue texts(SegmentField field, Subject subject) {
    List<String> texts = new ArrayList<>();
    subject.anyText(
        field,
        text -> {
          texts.add(text);
          return false;
        });
    return new FieldValue.Texts(texts);
  }

  private static FieldValue number(FieldRef ref, Subject subject) {
    SegmentField field = ref.field();
    return switch (field) {
      case DAYS_SINCE_LAST_ORDER, DAYS_SINCE_CREATED -> {
        long since = subject.time(field);
        yield since == Subject.ABSENT
            ? new FieldValue.Absent()
            : new FieldValue.Count(
                Math.max(0, Math.floorDiv(subject.now() - since, MICROS_OF_DAY)));
      }
      case ORDERS_IN_LAST_DAYS -> new FieldValue.Count(window(ref, subject) / 100);
      case SPENT_IN_LAST_DAYS -> new FieldValue.Amount(new Money(window(ref, subject)));
      case TOTAL_SPENT, AVERAGE_ORDER -> new FieldValue.Amount(new Money(subject.number(field)));
      case PREDICTED_CLV_365 -> {
        long minor = subject.number(field);
        yield minor == Subject.ABSENT
            ? new FieldValue.Absent()
            : new FieldValue.Amount(new Money(minor));
      }
      case PROBABILITY_ALIVE -> {
        long units = subject.number(field);
        yield units == Subject.ABSENT
            ? new FieldValue.Absent()
            : new FieldValue.Probability(BigDecimal.valueOf(units, field.decimals()));
      }
      default -> {
        long number = subject.number(field);
        yield number == Subject.ABSENT
            ? new FieldValue.Absent()
            : new FieldValue.Count(number / 100);
      }
    };
  }

  private static long window(FieldRef ref, Subject subject) {
    boolean money = ref.field() == SegmentField.SPENT_IN_LAST_DAYS;
    return Rule.Window.value(subject, money, ref.days() * MICROS_OF_DAY);
  }
}
