package shop.crm.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import shop.crm.schemas.Topics;

/**
 * The relay's side of the outbox, on one connection that also holds the lock of the one active
 * relay: where the connection is gone, so is the lock.
 */
final class OutboxReader implements AutoCloseable {

  /** Names the lock among PostgreSQL's advisory locks. */
  private static final long LOCK = 0x63726D_6F7574L;

  private static final int MAX_ROWS = 2_000;
  private static final int FETCH = 200;
  private static final int MAX_BYTES = 4 << 20;

  /** So many others go with rows that are urgent. */
  private static final int FEW = 100;

  private static final String COLUMNS = "SELECT id, topic, record_key, value FROM outbox";

  /** As the index has it that finds these rows behind any number of others. */
  private static final String OF_KEYS =
      COLUMNS + " WHERE topic = '" + Topics.KEYS + "' ORDER BY id LIMIT " + MAX_ROWS;

  private static final String OF_ALL_ELSE =
      COLUMNS + " WHERE topic <> '" + Topics.KEYS + "' ORDER BY id LIMIT " + MAX_ROWS;

  private final Connection connection;

  OutboxReader(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    // A plan that was made while there was little to publish is not kept for when there is much.
    connection.unwrap(PGConnection.class).setPrepareThreshold(0);
  }

  /**
   * A record to publish.
   *
   * @param id its place in the outbox
   */
  record Row(long id, String topic, String key, byte[] value) {}

  /** Whether this is the one relay, now or since before. */
  boolean isActive() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, LOCK);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    } finally {
      connection.commit();
    }
  }

  /** Tells this database from any other. */
  String installation() throws SQLException {
    return one("SELECT id FROM installation").orElseThrow();
  }

  /**
   * The next rows; their number and size are bounded. What is told of keys comes first, however
   * much has waited for longer: a revocation is to hold within a second. Of each topic the rows
   * come in the order in which they were written.
   */
  List<Row> next() throws SQLException {
    Batch batch = new Batch();
    read(OF_KEYS, batch);
    batch.takeFewMore();
    if (!batch.isFull()) {
      read(OF_ALL_ELSE, batch);
    }
    // Nothing is held while Kafka is waited for.
    connection.commit();
    return batch.rows;
  }

  private void read(String sql, Batch batch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      try (ResultSet result = statement.executeQuery()) {
        while (!batch.isFull() && result.next()) {
          batch.add(
              new Row(
                  result.getLong(1), result.getString(2), result.getString(3), result.getBytes(4)));
        }
      }
    }
  }

  /** Rows that are published at once. */
  private static final class Batch {

    private final List<Row> rows = new ArrayList<>();
    private int most = MAX_ROWS;
    private long bytes;

    boolean isFull() {
      return rows.size() >= most || bytes >= MAX_BYTES;
    }

    /** What is urgent is not kept up by a large batch, nor all else by what is urgent. */
    void takeFewMore() {
      most = rows.isEmpty() ? MAX_ROWS : rows.size() + FEW;
    }

    void add(Row row) {
      rows.add(row);
      bytes += row.value().length;
    }
  }

  /** Takes rows away that were published. */
  void delete(List<Long> ids) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM outbox WHERE id = ANY(?)")) {
      statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      statement.executeUpdate();
    }
    connection.commit();
  }

  /** The age of the oldest row in seconds, 0 where there is none. */
  double oldestAgeSeconds() throws SQLException {
    return one("SELECT extract(epoch FROM now() - created_at) FROM outbox ORDER BY id LIMIT 1")
        .map(Double::parseDouble)
        .orElse(0.0);
  }

  private java.util.Optional<String> one(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next()
          ? java.util.Optional.of(result.getString(1))
          : java.util.Optional.empty();
    } finally {
      connection.commit();
    }
  }

  /**
   * Forgets some of the idempotency keys that are old.
   *
   * @return whether there may be more
   */
  boolean forgetOldAnswers(Clock clock) throws SQLException {
    boolean more =
        Jdbi.create(connection).withHandle(handle -> FirstAnswers.forget(handle, clock.instant()));
    connection.commit();
    return more;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
