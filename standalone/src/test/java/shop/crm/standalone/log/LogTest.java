package shop.crm.standalone.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.slf4j.Logger;

/** What of that which comes in the service's own configuration of the log lets through. */
class LogTest {

  private static final String MARKER = "in.the.log@example.org";
  private static final String INJECTION = MARKER + "\n2026-01-01 ERROR all is lost\u001b[2J\u202e";

  @Test
  void a_message_stays_on_its_line_and_moves_no_cursor() throws Exception {
    List<String> lines =
        logged(log -> log.warn("of {}", "a\r\nb\u001b[2J\u009bc\u2028d\u202ee\0f"));

    assertEquals(1, lines.size());
    assertTrue(lines.getFirst().endsWith("of a  b [2J c d e f"), lines.getFirst());
  }

  @Test
  void a_line_has_1_kb_at_the_most() throws Exception {
    for (String letter : List.of("x", "ї", "€", "😀")) {
      List<String> lines =
          logged(
              log -> log.warn("{}", letter.repeat(5_000), new IOException(letter.repeat(5_000))));
      for (String line : lines) {
        assertTrue(line.getBytes(UTF_8).length <= 1_023, line);
      }
    }
  }

  @Test
  void messages_of_exceptions_that_quote_what_came_in_are_left_out() throws Exception {
    List<Executable> faults =
        List.of(
            () -> new ObjectMapper().readTree("{\"email\":\"" + MARKER + "\"" + MARKER),
            () -> LocalDate.parse(INJECTION),
            () -> Integer.parseInt(INJECTION),
            () -> {
              throw new SQLException("Key (email)=(" + INJECTION + ") already exists", "23505");
            },
            () -> {
              throw new IllegalStateException(new IllegalArgumentException(INJECTION));
            });
    for (Executable fault : faults) {
      List<String> lines = logged(log -> log.error("it failed", thrownBy(fault)));
      assertFalse(String.join("\n", lines).contains(MARKER), lines.toString());
      assertTrue(lines.stream().anyMatch(line -> line.contains("Exception")), lines.toString());
    }
  }

  @Test
  void what_is_wrong_with_a_connection_is_told() throws Exception {
    List<String> lines =
        logged(log -> log.warn("away", new java.net.ConnectException("Connection refused")));

    assertTrue(lines.get(1).equals("java.net.ConnectException: Connection refused"), lines + "");
  }

  private interface Logging {
    void to(Logger log);
  }

  private static Throwable thrownBy(Executable fault) {
    try {
      fault.execute();
    } catch (Throwable thrown) {
      return thrown;
    }
    throw new AssertionError("nothing was thrown");
  }

  /** The lines that are written, by the configuration that the service runs with. */
  private static List<String> logged(Logging logging) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    try (PrintStream captured = new PrintStream(written, true, UTF_8)) {
      System.setErr(captured);
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure("src/main/resources/logback.xml");
      logging.to(context.getLogger("shop.crm.Something"));
    } finally {
      System.setErr(before);
      context.stop();
    }
    return written.toString(UTF_8).lines().toList();
  }
}
