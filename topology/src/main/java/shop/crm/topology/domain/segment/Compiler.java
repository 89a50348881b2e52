package shop.crm.topology.domain.segment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import shop.crm.schemas.model.Micros;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.FieldRef;
import shop.crm.schemas.model.segment.Operand;
import shop.crm.schemas.model.segment.Operator;
import shop.crm.schemas.model.segment.SegmentField;

/**
 * Makes rules of conditions. {@code neq} is the negation of {@code eq}, whatever is absent; all
 * that has an order becomes a look-up in {@link Ranges}: of numbers, of times, or of ages.
 */
final class Compiler {

  private static final long MICROS_OF_DAY = Duration.ofDays(1).toNanos() / 1_000;
  private static final Ranges EVERYTHING = Ranges.upTo(Long.MAX_VALUE);

  private Compiler() {}

  static Rule rule(Condition condition) {
    return switch (condition) {
      case Condition.All(List<Condition> of) -> all(of.stream().map(Compiler::rule));
      case Condition.Any(List<Condition> of) -> any(of.stream().map(Compiler::rule));
      case Condition.Not(Condition of) -> new Rule.Not(rule(of));
      case Condition.Leaf(FieldRef field, Operator operator, Operand operand) ->
          leaf(field, operator, operand);
    };
  }

  private static Rule all(Stream<Rule> rules) {
    Rule[] of = cheapestFirst(rules);
    return of.length == 1 ? of[0] : new Rule.All(of, dependOnTime(of));
  }

  private static Rule any(Stream<Rule> rules) {
    Rule[] of = cheapestFirst(rules);
    return of.length == 1 ? of[0] : new Rule.Any(of, dependOnTime(of));
  }

  /** What only facts change costs least, and where it settles the matter time need not be asked. */
  private static Rule[] cheapestFirst(Stream<Rule> rules) {
    return rules.sorted(Comparator.comparing(Rule::dependsOnTime)).toArray(Rule[]::new);
  }

  private static boolean dependOnTime(Rule[] rules) {
    return Stream.of(rules).anyMatch(Rule::dependsOnTime);
  }

  private static Rule leaf(FieldRef field, Operator operator, Operand operand) {
    return switch (operator) {
      case EXISTS -> {
        Rule exists = exists(field.field());
        yield operand.equals(new Operand.Flag(true)) ? exists : new Rule.Not(exists);
      }
      case NEQ -> new Rule.Not(leaf(field, Operator.EQ, operand));
      case EQ, GT, LT, GTE, LTE, IN, BETWEEN, CONTAINS, STARTS_WITH, ENDS_WITH ->
          switch (operand) {
            case Operand.Texts(List<String> values) -> texts(field.field(), operator, values);
            case Operand.Numbers(List<Long> units) -> numbers(field, numbers(operator, units));
            case Operand.Times(List<Operand.Time> values) -> times(field.field(), operator, values);
            case Operand.Flag(boolean value) ->
                field.field() == SegmentField.ADDRESSES_IS_DEFAULT
                    ? new Timeless.OneOfDefaults(value)
                    : new Timeless.Flag(field.field(), value);
          };
    };
  }

  private static Rule exists(SegmentField field) {
    return switch (field.kind()) {
      case TEXT -> new Timeless.Text(field, text -> true);
      case TEXTS -> new Timeless.OneOfTexts(field, text -> true);
      case TIME -> new Timeless.Time(field, EVERYTHING);
      case FLAG -> new Timeless.Always();
      case FLAGS, LIST -> new Timeless.HasAddress();
      case NUMBER ->
          switch (field) {
            case DAYS_SINCE_LAST_ORDER, DAYS_SINCE_CREATED -> new Timeless.Time(field, EVERYTHING);
            case ORDERS_IN_LAST_DAYS, SPENT_IN_LAST_DAYS -> new Timeless.Always();
            // One out of proportion is absent until time has made it less.
            case PREDICTED_CLV_365, PROBABILITY_ALIVE -> new Predicted(field, EVERYTHING);
            default -> new Timeless.Number(field, EVERYTHING);
          };
    };
  }

  private static Rule texts(SegmentField field, Operator operator, List<String> values) {
    return field.kind() == SegmentField.Kind.TEXTS
        ? new Timeless.OneOfTexts(field, operator.ofElement(values))
        : new Timeless.Text(field, operator.ofText(values));
  }

  private static Rule numbers(FieldRef ref, Ranges units) {
    SegmentField field = ref.field();
    return switch (field) {
      case DAYS_SINCE_LAST_ORDER, DAYS_SINCE_CREATED -> new Rule.Age(field, ages(units));
      case ORDERS_IN_LAST_DAYS, SPENT_IN_LAST_DAYS ->
          new Rule.Window(
              field == SegmentField.SPENT_IN_LAST_DAYS, ref.days() * MICROS_OF_DAY, units);
      case PREDICTED_CLV_365, PROBABILITY_ALIVE -> new Predicted(field, units);
      default -> new Timeless.Number(field, units);
    };
  }

  private static Ranges numbers(Operator operator, List<Long> values) {
    long first = values.getFirst();
    return switch (operator) {
      case EQ, IN -> Ranges.points(values);
      case GT -> Ranges.above(first);
      case LT -> Ranges.below(first);
      case GTE -> Ranges.from(first);
      case LTE -> Ranges.upTo(first);
      case BETWEEN -> Ranges.between(first, values.getLast());
      case NEQ, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS ->
          throw new IllegalArgumentException("not of numbers");
    };
  }

  /** The ages of which the whole days, as hundredths and never below 0, are among those. */
  private static Ranges ages(Ranges hundredths) {
    long greatest = Long.MAX_VALUE / MICROS_OF_DAY - 1;
    List<Ranges.Range> ages = new ArrayList<>();
    for (Ranges.Range range : hundredths.all()) {
      long low = Math.ceilDiv(range.low(), 100L);
      long high = Math.floorDiv(range.high(), 100L);
      if (low <= high && high >= 0 && low <= greatest) {
        ages.add(
            new Ranges.Range(
                low <= 0 ? Long.MIN_VALUE : low * MICROS_OF_DAY,
                high >= greatest ? Long.MAX_VALUE : (high + 1) * MICROS_OF_DAY - 1));
      }
    }
    return Ranges.union(ages);
  }

  private static Rule times(SegmentField field, Operator operator, List<Operand.Time> values) {
    return switch (operator) {
      case BETWEEN ->
          all(
              Stream.of(
                  time(field, Operator.GTE, values.getFirst()),
                  time(field, Operator.LTE, values.getLast())));
      case IN -> any(oneOf(field, values));
      case EQ, NEQ, GT, LT, GTE, LTE, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS ->
          time(field, operator, values.getFirst());
    };
  }

  private static Stream<Rule> oneOf(SegmentField field, List<Operand.Time> values) {
    List<Long> micros = new ArrayList<>();
    List<Long> ages = new ArrayList<>();
    for (Operand.Time value : values) {
      switch (value) {
        case Operand.Time.At(Instant instant) -> micros.add(Micros.of(instant));
        case Operand.Time.Ago(Duration before) -> ages.add(micros(before));
      }
    }
    Stream<Rule> fixed =
        micros.isEmpty()
            ? Stream.empty()
            : Stream.of(new Timeless.Time(field, Ranges.points(micros)));
    return ages.isEmpty()
        ? fixed
        : Stream.concat(fixed, Stream.of(new Rule.Age(field, Ranges.points(ages))));
  }

  private static Rule time(SegmentField field, Operator operator, Operand.Time value) {
    return switch (value) {
      case Operand.Time.At(Instant instant) ->
          new Timeless.Time(field, numbers(operator, List.of(Micros.of(instant))));
      case Operand.Time.Ago(Duration before) ->
          new Rule.Age(field, numbers(mirrored(operator), List.of(micros(before))));
    };
  }

  /** What is later is of less age. */
  private static Operator mirrored(Operator operator) {
    return switch (operator) {
      case GT -> Operator.LT;
      case GTE -> Operator.LTE;
      case LT -> Operator.GT;
      case LTE -> Operator.GTE;
      case EQ, NEQ, IN, BETWEEN, CONTAINS, STARTS_WITH, ENDS_WITH, EXISTS -> operator;
    };
  }

  private static long micros(Duration duration) {
    return duration.toSeconds() * 1_000_000L;
  }
}
