package shop.crm.topology.domain;

import java.time.ZoneId;

/**
 * The rules of a deployment: with the facts and the time, all that a customer's state follows from.
 *
 * @param rfm scores and segments
 * @param loyalty points and tiers
 * @param timeZone in which calendar days and months are counted
 */
public record Settings(RfmRules rfm, LoyaltyRules loyalty, ZoneId timeZone) {

  /**
   * What customers' rows follow from, as text: where it differs, they are computed anew. The time
   * zone is not among it, and the text is that of the releases before there was one.
   */
  public String ofRows() {
    return "Settings[rfm=" + rfm + ", loyalty=" + loyalty + "]";
  }
}
