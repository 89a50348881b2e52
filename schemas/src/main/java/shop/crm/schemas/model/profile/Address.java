package shop.crm.schemas.model.profile;

import java.util.Locale;
import java.util.Optional;

/**
 * A postal address of a customer.
 *
 * @param id the address's own id, if it has one
 * @param type what it is for
 * @param place where it is
 * @param isDefault whether it is the one to use where none is named
 */
public record Address(Optional<String> id, Type type, Place place, boolean isDefault) {

  /**
   * A place that mail is brought to.
   *
   * @param country ISO 3166-1 alpha-2, if given
   */
  public record Place(
      Optional<String> line1,
      Optional<String> line2,
      Optional<String> city,
      Optional<String> region,
      Optional<String> postalCode,
      Optional<String> country) {}

  /**
   * What an address is for; the wire name is the lower-case name. Rows store the ordinal: the order
   * is part of the stored form.
   */
  public enum Type {
    SHIPPING,
    BILLING,
    OTHER;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wire() {
      return wire;
    }
  }
}
