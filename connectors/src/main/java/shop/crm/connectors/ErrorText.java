package shop.crm.connectors;

import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What may be said of an exception where others read it: in logs and in {@code /status}. Messages
 * of parsers, of the database and of the JDK's own checks quote what they were given, which may be
 * personal; of those there is only the class.
 */
public final class ErrorText {

  /** Whose messages tell of connections, brokers, topics and files, and never quote a body. */
  private static final List<String> TRUSTED =
      List.of(
          "shop.crm.",
          "com.rabbitmq.client.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.file.",
          "javax.net.ssl.",
          "org.apache.kafka.common.");

  /** Classes of SQL states in which a server has seen no statement, or ends all of them. */
  private static final List<String> OF_CONNECTIONS = List.of("08", "28", "3D", "53", "57");

  private static final int MAX_CAUSES = 4;

  private ErrorText() {}

  /** Each exception from the outermost to the cause, as far as they have something to say. */
  public static String of(Throwable thrown) {
    StringBuilder words = new StringBuilder();
    Throwable each = thrown;
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++, each = each.getCause()) {
      String said = message(each).orElse(each.getClass().getSimpleName());
      if (words.indexOf(said) < 0) {
        words.append(words.isEmpty() ? "" : ": ").append(said);
      }
    }
    return words.toString();
  }

  /** The message of this exception alone, if it may be told; of SQL, the state. */
  public static Optional<String> message(Throwable thrown) {
    Optional<String> message = Optional.ofNullable(thrown.getMessage());
    if (thrown instanceof SQLException sql && sql.getSQLState() != null) {
      String state = sql.getSQLState();
      return message
          .filter(_ -> OF_CONNECTIONS.stream().anyMatch(state::startsWith))
          .or(() -> Optional.of("SQL state " + state));
    }
    String name = thrown.getClass().getName();
    // That of an address quotes it, and it may be a caller's.
    return message
        .filter(_ -> !(thrown instanceof URISyntaxException))
        .filter(_ -> TRUSTED.stream().anyMatch(name::startsWith));
  }
}
