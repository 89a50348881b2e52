package shop.crm.schemas.condition;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/** Reads what a field is compared with. */
final class OperandReader {

  /** Greatest number of values of {@code in}. */
  static final int MAX_VALUES = 1_000;

  /** Greatest length of a text, in characters (code points). */
  static final int MAX_TEXT = 256;

  /** Greatest number of days that a relative time looks back. */
  static final int MAX_DAYS_AGO = 36_600;

  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,17}(\\.[0-9]{1,2})?");
  private static final Pattern LONGER = Pattern.compile("-?[0-9]{1,17}(\\.[0-9]{1,4})?");
  private static final Pattern AGO = Pattern.compile("-([1-9][0-9]{0,5})([dh])");
  private static final int DATE_LENGTH = 10;

  /** From here on a binary fraction may stand for another number with two decimals. */
  private static final double INEXACT = 1e13;

  private static final List<String> SEGMENTS =
      RfmSegment.ALL.stream().map(RfmSegment::displayName).toList();
  private static final List<String> STAGES =
      Stream.of(LifecycleStage.values()).map(LifecycleStage::wire).toList();

  private final Mistakes mistakes;

  OperandReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** The operand, if it is one for that field and operator; else that is among the mistakes. */
  Optional<Operand> read(SegmentField field, Operator operator, JsonNode value, String pointer) {
    if (operator == Operator.EXISTS) {
      return flag(value, pointer);
    }
    return switch (field.kind()) {
      case TEXT, TEXTS ->
          values(operator, value, pointer, (json, at) -> text(field, operator, json, at))
              .map(Operand.Texts::new);
      case NUMBER -> numbers(field, operator, value, pointer);
      case TIME -> times(operator, value, pointer);
      case FLAG, FLAGS, LIST -> flag(value, pointer);
    };
  }

  private Optional<Operand> numbers(
      SegmentField field, Operator operator, JsonNode value, String pointer) {
    Optional<List<Long>> numbers =
        values(operator, value, pointer, (json, at) -> number(field, json, at));
    if (operator == Operator.BETWEEN
        && numbers.filter(both -> both.getFirst() > both.getLast()).isPresent()) {
      return reversed(pointer);
    }
    return numbers.map(Operand.Numbers::new);
  }

  private Optional<Operand> times(Operator operator, JsonNode value, String pointer) {
    Optional<List<Operand.Time>> times = values(operator, value, pointer, this::time);
    if (operator == Operator.BETWEEN
        && times.filter(both -> isAfter(both.getFirst(), both.getLast())).isPresent()) {
      return reversed(pointer);
    }
    return times.map(Operand.Times::new);
  }

  /** Which of a fixed and a moving time is later depends on when one looks. */
  private static boolean isAfter(Operand.Time first, Operand.Time last) {
    return switch (first) {
      case Operand.Time.At(Instant one) ->
          last instanceof Operand.Time.At(Instant other) && one.isAfter(other);
      case Operand.Time.Ago(Duration one) ->
          last instanceof Operand.Time.Ago(Duration other) && one.compareTo(other) < 0;
    };
  }

  private Optional<Operand> reversed(String pointer) {
    return wrong(pointer, "is reversed: the lower end comes first");
  }

  private <T> Optional<List<T>> values(
      Operator operator,
      JsonNode json,
      String pointer,
      BiFunction<JsonNode, String, Optional<T>> one) {
    return switch (operator) {
      case IN ->
          json.isArray() && !json.isEmpty() && json.size() <= MAX_VALUES
              ? each(json, pointer, one)
              : wrong(pointer, "is not a list of 1 to 1,000 values");
      case BETWEEN ->
          json.isArray() && json.size() == 2
              ? each(json, pointer, one)
              : wrong(pointer, "is not a list of two values");
      case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS ->
          one.apply(json, pointer).map(List::of);
    };
  }

  private static <T> Optional<List<T>> each(
      JsonNode list, String pointer, BiFunction<JsonNode, String, Optional<T>> one) {
    List<T> values = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      one.apply(list.get(i), Mistakes.at(pointer, i)).ifPresent(values::add);
    }
    return values.size() == list.size() ? Optional.of(values) : Optional.empty();
  }

  private Optional<Operand> flag(JsonNode json, String pointer) {
    return json.isBoolean()
        ? Optional.of(new Operand.Flag(json.booleanValue()))
        : wrong(pointer, "is not true or false");
  }

  private Optional<String> text(
      SegmentField field, Operator operator, JsonNode json, String pointer) {
    if (!json.isTextual() || !isText(json.textValue())) {
      return wrong(pointer, "is not a text of at most " + MAX_TEXT + " characters, without NUL");
    }
    String text = json.textValue();
    List<String> known =
        switch (field) {
          case RFM_SEGMENT -> SEGMENTS;
          case LIFECYCLE_STAGE -> STAGES;
          default -> List.of();
        };
    if (known.isEmpty() || known.stream().anyMatch(operator.ofText(List.of(text)))) {
      return Optional.of(text);
    }
    return wrong(pointer, "is not " + of(operator) + " of " + String.join(", ", known));
  }

  /** What a text had to be of the texts that a field can have. */
  private static String of(Operator operator) {
    return switch (operator) {
      case CONTAINS -> "in any";
      case STARTS_WITH -> "the beginning of any";
      case ENDS_WITH -> "the end of any";
      case EQ, NEQ, GT, LT, GTE, LTE, IN, BETWEEN, EXISTS -> "one";
    };
  }

  private static boolean isText(String text) {
    boolean whole =
        text.codePoints()
            .noneMatch(c -> c == 0 || (c <= 0xFFFF && Character.isSurrogate((char) c)));
    return whole && text.codePointCount(0, text.length()) <= MAX_TEXT;
  }

  private Optional<Long> number(SegmentField field, JsonNode json, String pointer) {
    if (json.isDouble() && !(Math.abs(json.doubleValue()) < INEXACT)) {
      return wrong(pointer, "is not exact: as large a number with decimals is written as a string");
    }
    try {
      if (json.isNumber()) {
        return Optional.of(units(field, json.decimalValue()));
      }
      Pattern decimal = field.decimals() > 2 ? LONGER : DECIMAL;
      if (json.isTextual() && decimal.matcher(json.textValue()).matches()) {
        return Optional.of(units(field, new BigDecimal(json.textValue())));
      }
    } catch (ArithmeticException e) {
      // Told below, as any other that is none.
    }
    return wrong(
        pointer,
        "is not a number with at most "
            + field.decimals()
            + " decimals from "
            + BigDecimal.valueOf(Long.MIN_VALUE, field.decimals())
            + " to "
            + BigDecimal.valueOf(Long.MAX_VALUE, field.decimals()));
  }

  /**
   * The number in units of the field's last decimal.
   *
   * @throws ArithmeticException if it has more decimals or does not fit
   */
  private static long units(SegmentField field, BigDecimal number) {
    return Money.of(number.scaleByPowerOfTen(field.decimals() - 2)).minor();
  }

  private Optional<Operand.Time> time(JsonNode json, String pointer) {
    Optional<Operand.Time> time =
        json.isTextual() ? OperandReader.time(json.textValue()) : Optional.empty();
    if (time.isEmpty()) {
      mistakes.add(
          pointer,
          "is not a time: RFC 3339 like 2026-01-31T10:00:00Z, a date like 2026-01-31, or relative"
              + " like -30d or -12h, up to -"
              + MAX_DAYS_AGO
              + "d");
    }
    return time;
  }

  private static Optional<Operand.Time> time(String text) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      long count = Long.parseLong(ago.group(1));
      Duration before = ago.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
      return before.compareTo(Duration.ofDays(MAX_DAYS_AGO)) <= 0
          ? Optional.of(new Operand.Time.Ago(before))
          : Optional.empty();
    }
    try {
      Instant instant =
          text.length() == DATE_LENGTH
              ? Rfc3339.date(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Rfc3339.parse(text);
      return Optional.of(new Operand.Time.At(instant.truncatedTo(ChronoUnit.MICROS)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private <T> Optional<T> wrong(String pointer, String message) {
    mistakes.add(pointer, message);
    return Optional.empty();
  }
}
