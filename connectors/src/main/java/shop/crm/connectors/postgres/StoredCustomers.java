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
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Profile;

/** Reads customers and what remains of those erased, within a transaction or without one. */
final class StoredCustomers {

  private static final String ONE =
      "SELECT " + CustomerTable.COLUMNS + " FROM customers WHERE tenant_id = ? AND id = ?";

  private static final String THERE =
      "SELECT 1 FROM customers WHERE tenant_id = ? AND id = ? FOR UPDATE";

  /**
   * Looks one up after the other, in their order: a plan for {@code = ANY} that was made while
   * there were few of them reads all of the tenant's.
   */
  private static final String SOME =
      "SELECT found.* FROM unnest(:ids) AS asked (key) CROSS JOIN LATERAL (SELECT "
          + CustomerTable.COLUMNS
          + " FROM customers WHERE tenant_id = :tenant AND id = asked.key COLLATE \"C\" LIMIT 1";

  private static final String FOUND = ") AS found";

  private static final String ERASED =
      """
      SELECT found.* FROM unnest(:ids) AS asked (key) CROSS JOIN LATERAL \
      (SELECT customer_id, erased_at, version FROM erasures \
      WHERE tenant_id = :tenant AND customer_id = asked.key COLLATE "C" LIMIT 1) AS found""";

  private static final String ERASED_ONE =
      "SELECT erased_at, version FROM erasures WHERE tenant_id = ? AND customer_id = ?";

  private static final String EMAILS =
      """
      SELECT found.* FROM unnest(:keys) AS asked (key) CROSS JOIN LATERAL \
      (SELECT id, email_key FROM customers WHERE tenant_id = :tenant \
      AND email_key = asked.key COLLATE "C" AND NOT email_shared LIMIT 1) AS found""";

  private static final String ERASED_MEANWHILE =
      """
      SELECT count(*) FROM unnest(?) AS asked (key) CROSS JOIN LATERAL \
      (SELECT erased_at FROM erasures WHERE tenant_id = ? \
      AND customer_id = asked.key COLLATE "C" LIMIT 1) AS erased CROSS JOIN LATERAL \
      (SELECT FROM customers WHERE tenant_id = ? AND id = asked.key COLLATE "C" \
      AND erased_at IS DISTINCT FROM erased.erased_at LIMIT 1) AS unaware""";

  private static final String MAKE_WAY =
      "UPDATE customers SET email_key = NULL WHERE tenant_id = :tenant AND id = ANY(:ids)";

  private StoredCustomers() {}

  /** What remains of an erased customer. */
  record Erased(Instant at, long version) {}

  static Optional<StoredProfile> one(Handle handle, CustomerKey key) {
    return Rows.find(handle, ONE, CustomerTable::customer, key.tenant(), key.customer());
  }

  static Optional<Row> locked(Handle handle, CustomerKey key) {
    String sql = ONE + " FOR UPDATE";
    return Rows.find(handle, sql, CustomerTable::row, key.tenant(), key.customer());
  }

  /** Whether there is a customer, who is then locked. */
  static boolean isThere(Handle handle, CustomerKey key) {
    return Rows.find(handle, THERE, row -> true, key.tenant(), key.customer()).isPresent();
  }

  static Map<String, StoredProfile> some(Handle handle, String tenant, Collection<String> ids) {
    Map<String, StoredProfile> found = new HashMap<>();
    handle
        .createQuery(SOME + FOUND)
        .bind("tenant", tenant)
        .bindArray("ids", String.class, List.copyOf(ids))
        .map((row, context) -> CustomerTable.customer(row))
        .forEach(customer -> found.put(customer.key().customer(), customer));
    return found;
  }

  /** In the order of ids, so that two transactions never wait for each other. */
  static Map<String, Row> someLocked(Handle handle, String tenant, Collection<String> ids) {
    Map<String, Row> found = new HashMap<>();
    handle
        .createQuery(SOME + " FOR UPDATE" + FOUND)
        .bind("tenant", tenant)
        .bindArray("ids", String.class, ids.stream().sorted().toList())
        .map((row, context) -> CustomerTable.row(row))
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
    return Rows.find(
        handle,
        ERASED_ONE,
        row -> new Erased(CustomerTable.instant(row, 1), row.getLong(2)),
        key.tenant(),
        key.customer());
  }

  /**
   * Whether one of these customers, who were just inserted, does not know of an erasure: it was
   * under way when erasures were read, and the insert has waited for its end.
   */
  static boolean erasedMeanwhile(Handle handle, String tenant, Collection<String> ids) {
    return Rows.find(
            handle, ERASED_MEANWHILE, row -> row.getLong(1), List.copyOf(ids), tenant, tenant)
        .filter(unaware -> unaware > 0)
        .isPresent();
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
