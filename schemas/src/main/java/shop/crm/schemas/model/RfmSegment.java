package shop.crm.schemas.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The eleven RFM segments. Rows store the ordinal: the order is part of the stored form. */
public enum RfmSegment {
  CHAMPIONS("Champions"),
  LOYAL_CUSTOMERS("Loyal Customers"),
  POTENTIAL_LOYALISTS("Potential Loyalists"),
  NEW_CUSTOMERS("New Customers"),
  PROMISING("Promising"),
  NEED_ATTENTION("Need Attention"),
  ABOUT_TO_SLEEP("About to Sleep"),
  AT_RISK("At Risk"),
  CANT_LOSE_THEM("Can't Lose Them"),
  HIBERNATING("Hibernating"),
  LOST("Lost");

  /** All eleven, in their order. */
  public static final List<RfmSegment> ALL = List.of(values());

  private static final Map<String, RfmSegment> BY_NAME =
      ALL.stream()
          .collect(Collectors.toUnmodifiableMap(RfmSegment::displayName, Function.identity()));

  private final String displayName;

  RfmSegment(String displayName) {
    this.displayName = displayName;
  }

  /** The name on the wire and on screens. */
  public String displayName() {
    return displayName;
  }

  /** The id of the built-in segment: {@code rfm-loyal-customers}. */
  public String id() {
    return "rfm-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The segment of that name, if there is one. */
  public static Optional<RfmSegment> named(String displayName) {
    return Optional.ofNullable(BY_NAME.get(displayName));
  }
}
