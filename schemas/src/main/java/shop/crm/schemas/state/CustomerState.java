package shop.crm.schemas.state;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.LifecycleStage;
import shop.crm.schemas.event.ChangeEvent.Standing;
import shop.crm.schemas.profile.Profile;

/**
 * Everything that is known of a customer but the orders themselves: one row, one read, one view.
 *
 * @param createdAt the time of the earliest fact
 * @param updatedAt the time of the latest fact
 * @param version of the profile, from 1; 0 while PostgreSQL has told of none
 * @param profile what the customer is called
 * @param purchases the calendar of counting orders
 * @param loyalty points and tier
 * @param standing scores and segment; empty where no order counts
 * @param sequence how many changes were published
 * @param spendVersion the version of the thresholds that were in force when spend last changed; -1
 *     where it never did
 * @param erasedAt when a customer of the same id was erased before, if one was: older facts are not
 *     of this one
 * @param due the time of the one armed row in the due index; empty where time changes nothing
 */
public record CustomerState(
    Instant createdAt,
    Instant updatedAt,
    long version,
    Profile profile,
    Purchases purchases,
    Loyalty loyalty,
    Optional<Standing> standing,
    long sequence,
    long spendVersion,
    Optional<Instant> erasedAt,
    Optional<Instant> due) {

  /** This state with another time armed in the due index. */
  public CustomerState withDue(Optional<Instant> at) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        loyalty,
        standing,
        sequence,
        spendVersion,
        erasedAt,
        at);
  }

  /** Where the customer stands in their life with the shop. */
  public LifecycleStage stage() {
    return LifecycleStage.of(standing.map(Standing::segment));
  }
}
