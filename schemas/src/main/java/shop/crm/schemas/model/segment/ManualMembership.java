package shop.crm.schemas.model.segment;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import shop.crm.schemas.model.CustomerKey;

/**
 * A customer was put into a segment by hand, or taken out, on {@link
 * shop.crm.schemas.Topics#SEGMENT_MEMBERS}. Of one customer and segment the one with the highest
 * sequence is the truth.
 *
 * @param number what stands for the segment in rows
 * @param segmentId for the event that follows
 * @param segmentName for the event that follows
 * @param sequence grows with each change of manual memberships
 * @param member whether the customer is in it now
 * @param at when it was done; kept to the microsecond
 */
public record ManualMembership(
    CustomerKey customer,
    int number,
    String segmentId,
    String segmentName,
    long sequence,
    boolean member,
    Instant at) {

  public ManualMembership {
    if (number < 0 || sequence < 1) {
      throw new IllegalArgumentException("not a number of a segment, or a sequence below 1");
    }
    at = at.truncatedTo(ChronoUnit.MICROS);
  }
}
