package shop.crm.connectors.postgres;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import shop.crm.schemas.model.profile.Channel;

/** Pages of profiles; the statement is put together from constants, the values are bound. */
final class ListQuery {

  /** Above every text that starts like the one before it. */
  private static final String LAST = "\uDBFF\uDFFF";

  private static final String PREFIX =
      """
       AND (name_key BETWEEN :prefix AND :prefixEnd \
      OR last_name_key BETWEEN :prefix AND :prefixEnd \
      OR phone BETWEEN :prefix AND :prefixEnd \
      OR (NOT email_shared AND email_key BETWEEN :prefix AND :prefixEnd) \
      OR (email_shared AND email_key BETWEEN :prefix AND :prefixEnd))""";

  private static final String EMAIL =
      " AND ((NOT email_shared AND email_key = :email) OR (email_shared AND email_key = :email))";

  private static final Map<Channel, String> OPTED_IN =
      Map.of(
          Channel.EMAIL, " AND email_opt_in",
          Channel.SMS, " AND sms_opt_in",
          Channel.PUSH, " AND push_opt_in");

  private static final Map<Channel, String> NOT_OPTED_IN =
      Map.of(
          Channel.EMAIL, " AND email_opt_in IS NOT TRUE",
          Channel.SMS, " AND sms_opt_in IS NOT TRUE",
          Channel.PUSH, " AND push_opt_in IS NOT TRUE");

  private ListQuery() {}

  static List<StoredProfile> run(Handle handle, String tenant, ProfileQuery query) {
    Query statement = handle.createQuery(sql(query)).bind("tenant", tenant);
    query
        .prefix()
        .map(CustomerTable::folded)
        .ifPresent(prefix -> statement.bind("prefix", prefix).bind("prefixEnd", prefix + LAST));
    query.email().map(CustomerTable::folded).ifPresent(email -> statement.bind("email", email));
    query.tag().ifPresent(tag -> statement.bindArray("tags", String.class, List.of(tag)));
    query
        .after()
        .ifPresent(
            after ->
                statement
                    .bind("afterTime", CustomerTable.timestamp(after.createdAt()))
                    .bind("afterId", after.id()));
    return statement
        .bind("limit", query.limit())
        .map((row, context) -> CustomerTable.customer(row))
        .list();
  }

  private static String sql(ProfileQuery query) {
    StringBuilder sql = new StringBuilder("SELECT ");
    sql.append(CustomerTable.COLUMNS).append(" FROM customers WHERE tenant_id = :tenant");
    query.prefix().ifPresent(prefix -> sql.append(PREFIX));
    query.email().ifPresent(email -> sql.append(EMAIL));
    query.tag().ifPresent(tag -> sql.append(" AND tags @> :tags::text[]"));
    query
        .consents()
        .forEach((channel, in) -> sql.append((in ? OPTED_IN : NOT_OPTED_IN).get(channel)));
    if (query.after().isPresent()) {
      sql.append(" AND (created_at, id) ").append(query.descending() ? "<" : ">");
      sql.append(" (:afterTime, :afterId)");
    }
    String direction = query.descending() ? " DESC" : "";
    sql.append(" ORDER BY created_at").append(direction).append(", id").append(direction);
    return sql.append(" LIMIT :limit").toString();
  }
}
