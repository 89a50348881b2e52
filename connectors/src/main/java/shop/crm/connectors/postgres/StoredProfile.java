package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Profile;

/**
 * A customer as PostgreSQL has it.
 *
 * @param version counts the changes of the profile, from 1; goes on over an erasure
 * @param createdAt the time of the earliest fact that PostgreSQL knows
 * @param updatedAt when this version was made
 * @param erasedAt when a customer of the same id was erased before, if one was: older facts are not
 *     of this one
 * @param ledger the sums of the loyalty ledger, which do not count as changes of the profile
 */
public record StoredProfile(
    CustomerKey key,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> erasedAt,
    Profile profile,
    Ledger ledger) {

  /** The same, known since another time. */
  public StoredProfile since(Instant time) {
    return new StoredProfile(key, version, time, updatedAt, erasedAt, profile, ledger);
  }

  /**
   * Sums over the entries that no order made.
   *
   * @param entered of all of them
   * @param adjusted of the positive adjustments among them
   */
  public record Ledger(long entered, long adjusted) {}
}
