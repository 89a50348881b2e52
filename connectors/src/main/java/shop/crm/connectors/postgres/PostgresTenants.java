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

  /**
   * The tenants of a table: its index on them is stepped through from one to the next.
   *
   * <p>By place: the name of the step, the table, the column of the tenant, what else must hold.
   */
  private static final String STEPS =
      """
      %1$s (id, place) AS ( \
        (SELECT %3$s, 1 FROM %2$s WHERE %3$s > :after%4$s ORDER BY %3$s LIMIT 1) \
        UNION ALL \
        SELECT (SELECT %3$s FROM %2$s WHERE %3$s > s.id%4$s ORDER BY %3$s LIMIT 1), place + 1 \
        FROM %1$s s WHERE s.id IS NOT NULL AND place < :limit),\
      """;

  private static final String OF_TENANTS = " AND revoked_at IS NULL AND owner <> :platform";

  private static final String LIST =
      "WITH RECURSIVE "
          + STEPS.formatted("of_customers", "customers", "tenant_id", "")
          + STEPS.formatted("of_segments", "segments", "tenant_id", "")
          + STEPS.formatted("of_keys", "api_keys", "owner", OF_TENANTS)
          + " of_limits (id) AS (SELECT tenant_id FROM tenant_limits WHERE tenant_id > :after AND "
          + LimitsTable.ANY
          + """
           ORDER BY tenant_id LIMIT :limit), \
          page (id) AS ( \
            SELECT id FROM ( \
              SELECT id FROM of_customers UNION SELECT id FROM of_segments \
              UNION SELECT id FROM of_keys UNION SELECT id FROM of_limits) AS everywhere \
            WHERE id IS NOT NULL ORDER BY id LIMIT :limit) \
          SELECT page.id AS tenant_id, \
          """
          + LimitsTable.COLUMNS
          + " FROM page LEFT JOIN tenant_limits AS l ON l.tenant_id = page.id ORDER BY page.id";

  private static final String FIND =
      "SELECT one.id AS tenant_id, "
          + LimitsTable.COLUMNS
          + " FROM (SELECT :tenant::text COLLATE \"C\" AS id) AS one"
          + " LEFT JOIN tenant_limits AS l ON l.tenant_id = one.id WHERE "
          + LimitsTable.ANY
          + """
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
