package shop.crm.schemas.model.profile;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What changed a profile; the wire name is the lower-case name. Rows store the ordinal: the order
 * is part of the stored form.
 */
public enum Origin {
  /** A request over HTTP. */
  API,
  /** A {@code user.registered} event. */
  EVENT,
  /** An order of a customer that nothing else had named. */
  ORDER,
  /** A line of a bulk import. */
  IMPORT;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name on the wire. */
  public String wire() {
    return wire;
  }

  /** The origin of that name, if there is one. */
  public static Optional<Origin> named(String wire) {
    return Stream.of(values()).filter(origin -> origin.wire.equals(wire)).findFirst();
  }
}
