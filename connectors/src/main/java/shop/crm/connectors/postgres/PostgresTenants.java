package shop.crm.connectors.postgres;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.TenantLimits;

/**
 * Tenants in PostgreSQL, as its tables tell now. A page costs some look-ups in an index for each
 * tenant on it, however many rows a tenant has.
 */
public final class PostgresTenants implements Tenants {

  /** Each table is stepped through from tenant to tenant. */
  private static final String LIST =
      """
      WITH RECURSIVE \
      of_customers (id, place) AS ( \
        (SELECT tenant_id, 1 FROM customers WHERE tenant_id > :after \
          ORDER BY tenant_id LIMIT 1) \
        UNION ALL \
        SELECT (SELECT tenant_id FROM customers WHERE tenant_id > s.id \
          ORDER BY tenant_id LIMIT 1), place + 1 \
        FROM of_customers s WHERE s.id IS NOT NULL AND place < :limit), \
      of_segments (id, place) AS ( \
        (SELECT tenant_id, 1 FROM segments WHERE tenant_id > :after \
          ORDER BY tenant_id LIMIT 1) \
        UNION ALL \
        SELECT (SELECT tenant_id FROM segments WHERE tenant_id > s.id \
          ORDER BY tenant_id LIMIT 1), place + 1 \
        FROM of_segments s WHERE s.id IS NOT NULL AND place < :limit), \
      of_keys (id, place) AS ( \
        (SELECT owner, 1 FROM api_keys WHERE revoked_at IS NULL AND owner > :after \
          AND owner <> :platform ORDER BY owner LIMIT 1) \
        UNION ALL \
        SELECT (SELECT owner FROM api_keys WHERE revoked_at IS NULL AND owner > s.id \
          AND owner <> :platform ORDER BY owner LIMIT 1), place + 1 \
        FROM of_keys s WHERE s.id IS NOT NULL AND place < :limit), \
      of_limits (id) AS ( \
        SELECT tenant_id FROM tenant_limits WHERE tenant_id > :after AND num_nonnulls( \
          requests_per_second, requests_per_second_of_key, feed_readers, previews, exports, \
          imports, segments, customers) > 0 \
        ORDER BY tenant_id LIMIT :limit), \
      page (id) AS ( \
        SELECT id FROM ( \
          SELECT id FROM of_customers UNION SELECT id FROM of_segments \
          UNION SELECT id FROM of_keys UNION SELECT id FROM of_limits) AS everywhere \
        WHERE id IS NOT NULL ORDER BY id LIMIT :limit) \
      SELECT page.id AS tenant_id"""
          + ", "
          + LimitsTable.COLUMNS
          + " FROM page LEFT JOIN tenant_limits AS l ON l.tenant_id = page.id ORDER BY page.id";

  private static final String FIND =
      "SELECT one.id AS tenant_id, "
          + LimitsTable.COLUMNS
          + " FROM (SELECT :tenant::text COLLATE \"C\" AS id) AS one "
          + """
          LEFT JOIN tenant_limits AS l ON l.tenant_id = one.id \
          WHERE num_nonnulls(requests_per_second, requests_per_second_of_key, feed_readers, \
            previews, exports, imports, segments, customers) > 0 \
          OR EXISTS (SELECT FROM customers WHERE tenant_id = :tenant) \
          OR EXISTS (SELECT FROM segments WHERE tenant_id = :tenant) \
          OR EXISTS (SELECT FROM api_keys WHERE owner = :tenant AND revoked_at IS NULL)""";

  private final Database database;

  /** Tenants in that database. */
  public PostgresTenants(Database database) {
    this.database = database;
  }

  @Override
  public List<TenantLimits> list(String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(LIST)
                .bind("after", after)
                .bind("limit", limit)
                .bind("platform", Grant.PLATFORM)
                .map(LimitsTable::limits)
                .list());
  }

  @Override
  public Optional<TenantLimits> find(String tenant) {
    return database.read(
        handle ->
            handle.createQuery(FIND).bind("tenant", tenant).map(LimitsTable::limits).findOne());
  }
}
