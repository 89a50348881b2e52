package shop.crm.connectors.postgres;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * Writes of memberships that are made by hand, within one transaction; each segment's own count of
 * them is kept with them. The segment is locked: so of one customer and segment the outbox has them
 * in the order of sequences.
 */
final class SegmentMembers {

  private static final String ADD =
      """
      INSERT INTO segment_members (tenant_id, number, customer_id, sequence, since) \
      VALUES (:tenant, :number, :customer, nextval('segment_members_sequence'), :at) \
      ON CONFLICT DO NOTHING RETURNING sequence""";

  private static final String REMOVE =
      """
      DELETE FROM segment_members \
      WHERE tenant_id = :tenant AND number = :number AND customer_id = :customer \
      RETURNING nextval('segment_members_sequence') AS sequence""";

  private static final String COUNT =
      """
      UPDATE segments SET members = members + :more \
      WHERE tenant_id = :tenant AND number = :number""";

  private static final String REMOVE_ALL =
      "DELETE FROM segment_members WHERE tenant_id = :tenant AND number = :number";

  /** In the order of numbers, so that two transactions never wait for each other. */
  private static final String LOCK_SEGMENTS =
      """
      SELECT s.number FROM segments s JOIN segment_members m \
      ON m.tenant_id = s.tenant_id AND m.number = s.number \
      WHERE m.tenant_id = :tenant AND m.customer_id = :customer \
      ORDER BY s.number FOR UPDATE OF s""";

  private static final String FORGET =
      """
      WITH gone AS (DELETE FROM segment_members \
      WHERE tenant_id = :tenant AND customer_id = :customer RETURNING number) \
      UPDATE segments s SET members = members - 1 FROM gone \
      WHERE s.tenant_id = :tenant AND s.number = gone.number""";

  private final Handle handle;

  SegmentMembers(Handle handle) {
    this.handle = handle;
  }

  /** Puts a locked customer into a locked segment; whether they were not in it before. */
  boolean add(SegmentDefinition segment, CustomerKey customer, Instant at) {
    if (segment.isDynamic()) {
      throw new IllegalArgumentException("members of a dynamic segment are not put in by hand");
    }
    return change(segment, customer, ADD, true, at);
  }

  /** Takes a customer out of a locked segment; whether they were in it. */
  boolean remove(SegmentDefinition segment, CustomerKey customer, Instant at) {
    return change(segment, customer, REMOVE, false, at);
  }

  private boolean change(
      SegmentDefinition segment, CustomerKey customer, String sql, boolean member, Instant at) {
    if (!segment.tenant().equals(customer.tenant())) {
      throw new IllegalArgumentException("a segment has customers of its tenant only");
    }
    Optional<Long> sequence =
        handle
            .createQuery(sql)
            .bind("tenant", segment.tenant())
            .bind("number", segment.number())
            .bind("customer", customer.customer())
            .bind("at", CustomerTable.timestamp(at))
            .mapTo(Long.class)
            .findOne();
    sequence.ifPresent(
        number -> {
          bind(handle.createUpdate(COUNT), segment).bind("more", member ? 1 : -1).execute();
          Outbox outbox = new Outbox();
          outbox.add(
              new ManualMembership(
                  customer, segment.number(), segment.id(), segment.name(), number, member, at));
          outbox.write(handle);
        });
    return sequence.isPresent();
  }

  /** Lets all go, of a locked segment that is to be deleted: nothing is counted or published. */
  void removeAll(SegmentDefinition segment) {
    bind(handle.createUpdate(REMOVE_ALL), segment).execute();
  }

  private static Update bind(Update update, SegmentDefinition segment) {
    return update.bind("tenant", segment.tenant()).bind("number", segment.number());
  }

  /** Takes a locked customer out of all segments; their erasure tells the stream. */
  void forget(CustomerKey customer) {
    handle
        .createQuery(LOCK_SEGMENTS)
        .bind("tenant", customer.tenant())
        .bind("customer", customer.customer())
        .mapTo(Integer.class)
        .list();
    // Only now does a statement see what those who held the locks have written.
    handle
        .createUpdate(FORGET)
        .bind("tenant", customer.tenant())
        .bind("customer", customer.customer())
        .execute();
  }
}
