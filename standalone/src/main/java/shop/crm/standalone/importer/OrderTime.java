package shop.crm.standalone.importer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as shops write them: RFC 3339, its like with a blank or without seconds or zone, a date
 * alone, the long form of Magento's grids, and seconds or milliseconds since 1970. What could be
 * read in two ways (3/4/2026) is none.
 *
 * @param zone for what tells none
 */
record OrderTime(ZoneId zone) {

  /** More seconds since 1970 than the year 5138 has: they can only be milliseconds. */
  private static final long MILLIS_FROM = 100_000_000_000L;

  private static final List<DateTimeFormatter> FORMS =
      List.of(
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .append(DateTimeFormatter.ISO_LOCAL_DATE)
              .appendPattern("[['T'][' ']HH:mm[:ss]")
              .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
              .appendPattern("[' '][XXX][XX][X][VV]]")
              .toFormatter(Locale.ROOT),
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("MMM d, yyyy[,] h:mm:ss a")
              .toFormatter(Locale.ENGLISH));

  /** The moment that a text tells, if it tells one since 1970. */
  Optional<Instant> parse(String text) {
    // Newer locale data put a narrow no-break space before AM and PM.
    String plain = text.strip().replace('\u202f', ' ').replace('\u00a0', ' ');
    return (plain.matches("[0-9]{9,13}") ? number(plain) : written(plain))
        .filter(time -> !time.isBefore(Instant.EPOCH))
        .map(time -> time.truncatedTo(ChronoUnit.MICROS));
  }

  private static Optional<Instant> number(String digits) {
    long number = Long.parseLong(digits);
    return Optional.of(
        number < MILLIS_FROM ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number));
  }

  private Optional<Instant> written(String text) {
    for (DateTimeFormatter form : FORMS) {
      try {
        TemporalAccessor parsed =
            form.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
        return Optional.of(
            switch (parsed) {
              case ZonedDateTime zoned -> zoned.toInstant();
              case LocalDateTime local -> local.atZone(zone).toInstant();
              case LocalDate date -> date.atStartOfDay(zone).toInstant();
              default -> throw new IllegalStateException("asked for none of these");
            });
      } catch (DateTimeException _) {
        // The next form, then.
      }
    }
    return Optional.empty();
  }
}
