package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;

/**
 * Writes within one transaction; valid only during the call that received it.
 *
 * <p>Two transactions never wait for each other as long as each locks in this order: customers, by
 * id; then at most one segment.
 */
public interface ProfileWriter {

  /**
   * Creates a customer, as somebody has asked for it.
   *
   * @throws AlreadyThere if the tenant has one of that id, or another of that email
   * @throws TooManyCustomers if it has as many as may be created for it
   */
  StoredProfile create(CustomerKey key, Profile profile, Origin origin);

  /**
   * The customer, locked until the transaction ends.
   *
   * @param stub if the stream knows the customer and PostgreSQL does not yet: since when; then the
   *     profile that an order leaves is created here and now
   */
  Optional<StoredProfile> lock(CustomerKey key, Optional<Instant> stub);

  /**
   * Whether there is the customer, who is then locked as by {@link #lock}: for many customers, of
   * whom nothing is kept in memory.
   */
  boolean isThere(CustomerKey key, Optional<Instant> stub);

  /**
   * Gives a locked customer another profile; without any difference nothing is written, and the
   * version stays.
   *
   * @throws AlreadyThere if another customer of the tenant has the email
   */
  StoredProfile revise(StoredProfile locked, Profile profile, Origin origin);

  /**
   * Erases a locked customer: only the id, the time and the version remain. Locks the segments that
   * the customer was put into by hand, and so comes after the locks of all customers, and in a
   * transaction without a segment of its own.
   */
  void erase(StoredProfile locked);

  /**
   * Adds an entry to the ledger of a locked customer.
   *
   * @param points what it adds to the balance; negative where it takes away
   */
  Entered enter(StoredProfile locked, LoyaltyEntry.Type type, long points, Optional<String> reason);

  /** Writes of segments, in this transaction. */
  SegmentWriter segments();

  /** Writes of API keys, in this transaction. */
  KeyWriter keys();

  /** Writes of limits of tenants, in this transaction. */
  LimitsWriter limits();

  /** An entry, and the customer with it. */
  record Entered(LoyaltyEntry entry, StoredProfile customer) {}
}
