package shop.crm.schemas.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Times as RFC 3339 writes them. The JDK's parsers take more (no seconds, signed years, 24:00) and
 * less (their offsets end at 18 h), and are slower on the path of every event.
 */
public final class Rfc3339 {

  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_LENGTH = 19;

  private Rfc3339() {}

  /**
   * The instant of {@code 2026-01-31T10:00:00.5+02:00}: up to nine decimals, no leap seconds.
   *
   * @throws DateTimeException if it is not one
   */
  public static Instant parse(String text) {
    if (text.length() <= SECONDS_LENGTH) {
      throw new DateTimeException("too short");
    }
    char separator = text.charAt(DATE_LENGTH);
    if (separator != 'T' && separator != 't') {
      throw new DateTimeException("no T");
    }
    return parse(text, Optional.empty());
  }

  /**
   * The same of {@code 2026-01-31T10:00:00.5} and {@code 2026-01-31 10:00:00} too.
   *
   * @param zone of what has no offset; of a time that is twice there the first, and one that a
   *     clock leaves out as much later
   * @throws DateTimeException if it is not one
   */
  public static Instant parse(String text, ZoneId zone) {
    if (text.length() < SECONDS_LENGTH) {
      throw new DateTimeException("too short");
    }
    char separator = text.charAt(DATE_LENGTH);
    if (separator != 'T' && separator != 't' && separator != ' ') {
      throw new DateTimeException("no T");
    }
    return parse(text, Optional.of(zone));
  }

  private static Instant parse(String text, Optional<ZoneId> zone) {
    long day = date(text.substring(0, DATE_LENGTH)).toEpochDay();
    expect(text, 13, ':');
    expect(text, 16, ':');
    long second =
        day * 86_400L + upTo(23, text, 11) * 3_600L + upTo(59, text, 14) * 60L + upTo(59, text, 17);
    int position = SECONDS_LENGTH;
    int nanos = 0;
    if (position < text.length() && text.charAt(position) == '.') {
      int start = ++position;
      while (position < text.length() && isDigit(text.charAt(position))) {
        position++;
      }
      nanos = nanos(text, start, position);
    }
    if (position == text.length() && zone.isPresent()) {
      return LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC)
          .atZone(zone.get())
          .toInstant();
    }
    return Instant.ofEpochSecond(second - offset(text, position), nanos);
  }

  /**
   * The date of {@code 2026-01-31}.
   *
   * @throws DateTimeException if it is not one
   */
  public static LocalDate date(String text) {
    if (text.length() != DATE_LENGTH) {
      throw new DateTimeException("not a date");
    }
    expect(text, 4, '-');
    expect(text, 7, '-');
    return LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  }

  private static int nanos(String text, int start, int end) {
    int places = end - start;
    if (places == 0 || places > 9) {
      throw new DateTimeException("not 1 to 9 decimals");
    }
    int value = digits(text, start, end);
    for (int i = places; i < 9; i++) {
      value *= 10;
    }
    return value;
  }

  private static long offset(String text, int position) {
    int left = text.length() - position;
    char sign = left == 0 ? ' ' : text.charAt(position);
    if (left == 1 && (sign == 'Z' || sign == 'z')) {
      return 0;
    }
    if (left != 6 || (sign != '+' && sign != '-')) {
      throw new DateTimeException("no offset");
    }
    expect(text, position + 3, ':');
    long seconds = upTo(23, text, position + 1) * 3_600L + upTo(59, text, position + 4) * 60L;
    return sign == '-' ? -seconds : seconds;
  }

  private static int upTo(int greatest, String text, int at) {
    int value = digits(text, at, at + 2);
    if (value > greatest) {
      throw new DateTimeException("out of range");
    }
    return value;
  }

  private static int digits(String text, int start, int end) {
    int value = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        throw new DateTimeException("not a digit");
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void expect(String text, int at, char expected) {
    if (text.charAt(at) != expected) {
      throw new DateTimeException("no " + expected);
    }
  }
}
