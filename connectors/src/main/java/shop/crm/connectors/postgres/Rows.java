package shop.crm.connectors.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Rows by JDBC alone: a row that is found by its key, and rows that are written, one or many at
 * once. Every request runs these statements, and here Jdbi takes longer to find out what each value
 * is than the driver takes to send it. All other statements are Jdbi's.
 */
final class Rows {

  private Rows() {}

  /** Makes a value of the row that a result is at; its columns are known by their places. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** A statement failed; says no more than the driver does, so no values. */
  private static final class Failed extends JdbiException {

    private static final long serialVersionUID = 1;

    Failed(SQLException cause) {
      super(cause);
    }
  }

  /**
   * The row that a statement finds, if it finds one.
   *
   * @param key the statement's parameters
   */
  static <T> Optional<T> find(Handle handle, String sql, Reader<T> reader, Object... key) {
    Connection connection = handle.getConnection();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, key);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? Optional.of(reader.read(result)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }

  /**
   * Writes rows, all by one statement.
   *
   * @param rows its parameters, for each row
   */
  static void write(Handle handle, String sql, List<Object[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      for (Object[] row : rows) {
        bind(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw new Failed(e);
    }
  }

  private static void bind(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, values[i]);
    }
  }

  private static void bind(PreparedStatement statement, int place, Object value)
      throws SQLException {
    switch (value) {
      case Optional<?> optional when optional.isPresent() -> bind(statement, place, optional.get());
      case Optional<?> _ -> statement.setNull(place, Types.NULL);
      case String text -> statement.setString(place, text);
      case Instant time -> statement.setObject(place, CustomerTable.timestamp(time));
      case List<?> texts ->
          statement.setArray(
              place, statement.getConnection().createArrayOf("text", texts.toArray()));
      default -> statement.setObject(place, value);
    }
  }
}
