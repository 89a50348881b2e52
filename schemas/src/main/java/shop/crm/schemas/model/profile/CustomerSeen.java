package shop.crm.schemas.model.profile;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import shop.crm.schemas.model.CustomerKey;

/**
 * A fact has named a customer whom the stream did not know, or one from before it knew of: tells
 * PostgreSQL, on {@link shop.crm.schemas.Topics#SIGHTINGS}, to have a profile of them.
 *
 * @param since the time of the earliest fact; kept to the microsecond
 */
public record CustomerSeen(CustomerKey customer, Instant since) {

  public CustomerSeen {
    since = since.truncatedTo(ChronoUnit.MICROS);
  }
}
