package shop.crm.schemas.model.customer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import shop.crm.schemas.model.Micros;

/**
 * All that remains of a customer that was erased: enough to drop what is older, and to go on
 * counting where a new customer of the same id begins.
 *
 * @param at facts up to then are dropped; kept to the microsecond, as it is in PostgreSQL
 * @param version the version of the profile that the erasure brought
 * @param sequence how many changes were published until then
 */
public record Erasure(Instant at, long version, long sequence) {

  public Erasure {
    at = at.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The number of the life that begins after it, among those of one id: no two erasures of an id
   * are of the same time.
   */
  public long life() {
    return Micros.of(at);
  }
}
