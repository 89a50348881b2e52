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
 * @param memberships the segments that the customer is in
 * @param sequence how many changes were published
 * @param spendVersion the version of the thresholds that were in force when spend last changed; -1
 *     where it never did
 * @param erasedAt when a customer of the same id was erased before, if one was: older facts are not
 *     of this one
 * @param due the time of the one armed row in the due index; empty where time changes nothing
 * @param life which customer of this id it is, by which the rows of their histories are told apart:
 *     see {@link Erasure#life}; 0 for the first
 */
public record CustomerState(
    Instant createdAt,
    Instant updatedAt,
    long version,
    Profile profile,
    Purchases purchases,
    Loyalty loyalty,
    Optional<Standing> standing,
    Memberships memberships,
    long sequence,
    long spendVersion,
    Optional<Instant> erasedAt,
    Optional<Instant> due,
    long life) {

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
        memberships,
        sequence,
        spendVersion,
        erasedAt,
        at,
        life);
  }

  /** This state as a fact of some time leaves it: known since then, and up to then. */
  public CustomerState touched(Instant fact) {
    boolean earliest = fact.isBefore(createdAt);
    boolean latest = fact.isAfter(updatedAt);
    if (!earliest && !latest) {
      return this;
    }
    Instant since = earliest ? fact : createdAt;
    Instant until = latest ? fact : updatedAt;
    return new CustomerState(
        since,
        until,
        version,
        profile,
        purchases,
        loyalty,
        standing,
        memberships,
        sequence,
        spendVersion,
        erasedAt,
        due,
        life);
  }

  /** This state with a version of the profile, which has a number in the chain of changes. */
  public CustomerState withProfile(Profile other, long itsVersion, long itsSequence) {
    return new CustomerState(
        createdAt,
        updatedAt,
        itsVersion,
        other,
        purchases,
        loyalty,
        standing,
        memberships,
        itsSequence,
        spendVersion,
        erasedAt,
        due,
        life);
  }

  /** This state with other purchases, under the version of thresholds that is in force. */
  public CustomerState withPurchases(Purchases other, long thresholds) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        other,
        loyalty,
        standing,
        memberships,
        sequence,
        thresholds,
        erasedAt,
        due,
        life);
  }

  /** This state with other points. */
  public CustomerState withLoyalty(Loyalty other) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        other,
        standing,
        memberships,
        sequence,
        spendVersion,
        erasedAt,
        due,
        life);
  }

  /** This state with another standing, after so many changes. */
  public CustomerState withStanding(Optional<Standing> other, long changes) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        loyalty,
        other,
        memberships,
        changes,
        spendVersion,
        erasedAt,
        due,
        life);
  }

  /** This state, with when a customer of the same id was erased before. */
  public CustomerState withErasedAt(Optional<Instant> at) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        loyalty,
        standing,
        memberships,
        sequence,
        spendVersion,
        at,
        due,
        life);
  }

  /** This state in another life of the id. */
  public CustomerState withLife(long other) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        loyalty,
        standing,
        memberships,
        sequence,
        spendVersion,
        erasedAt,
        due,
        other);
  }

  /** This state in other segments, after so many changes. */
  public CustomerState withMemberships(Memberships other, long changes) {
    return new CustomerState(
        createdAt,
        updatedAt,
        version,
        profile,
        purchases,
        loyalty,
        standing,
        other,
        changes,
        spendVersion,
        erasedAt,
        due,
        life);
  }

  /** Where the customer stands in their life with the shop. */
  public LifecycleStage stage() {
    return LifecycleStage.of(standing.map(Standing::segment));
  }
}
