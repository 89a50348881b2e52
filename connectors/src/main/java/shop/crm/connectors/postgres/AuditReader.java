package shop.crm.connectors.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import shop.crm.connectors.postgres.AuditLog.Entry;

/**
 * The relay's side of the audit log, on one connection that also holds the lock of the one active
 * relay: where the connection is gone, so is the lock.
 *
 * <p>Lines are numbered when they are inserted and seen when their transaction is committed, so a
 * line may be seen before one with a lesser number. Who writes lines holds a lock on the table from
 * before the first number is drawn until the end of the transaction: once those who held one have
 * ended, every number that had been drawn by then is seen, or never will be. So nothing needs to be
 * marked or counted by those who write.
 */
final class AuditReader implements AutoCloseable {

  /** Names the lock among PostgreSQL's advisory locks. */
  private static final long LOCK = 0x63726D_617564L;

  /** As many go as come: one batch each in turn. */
  static final int AT_ONCE = 2_000;

  private static final String LAST_DRAWN =
      "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_log_id_seq";

  private static final String WRITERS =
      """
      SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' \
      AND relation = 'audit_log'::regclass AND mode = 'RowExclusiveLock' AND granted \
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

  private static final String NEXT =
      AuditTable.COLUMNS + " WHERE id > :behind AND id <= :settled ORDER BY id LIMIT " + AT_ONCE;

  /** The first are the oldest, but for as long as a line may have waited for PostgreSQL. */
  private static final String FORGET =
      """
      DELETE FROM audit_log WHERE at < :before AND id IN \
      (SELECT id FROM audit_log WHERE id <= :published ORDER BY id LIMIT :limit)""";

  private final Connection connection;
  private final Jdbi jdbi;
  private long settled;
  private long drawn;
  private final Set<String> writers = new HashSet<>();

  AuditReader(Connection connection) throws SQLException {
    this.connection = connection;
    // A plan that was made while the log was short is not kept for when it is long.
    connection.unwrap(PGConnection.class).setPrepareThreshold(0);
    this.jdbi = Jdbi.create(connection);
  }

  private <T> T with(Function<Handle, T> work) {
    return jdbi.withHandle(work::apply);
  }

  /** Whether this is the one relay, now or since before. */
  boolean isActive() {
    return with(
        handle ->
            handle
                .createQuery("SELECT pg_try_advisory_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one());
  }

  /** Tells the log of this database from any other, and from what else it publishes. */
  String name() {
    return with(
        handle ->
            handle
                .createQuery("SELECT id::text || '/audit' FROM installation")
                .mapTo(String.class)
                .one());
  }

  /**
   * Sees to it that lines get greater numbers than those that were published: the database may have
   * been put back to what it was before.
   *
   * @return whether they would not have
   */
  boolean isBehind(long published) {
    return with(
        handle -> {
          boolean behind = lastDrawn(handle) < published;
          if (behind) {
            handle
                .createQuery("SELECT setval('audit_log_id_seq', :last)")
                .bind("last", published)
                .mapTo(Long.class)
                .one();
          }
          return behind;
        });
  }

  /** The lines behind a number, in order, as far as there are no gaps that may yet be filled. */
  List<Entry> next(long behind) {
    return with(
        handle -> {
          settle(handle);
          return handle
              .createQuery(NEXT)
              .bind("behind", behind)
              .bind("settled", settled)
              .map((row, context) -> AuditTable.entry(row))
              .list();
        });
  }

  private void settle(Handle handle) {
    if (settled == drawn) {
      // In this order: who draws a greater number later is of no concern.
      drawn = lastDrawn(handle);
      if (drawn == settled) {
        return;
      }
      writers.addAll(writers(handle));
    } else {
      writers.retainAll(writers(handle));
    }
    if (writers.isEmpty()) {
      settled = drawn;
    }
  }

  private static long lastDrawn(Handle handle) {
    return handle.createQuery(LAST_DRAWN).mapTo(Long.class).one();
  }

  private static Set<String> writers(Handle handle) {
    return handle.createQuery(WRITERS).mapTo(String.class).set();
  }

  /**
   * Forgets some of the lines that are old and published.
   *
   * @return whether there may be more
   */
  boolean forget(Instant before, long published) {
    return with(
            handle ->
                handle
                    .createUpdate(FORGET)
                    .bind("before", CustomerTable.timestamp(before))
                    .bind("published", published)
                    .bind("limit", AT_ONCE)
                    .execute())
        == AT_ONCE;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
