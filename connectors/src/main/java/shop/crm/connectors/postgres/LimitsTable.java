package shop.crm.connectors.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementContext;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/** Rows of the table {@code tenant_limits}, to and from values: a limit is named as its column. */
final class LimitsTable {

  static final String COLUMNS =
      """
      revision, requests_per_second, requests_per_second_of_key, feed_readers, previews, exports, \
      imports, segments, customers""";

  /** Whether a row sets any limit. */
  static final String ANY =
      """
      num_nonnulls(requests_per_second, requests_per_second_of_key, feed_readers, previews, \
      exports, imports, segments, customers) > 0""";

  static final String SET =
      """
      INSERT INTO tenant_limits (tenant_id, updated_at, revision, requests_per_second, \
      requests_per_second_of_key, feed_readers, previews, exports, imports, segments, customers) \
      VALUES (:tenant, :at, :revision, :requests_per_second, :requests_per_second_of_key, \
      :feed_readers, :previews, :exports, :imports, :segments, :customers) \
      ON CONFLICT (tenant_id) DO UPDATE SET updated_at = excluded.updated_at, \
      revision = excluded.revision, requests_per_second = excluded.requests_per_second, \
      requests_per_second_of_key = excluded.requests_per_second_of_key, \
      feed_readers = excluded.feed_readers, previews = excluded.previews, \
      exports = excluded.exports, imports = excluded.imports, segments = excluded.segments, \
      customers = excluded.customers""";

  private LimitsTable() {}

  /** The limits of a row, or of a tenant for whom there is none. */
  static TenantLimits limits(ResultSet row, StatementContext context) throws SQLException {
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      long value = row.getLong(limit.text());
      if (!row.wasNull()) {
        values.put(limit, value);
      }
    }
    return new TenantLimits(row.getString("tenant_id"), values, row.getLong("revision"));
  }
}
