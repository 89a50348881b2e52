package shop.crm.schemas.model.customer;

import java.util.Locale;

/**
 * What brings a change about; the wire name is the lower-case name. Rows store the ordinal: the
 * order is part of the stored form.
 */
public enum Cause {
  ORDER,
  TIME,
  THRESHOLDS,
  ERASURE,
  LOYALTY,
  /** The profile is another one. */
  PROFILE,
  /** A segment was defined, changed or deleted. */
  DEFINITION,
  /** Somebody put the customer into a segment or took them out. */
  MANUAL;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The name on the wire. */
  public String wire() {
    return wire;
  }
}
