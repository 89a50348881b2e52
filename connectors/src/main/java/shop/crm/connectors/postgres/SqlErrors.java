package shop.crm.connectors.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;

/** What SQL errors mean to the service. */
final class SqlErrors {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final Set<String> LOST_AGAINST_ANOTHER = Set.of("40001", "40P01");

  /**
   * Connections that break, the server shutting down or starting up, too many connections, a server
   * that takes no writes, and time limits: of a statement, of a wait for a lock, of a transaction
   * in which nothing happens.
   */
  private static final Set<String> AWAY =
      Set.of(
          "57P01", "57P02", "57P03", "57P05", "53300", "25006", "57014", "55P03", "25P03", "25P04");

  /**
   * Classes of states that tell of the database, its tables or its machine, and not of what is to
   * be written: connections, rights, resources, intervention, corruption.
   */
  private static final List<String> OF_THE_DATABASE =
      List.of("08", "25", "28", "3D", "3F", "40", "42", "53", "55", "57", "58", "F0", "XX");

  private SqlErrors() {}

  /** Whether PostgreSQL cannot be reached, or is not ready. */
  static boolean isAway(SQLException e) {
    String state = e.getSQLState();
    return e instanceof SQLTransientConnectionException
        || (state != null && (state.startsWith("08") || AWAY.contains(state)));
  }

  /** Whether the other end is there and is not trusted: it will be the same the next time. */
  static boolean isDistrust(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** Whether the same transaction may well succeed when it is begun again. */
  static boolean isWorthAnotherTry(Throwable thrown) {
    return thrown instanceof LostRace
        || sql(thrown).map(e -> LOST_AGAINST_ANOTHER.contains(e.getSQLState())).orElse(false);
  }

  /**
   * Whether writing failed for what was to be written, so that the same never succeeds: bad data, a
   * broken constraint, a limit, a fault of ours. Nothing of the kind is known of an error of the
   * database itself, which may pass.
   */
  static boolean isRefusal(RuntimeException thrown) {
    if (thrown instanceof DatabaseAway || thrown instanceof LostRace) {
      return false;
    }
    Optional<SQLException> sql = sql(thrown);
    return sql.isEmpty()
        || Optional.ofNullable(sql.get().getSQLState())
            .filter(state -> OF_THE_DATABASE.stream().noneMatch(state::startsWith))
            .isPresent();
  }

  /** Whether a value is there that only one row may have; of which index, if so. */
  static Optional<String> uniqueViolation(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof PSQLException e
          && UNIQUE_VIOLATION.equals(e.getSQLState())
          && e.getServerErrorMessage() != null) {
        return Optional.ofNullable(e.getServerErrorMessage().getConstraint());
      }
    }
    return Optional.empty();
  }

  /** The exception that callers know; other errors stay what they are. */
  static RuntimeException translated(RuntimeException thrown) {
    Optional<SQLException> sql = sql(thrown);
    if (sql.isPresent() && isAway(sql.get())) {
      return new DatabaseAway(sql.get());
    }
    return thrown;
  }

  /** What PostgreSQL says is wrong, as its five characters, where it has said so. */
  static Optional<String> state(RuntimeException thrown) {
    return sql(thrown).map(SQLException::getSQLState);
  }

  private static Optional<SQLException> sql(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SQLException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }
}
