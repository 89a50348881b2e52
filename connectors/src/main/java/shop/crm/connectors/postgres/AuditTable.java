package shop.crm.connectors.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import shop.crm.connectors.postgres.AuditLog.Entry;
import shop.crm.connectors.postgres.AuditLog.Filter;
import shop.crm.schemas.model.access.AuditLine;

/** The statements of the audit log. */
final class AuditTable {

  static final String COLUMNS =
      """
      SELECT id, at, tenant_id, actor, on_behalf_of, method, route, customer_id, status, \
      request_id, object FROM audit_log\
      """;

  /** However many lines, one statement; an empty text stands for nothing. */
  private static final String INSERT =
      """
      INSERT INTO audit_log \
      (at, tenant_id, actor, on_behalf_of, method, route, customer_id, status, request_id, \
      object) \
      SELECT at::timestamptz, nullif(tenant, ''), actor, nullif(behalf, ''), method, route, \
      audit_customer(nullif(customer, '')), status::smallint, nullif(request, ''), \
      nullif(object, '') \
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], \
      ?::text[], ?::text[], ?::text[]) \
      AS line (at, tenant, actor, behalf, method, route, customer, status, request, object)""";

  private static final List<Function<AuditLine, String>> VALUES =
      List.of(
          line -> line.at().toString(),
          line -> line.tenant().orElse(""),
          line -> line.actor().name(),
          line -> line.actor().onBehalfOf().orElse(""),
          line -> line.call().method(),
          line -> line.call().route(),
          line -> line.customer().orElse(""),
          line -> String.valueOf(line.status()),
          line -> line.call().request().orElse(""),
          line -> line.object().orElse(""));

  private AuditTable() {}

  /** Adds lines, all or none. */
  static void insert(Handle handle, List<AuditLine> lines) {
    Object[] columns =
        VALUES.stream().map(value -> lines.stream().map(value).toList()).toArray(Object[]::new);
    Rows.write(handle, INSERT, List.<Object[]>of(columns));
  }

  /** The planner takes the index of filters for dearer than it is, and would read all lines. */
  static final String BY_INDEX = "SET LOCAL enable_seqscan = off";

  /** The statement is put together from constants, the values are bound. In a transaction. */
  static List<Entry> find(Handle handle, AuditLog.Query query) {
    handle.execute(BY_INDEX);
    Query statement = handle.createQuery(sql(query));
    Filter filter = query.filter();
    query.tenant().ifPresent(it -> statement.bind("tenant", it));
    filter.customer().ifPresent(it -> statement.bind("customer", it));
    filter.actor().ifPresent(it -> statement.bind("actor", it));
    filter
        .route()
        .ifPresent(
            route -> {
              statement.bind("route", route.path());
              route.method().ifPresent(it -> statement.bind("method", it));
            });
    filter.from().ifPresent(it -> statement.bind("from", CustomerTable.timestamp(it)));
    filter.to().ifPresent(it -> statement.bind("to", CustomerTable.timestamp(it)));
    query
        .behind()
        .ifPresent(
            place ->
                statement
                    .bind("behindAt", CustomerTable.timestamp(place.at()))
                    .bind("behindId", place.id()));
    return statement.bind("limit", query.limit()).map((row, context) -> entry(row)).list();
  }

  private static String sql(AuditLog.Query query) {
    Filter filter = query.filter();
    StringBuilder sql = new StringBuilder(COLUMNS);
    sql.append(
        query.tenant().isPresent() ? " WHERE tenant_id = :tenant" : " WHERE tenant_id IS NULL");
    filter.customer().ifPresent(_ -> sql.append(" AND customer_id = audit_customer(:customer)"));
    filter.actor().ifPresent(_ -> sql.append(" AND actor = :actor"));
    filter
        .route()
        .ifPresent(
            route -> {
              sql.append(" AND route = :route");
              route.method().ifPresent(_ -> sql.append(" AND method = :method"));
            });
    filter.from().ifPresent(_ -> sql.append(" AND at >= :from"));
    filter.to().ifPresent(_ -> sql.append(" AND at < :to"));
    query.behind().ifPresent(_ -> sql.append(" AND (at, id) < (:behindAt, :behindId)"));
    return sql.append(" ORDER BY at DESC, id DESC LIMIT :limit").toString();
  }

  static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong("id"),
        new AuditLine(
            CustomerTable.instant(row, "at"),
            Optional.ofNullable(row.getString("tenant_id")),
            new AuditLine.Actor(
                row.getString("actor"), Optional.ofNullable(row.getString("on_behalf_of"))),
            new AuditLine.Call(
                row.getString("method"),
                row.getString("route"),
                Optional.ofNullable(row.getString("request_id"))),
            Optional.ofNullable(row.getString("customer_id")),
            Optional.ofNullable(row.getString("object")),
            row.getInt("status")));
  }
}
