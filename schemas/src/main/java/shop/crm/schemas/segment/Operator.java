package shop.crm.schemas.segment;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a field is compared; the wire name is the lower-case name. With an absent value everything is
 * false but {@link #NEQ}, and {@link #EXISTS} where it asks for absence.
 */
public enum Operator {
  EQ,
  NEQ,
  GT,
  LT,
  GTE,
  LTE,
  /** Equal to one of several. */
  IN,
  /** Not below the first and not above the second. */
  BETWEEN,
  /** A text holds another; a list holds an element. */
  CONTAINS,
  /** Whether there is a value. */
  EXISTS;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The operator of that name, if there is one. */
  public static Optional<Operator> named(String wire) {
    return Stream.of(values()).filter(operator -> operator.wire.equals(wire)).findFirst();
  }
}
