package shop.crm.schemas.profile;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonFields;

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
      JsonFields.checked(version >= 1, "versions start at 1", version);
      createdAt = JsonFields.micros(createdAt);
      updatedAt = JsonFields.micros(updatedAt);
      erasedAt = erasedAt.map(JsonFields::micros);
    }
  }

  /**
   * The customer was erased: what is older than {@code erasedAt} is to be forgotten, and not to be
   * taken in again. It holds nothing of the customer but the id.
   */
  record Erased(CustomerKey customer, long version, Instant erasedAt) implements ProfileRecord {

    public Erased {
      JsonFields.checked(version >= 1, "versions start at 1", version);
      erasedAt = JsonFields.micros(erasedAt);
    }
  }

  /** As JSON. */
  default byte[] toJson() {
    return ProfileRecordJson.write(this);
  }

  /**
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over, and so are names of fields and channels that this release does not know
   */
  static ProfileRecord fromJson(byte[] json) {
    return ProfileRecordJson.read(json);
  }
}
