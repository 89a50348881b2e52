package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import shop.crm.connectors.postgres.CustomerTable.Row;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.profile.Profile;

/** Reads customers and what remains of those erased, within a transaction or without one. */
final class Customers {

  private static final String ONE =
      "SELECT " + CustomerTable.COLUMNS + " FROM customers WHERE tenant_id = :tenant AND id = :id";

  private static final String SOME =
      "SELECT "
          + CustomerTable.COLUMNS
          + " FROM customers WHERE tenant_id = :tenant AND id = ANY(:ids)";

  private static final String ERASED =
      "SELECT customer_id, erased_at, version FROM erasures"
          + " WHERE tenant_id = :tenant AND customer_id = ANY(:ids)";

  private static final String EMAILS =
      "SELECT id, email_key FROM customers"
          + " WHERE tenant_id = :tenant AND email_key = ANY(:keys) AND NOT email_shared";

  private static final String ERASED_MEANWHILE =
      "SELECT EXISTS (SELECT FROM customers c JOIN erasures e"
          + " ON e.tenant_id = c.tenant_id AND e.customer_id = c.id"
          + " WHERE c.tenant_id = :tenant AND c.id = ANY(:ids)"
          + " AND c.erased_at IS DISTINCT FROM e.erased_at)";

  private static final String MAKE_WAY =
      "UPDATE customers SET email_key = NULL WHERE tenant_id = :tenant AND id = ANY(:ids)";

  private Customers() {}

  /** What remains of an erased customer. */
  record Erased(Instant at, long version) {}

  static Optional<StoredProfile> one(Handle handle, CustomerKey key) {
    return handle
        .createQuery(ONE)
        .bind("tenant", key.tenant())
        .bind("id", key.customer())
        .map(CustomerTable::customer)
        .findOne();
  }

  static Optional<Row> locked(Handle handle, CustomerKey key) {
    return handle
        .createQuery(ONE + " FOR UPDATE")
        .bind("tenant", key.tenant())
        .bind("id", key.customer())
        .map(CustomerTable::row)
        .findOne();
  }

  static Map<String, StoredProfile> some(Handle handle, String tenant, Collection<String> ids) {
    Map<String, StoredProfile> found = new HashMap<>();
    handle
        .createQuery(SOME)
        .bind("tenant", tenant)
        .bindArray("ids", String.class, List.copyOf(ids))
        .map(CustomerTable::customer)
        .forEach(customer -> found.put(customer.key().customer(), customer));
    return found;
  }

  /** In the order of ids, so that two transactions never wait for each other. */
  static Map<String, Row> someLocked(Handle handle, String tenant, Collection<String> ids) {
    Map<String, Row> found = new HashMap<>();
    handle
        .createQuery(SOME + " ORDER BY id FOR UPDATE")
        .bind("tenant", tenant)
        .bindArray("ids", String.class, List.copyOf(ids))
        .map(CustomerTable::row)
        .forEach(row -> found.put(row.customer().key().customer(), row));
    return found;
  }

  static Map<String, Erased> erased(Handle handle, String tenant, Collection<String> ids) {
    Map<String, Erased> found = new HashMap<>();
    handle
        .createQuery(ERASED)
        .bind("tenant", tenant)
        .bindArray("ids", String.class, List.copyOf(ids))
        .map(
            (row, context) ->
                Map.entry(
                    row.getString("customer_id"),
                    new Erased(CustomerTable.instant(row, "erased_at"), row.getLong("version"))))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  static Optional<Erased> erased(Handle handle, CustomerKey key) {
    return Optional.ofNullable(
        erased(handle, key.tenant(), List.of(key.customer())).get(key.customer()));
  }

  /**
   * Whether one of these customers, who were just inserted, does not know of an erasure: it was
   * under way when erasures were read, and the insert has waited for its end.
   */
  static boolean erasedMeanwhile(Handle handle, String tenant, Collection<String> ids) {
    return handle
        .createQuery(ERASED_MEANWHILE)
        .bind("tenant", tenant)
        .bindArray("ids", String.class, List.copyOf(ids))
        .mapTo(Boolean.class)
        .one();
  }

  /** Who has an email as their own, by the folded email. */
  static Map<String, String> owners(Handle handle, String tenant, Collection<String> emailKeys) {
    Map<String, String> owners = new HashMap<>();
    if (!emailKeys.isEmpty()) {
      handle
          .createQuery(EMAILS)
          .bind("tenant", tenant)
          .bindArray("keys", String.class, List.copyOf(emailKeys))
          .map((row, context) -> Map.entry(row.getString("email_key"), row.getString("id")))
          .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
    }
    return owners;
  }

  /**
   * Frees the emails of customers whose rows are about to be written with others, so that it does
   * not matter in which order they are.
   */
  static void makeWay(Handle handle, String tenant, Collection<String> ids) {
    if (!ids.isEmpty()) {
      handle
          .createUpdate(MAKE_WAY)
          .bind("tenant", tenant)
          .bindArray("ids", String.class, List.copyOf(ids))
          .execute();
    }
  }

  /** A customer as it begins, after one of the same id that was erased, if one was. */
  static StoredProfile begin(
      CustomerKey key, Profile profile, Instant createdAt, Instant at, Optional<Erased> erased) {
    return new StoredProfile(
        key,
        erased.map(Erased::version).orElse(0L) + 1,
        createdAt,
        at,
        erased.map(Erased::at),
        profile,
        new Ledger(0, 0));
  }

  /** A customer with its next version. */
  static StoredProfile next(StoredProfile before, Profile profile, Instant at) {
    return new StoredProfile(
        before.key(),
        before.version() + 1,
        before.createdAt(),
        at.isAfter(before.updatedAt()) ? at : before.updatedAt(),
        before.erasedAt(),
        profile,
        before.ledger());
  }
}
