package shop.crm.schemas.model.profile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;

/**
 * A customer on {@link shop.crm.schemas.Topics#PROFILES}, as PostgreSQL has it. Of one customer the
 * record with the highest version is the truth; versions go on over an erasure.
 */
public sealed interface ProfileRecord {

  /** Whom it is about. */
  CustomerKey customer();

  /** Counts the changes of the profile, from 1. */
  long version();

  /**
   * A profile; its times are kept to the microsecond.
   *
   * @param createdAt the time of the earliest fact that PostgreSQL knows
   * @param updatedAt when this version was made
   * @param erasedAt when a customer of the same id was erased before, if one was: older facts are
   *     not of this one
   */
  record Known(
      CustomerKey customer,
      long version,
      Instant createdAt,
      Instant updatedAt,
      Optional<Instant> erasedAt,
      Profile profile,
      Revision revision)
      implements ProfileRecord {

    public Known {
      checkVersion(version);
      createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
      updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
      erasedAt = erasedAt.map(time -> time.truncatedTo(ChronoUnit.MICROS));
    }
  }

  /**
   * The customer was erased: what is older than {@code erasedAt} is to be forgotten, and not to be
   * taken in again. It holds nothing of the customer but the id.
   */
  record Erased(CustomerKey customer, long version, Instant erasedAt) implements ProfileRecord {

    public Erased {
      checkVersion(version);
      erasedAt = erasedAt.truncatedTo(ChronoUnit.MICROS);
    }
  }

  private static void checkVersion(long version) {
    if (version < 1) {
      throw new IllegalArgumentException("versions start at 1");
    }
  }
}
