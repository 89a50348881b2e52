package shop.crm.connectors.postgres;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.Changes.Cause;
import shop.crm.connectors.postgres.CustomerTable.Row;
import shop.crm.connectors.postgres.StoredCustomers.Erased;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileRecord;

/** Writes of one request, on one connection. */
final class Transaction implements ProfileWriter {

  private static final String INSERT_ENTRY =
      """
      INSERT INTO loyalty_entries (tenant_id, customer_id, id, type, points, reason, at) \
      VALUES (:tenant, :customer, :id, :type, :points, :reason, :at)""";

  private static final String ADD_TO_LEDGER =
      """
      UPDATE customers SET entered = entered + :points, adjusted = adjusted + :adjusted \
      WHERE tenant_id = :tenant AND id = :customer""";

  private static final List<String> FORGET =
      List.of(
          "DELETE FROM loyalty_entries WHERE tenant_id = :tenant AND customer_id = :customer",
          "DELETE FROM consents WHERE tenant_id = :tenant AND customer_id = :customer",
          "DELETE FROM idempotency WHERE tenant_id = :tenant AND customer_id = :customer",
          "DELETE FROM customers WHERE tenant_id = :tenant AND id = :customer");

  private static final String REMEMBER_ERASURE =
      """
      INSERT INTO erasures (tenant_id, customer_id, erased_at, version) \
      VALUES (:tenant, :customer, :at, :version) \
      ON CONFLICT (tenant_id, customer_id) \
      DO UPDATE SET erased_at = excluded.erased_at, version = excluded.version""";

  private final Handle handle;
  private final Clock clock;

  /** Customers as this transaction has locked them. */
  private final Map<CustomerKey, Row> locked = new HashMap<>();

  Transaction(Handle handle, Clock clock) {
    this.handle = handle;
    this.clock = clock;
  }

  @Override
  public StoredProfile create(CustomerKey key, Profile profile, Origin origin) {
    Instant now = now();
    CustomerRoom.lock(handle, key.tenant(), 1, now).takeOrRefuse();
    StoredProfile customer =
        StoredCustomers.begin(key, profile, now, now, StoredCustomers.erased(handle, key));
    return create(customer, new Cause(origin, Optional.empty(), now));
  }

  private StoredProfile create(StoredProfile customer, Cause cause) {
    Row row = new Row(customer, false, List.of());
    Changes changes = new Changes();
    changes.create(row, cause);
    changes.write(handle);
    locked.put(customer.key(), row);
    return customer;
  }

  @Override
  public Optional<StoredProfile> lock(CustomerKey key, Optional<Instant> stub) {
    Optional<Row> there = StoredCustomers.locked(handle, key);
    there.ifPresent(row -> locked.put(key, row));
    if (there.isPresent() || stub.isEmpty()) {
      return there.map(Row::customer);
    }
    Optional<Erased> erased = StoredCustomers.erased(handle, key);
    if (erased.isPresent() && !stub.get().isAfter(erased.get().at())) {
      return Optional.empty();
    }
    Instant since = stub.get();
    StoredProfile customer = StoredCustomers.begin(key, Profile.STUB, since, since, erased);
    try {
      return Optional.of(create(customer, new Cause(Origin.ORDER, Optional.empty(), since)));
    } catch (AlreadyThere e) {
      throw new LostRace(e);
    }
  }

  @Override
  public boolean isThere(CustomerKey key, Optional<Instant> stub) {
    return StoredCustomers.isThere(handle, key) || lock(key, stub).isPresent();
  }

  @Override
  public StoredProfile revise(StoredProfile before, Profile profile, Origin origin) {
    if (profile.equals(before.profile())) {
      return before;
    }
    Row row = Optional.ofNullable(locked.get(before.key())).orElseThrow();
    StoredProfile after = StoredCustomers.next(before, profile, now());
    boolean sameEmail = profile.email().equals(before.profile().email());
    Row next = new Row(after, sameEmail && row.emailShared(), row.registrations());
    Changes changes = new Changes();
    changes.revise(before, next, new Cause(origin, Optional.empty(), after.updatedAt()));
    changes.write(handle);
    locked.put(before.key(), next);
    return after;
  }

  @Override
  public void erase(StoredProfile customer) {
    CustomerKey key = customer.key();
    Instant at = now();
    long version = customer.version() + 1;
    new SegmentMembers(handle).forget(key);
    for (String sql : FORGET) {
      handle
          .createUpdate(sql)
          .bind("tenant", key.tenant())
          .bind("customer", key.customer())
          .execute();
    }
    handle
        .createUpdate(REMEMBER_ERASURE)
        .bind("tenant", key.tenant())
        .bind("customer", key.customer())
        .bind("at", CustomerTable.timestamp(at))
        .bind("version", version)
        .execute();
    Outbox outbox = new Outbox();
    outbox.add(new ProfileRecord.Erased(key, version, at));
    outbox.add(new ProfileEvent.Deleted(key, version, at));
    outbox.write(handle);
  }

  @Override
  public Entered enter(
      StoredProfile customer, LoyaltyEntry.Type type, long points, Optional<String> reason) {
    CustomerKey key = customer.key();
    LoyaltyEntry entry =
        new LoyaltyEntry(key, UUID.randomUUID().toString(), type, points, reason, now());
    handle
        .createUpdate(INSERT_ENTRY)
        .bind("tenant", key.tenant())
        .bind("customer", key.customer())
        .bind("id", entry.id())
        .bind("type", type.wire())
        .bind("points", points)
        .bind("reason", reason.orElse(null))
        .bind("at", CustomerTable.timestamp(entry.at()))
        .execute();
    handle
        .createUpdate(ADD_TO_LEDGER)
        .bind("points", points)
        .bind("adjusted", entry.tierPoints())
        .bind("tenant", key.tenant())
        .bind("customer", key.customer())
        .execute();
    Outbox outbox = new Outbox();
    outbox.add(entry);
    outbox.write(handle);
    return new Entered(entry, withLedger(customer, entry));
  }

  @Override
  public SegmentWriter segments() {
    return new SegmentTransaction(handle, clock);
  }

  @Override
  public KeyWriter keys() {
    return new KeyTransaction(handle, clock);
  }

  @Override
  public LimitsWriter limits() {
    return new LimitsTransaction(handle, clock);
  }

  private static StoredProfile withLedger(StoredProfile customer, LoyaltyEntry entry) {
    Ledger ledger = customer.ledger();
    return new StoredProfile(
        customer.key(),
        customer.version(),
        customer.createdAt(),
        customer.updatedAt(),
        customer.erasedAt(),
        customer.profile(),
        new Ledger(ledger.entered() + entry.points(), ledger.adjusted() + entry.tierPoints()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
