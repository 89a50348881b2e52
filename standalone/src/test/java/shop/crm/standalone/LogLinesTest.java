package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogLinesTest {

  /** What the service's own configuration makes of it. */
  private static List<String> logged(String message, Throwable thrown) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    console.setOutputStream(lines);
    context.getLogger("shop.crm.Test").warn(message, thrown);
    context.stop();
    return lines.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void a_message_is_one_line_without_control_characters() throws Exception {
    List<String> lines =
        logged("a\u001b[2Jb\nc\u0000", new IllegalStateException("d\u001b[2J\u009be"));

    assertTrue(lines.getFirst().endsWith("WARN  Test: a?[2Jb?c?"), lines.getFirst());
    assertEquals("java.lang.IllegalStateException: d?[2J?e", lines.get(1));
    assertTrue(lines.get(2).startsWith("\tat shop.crm"), lines.get(2));
  }

  @Test
  void a_line_is_not_longer_than_a_kibibyte() throws Exception {
    List<String> lines = logged("a".repeat(5_000), new IllegalStateException("b".repeat(5_000)));

    lines.forEach(line -> assertTrue(line.length() <= 1_024, line));
    assertTrue(lines.size() > 2, lines.toString());
  }
}
