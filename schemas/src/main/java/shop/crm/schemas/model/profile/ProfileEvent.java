package shop.crm.schemas.model.profile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import shop.crm.schemas.model.CustomerKey;

/**
 * A change of a profile that others follow: published once for each version, in the order of
 * versions.
 */
public sealed interface ProfileEvent {

  /** Whom it is about. */
  CustomerKey customer();

  /** The version that it brought, from 1. */
  long version();

  /** When it took effect; kept to the microsecond. */
  Instant at();

  /** The CloudEvents type, and the routing key on RabbitMQ. */
  String type();

  /** The CloudEvents id: the same change has the same id, however often it is sent. */
  default String id() {
    return customer() + ":v" + version();
  }

  /**
   * A customer came to be.
   *
   * @param createdAt the time of the earliest fact that PostgreSQL knows; kept to the microsecond
   */
  record Created(CustomerKey customer, long version, Instant at, Instant createdAt, Profile profile)
      implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.created";

    public Created {
      at = at.truncatedTo(ChronoUnit.MICROS);
      createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** A profile has other values than before. */
  record Updated(CustomerKey customer, long version, Instant at, Profile before, Profile after)
      implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.updated";

    public Updated {
      at = at.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** A customer was erased. */
  record Deleted(CustomerKey customer, long version, Instant at) implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.deleted";

    public Deleted {
      at = at.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public String type() {
      return TYPE;
    }
  }
}
