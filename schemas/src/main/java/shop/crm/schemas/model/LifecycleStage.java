package shop.crm.schemas.model;

import java.util.Locale;
import java.util.Optional;

/** Where a customer stands in their life with the shop; follows from the RFM segment. */
public enum LifecycleStage {
  PROSPECT,
  NEW,
  ACTIVE,
  LOYAL,
  CHAMPION,
  AT_RISK,
  LOST;

  private final String wire = name().toLowerCase(Locale.ROOT);

  /** The stage of a customer in {@code segment}; without a segment a prospect. */
  public static LifecycleStage of(Optional<RfmSegment> segment) {
    return segment.map(LifecycleStage::of).orElse(PROSPECT);
  }

  private static LifecycleStage of(RfmSegment segment) {
    return switch (segment) {
      case NEW_CUSTOMERS -> NEW;
      case POTENTIAL_LOYALISTS, PROMISING, NEED_ATTENTION -> ACTIVE;
      case LOYAL_CUSTOMERS -> LOYAL;
      case CHAMPIONS -> CHAMPION;
      case ABOUT_TO_SLEEP, AT_RISK, CANT_LOSE_THEM -> AT_RISK;
      case HIBERNATING, LOST -> LOST;
    };
  }

  /** The name on the wire. */
  public String wire() {
    return wire;
  }
}
