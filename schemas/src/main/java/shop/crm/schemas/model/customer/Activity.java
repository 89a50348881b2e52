package shop.crm.schemas.model.customer;

import java.time.Instant;
import shop.crm.schemas.model.profile.Revision;

/**
 * Something that happened to a customer and that the orders do not tell. Steps of orders are read
 * from the orders.
 */
public sealed interface Activity {

  /** When it happened. */
  Instant at();

  /** Its number in the customer's chain: makes the key unique. */
  long sequence();

  /** A change that was published too. */
  record Changed(ChangeEvent change) implements Activity {
    @Override
    public Instant at() {
      return change.changedAt();
    }

    @Override
    public long sequence() {
      return change.sequence();
    }
  }

  /**
   * The profile changed: which fields, never what they were or are.
   *
   * @param version the version of the profile that it brought
   */
  record Revised(long sequence, long version, Revision revision) implements Activity {
    @Override
    public Instant at() {
      return revision.at();
    }
  }

  /**
   * The user registered. Only releases before profiles had a system of record have stored it.
   *
   * @param eventId the event that told it
   * @param version the version of the profile that it brought
   */
  record Registered(Instant at, long sequence, String eventId, long version) implements Activity {}
}
