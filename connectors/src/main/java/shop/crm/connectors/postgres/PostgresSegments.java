package shop.crm.connectors.postgres;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.segment.SegmentDefinition;

/** Segments in PostgreSQL. */
public final class PostgresSegments implements Segments {

  private static final String IN_ORDER = SegmentTable.ALL + " ORDER BY number";

  private static final String MEMBERS =
      """
      SELECT customer_id, since FROM segment_members \
      WHERE tenant_id = :tenant AND number = :number AND customer_id > :after \
      ORDER BY customer_id LIMIT :limit""";

  private static final String MEMBERSHIPS =
      """
      SELECT s.id, m.since FROM segment_members m \
      JOIN segments s ON s.tenant_id = m.tenant_id AND s.number = m.number \
      WHERE m.tenant_id = :tenant AND m.customer_id = :customer ORDER BY m.number""";

  private final Database database;

  /** Segments in that database. */
  public PostgresSegments(Database database) {
    this.database = database;
  }

  @Override
  public List<StoredSegment> all(String tenant) {
    return database.read(
        handle ->
            handle.createQuery(IN_ORDER).bind("tenant", tenant).map(SegmentTable::segment).list());
  }

  @Override
  public Optional<StoredSegment> find(String tenant, String id) {
    return database.read(
        handle ->
            handle
                .createQuery(SegmentTable.ONE)
                .bind("tenant", tenant)
                .bind("id", id)
                .map(SegmentTable::segment)
                .findOne());
  }

  @Override
  public List<Member> members(SegmentDefinition segment, Optional<String> after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(MEMBERS)
                .bind("tenant", segment.tenant())
                .bind("number", segment.number())
                // No id is empty: all are behind it.
                .bind("after", after.orElse(""))
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        new Member(
                            row.getString("customer_id"), CustomerTable.instant(row, "since")))
                .list());
  }

  @Override
  public List<Membership> memberships(CustomerKey customer) {
    return database.read(
        handle ->
            handle
                .createQuery(MEMBERSHIPS)
                .bind("tenant", customer.tenant())
                .bind("customer", customer.customer())
                .map(
                    (row, context) ->
                        new Membership(row.getString("id"), CustomerTable.instant(row, "since")))
                .list());
  }
}
