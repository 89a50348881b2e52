package shop.crm.standalone.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of an event, ours or a library's, on one line. */
public final class MessageLine extends ClassicConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return Line.of(String.valueOf(event.getFormattedMessage()));
  }
}
