package shop.crm.standalone.log;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import shop.crm.connectors.ErrorText;

/**
 * The exception of an event and its causes: the class of each, its message where that quotes
 * nothing that came in, and where it was thrown.
 */
public final class ErrorLines extends ThrowableHandlingConverter {

  private static final int MAX_CAUSES = 6;
  private static final int MAX_FRAMES = 8;

  @Override
  public String convert(ILoggingEvent event) {
    if (!(event.getThrowableProxy() instanceof ThrowableProxy proxy)) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    Throwable each = proxy.getThrowable();
    for (int depth = 0; each != null && depth < MAX_CAUSES; depth++, each = each.getCause()) {
      append(each, depth == 0 ? "" : "Caused by: ", lines);
    }
    return lines.toString();
  }

  private static void append(Throwable thrown, String before, StringBuilder lines) {
    String name = thrown.getClass().getName();
    line(before + ErrorText.message(thrown).map(said -> name + ": " + said).orElse(name), lines);
    StackTraceElement[] frames = thrown.getStackTrace();
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      line("    at " + frames[i], lines);
    }
  }

  private static void line(String text, StringBuilder lines) {
    lines.append(Line.of(text)).append(System.lineSeparator());
  }
}
