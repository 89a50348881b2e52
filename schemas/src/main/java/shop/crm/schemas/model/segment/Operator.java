package shop.crm.schemas.model.segment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a field is compared; the wire name is the lower-case name. With an absent value everything is
 * false but {@link #NEQ}, and {@link #EXISTS} where it asks for absence.
 *
 * <p>Each says itself how it tests a text, and how it tests an element of a list of texts: one that
 * does not say so does not compile.
 */
public enum Operator {
  EQ(Operator::oneOf, Operator::oneOf),
  /** The opposite of {@link #EQ}: of a list, that no element is equal. */
  NEQ(Operator::oneOf, Operator::oneOf),
  GT(Operator::untested, Operator::untested),
  LT(Operator::untested, Operator::untested),
  GTE(Operator::untested, Operator::untested),
  LTE(Operator::untested, Operator::untested),
  /** Equal to one of several. */
  IN(Operator::oneOf, Operator::oneOf),
  /** Not below the first and not above the second. */
  BETWEEN(Operator::untested, Operator::untested),
  /** A text holds another; a list holds an element. */
  CONTAINS(part -> text -> text.contains(part.getFirst()), Operator::oneOf),
  /** A text begins with another; of a list, one element does. */
  STARTS_WITH(Operator::begin, Operator::begin),
  /** A text ends with another; of a list, one element does. */
  ENDS_WITH(Operator::end, Operator::end),
  /** Whether there is a value. */
  EXISTS(Operator::untested, Operator::untested);

  private final String wire = name().toLowerCase(Locale.ROOT);
  private final Function<List<String>, Predicate<String>> text;
  private final Function<List<String>, Predicate<String>> element;

  Operator(
      Function<List<String>, Predicate<String>> text,
      Function<List<String>, Predicate<String>> element) {
    this.text = text;
    this.element = element;
  }

  private static Predicate<String> oneOf(List<String> values) {
    Set<String> several = Set.copyOf(values);
    return several.size() == 1 ? values.getFirst()::equals : several::contains;
  }

  private static Predicate<String> begin(List<String> values) {
    String first = values.getFirst();
    return text -> text.startsWith(first);
  }

  private static Predicate<String> end(List<String> values) {
    String last = values.getFirst();
    return text -> text.endsWith(last);
  }

  private static Predicate<String> untested(List<String> values) {
    throw new IllegalArgumentException("not of texts");
  }

  /**
   * Whether a text compares so with what a condition gives; case matters.
   *
   * @param values one text, or several for {@link #IN}
   * @throws IllegalArgumentException if it does not fit texts
   */
  public Predicate<String> ofText(List<String> values) {
    return text.apply(values);
  }

  /**
   * The same of an element of a list: the list compares so where one of its elements does.
   *
   * @param values one text, or several for {@link #IN}
   * @throws IllegalArgumentException if it does not fit texts
   */
  public Predicate<String> ofElement(List<String> values) {
    return element.apply(values);
  }

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The operator of that name, if there is one. */
  public static Optional<Operator> named(String wire) {
    return Stream.of(values()).filter(operator -> operator.wire.equals(wire)).findFirst();
  }
}
