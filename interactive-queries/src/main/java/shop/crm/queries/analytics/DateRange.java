package shop.crm.queries.analytics;

import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;

/**
 * A stretch of time, as a request asks for it by {@code from} and {@code to}.
 *
 * @param from the first day or month
 * @param to the last, not before it
 */
public record DateRange<T extends Comparable<? super T>>(T from, T to) {

  private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  /**
   * A stretch of months.
   *
   * @param last where the request names none
   * @param most how many there may be; as many where the request does not name the first
   */
  static DateRange<YearMonth> months(ServerRequest request, YearMonth last, int most) {
    Optional<YearMonth> from = value(request, "from", MONTH, "YYYY-MM", YearMonth::parse);
    YearMonth to = value(request, "to", MONTH, "YYYY-MM", YearMonth::parse).orElse(last);
    YearMonth earliest = to.minusMonths(most - 1L);
    return checked(from.orElse(earliest), to, earliest, most + " months");
  }

  /**
   * A stretch of days.
   *
   * @param last where the request names none
   * @param usual how many days, where the request does not name the first
   * @param most how many there may be
   */
  static DateRange<LocalDate> days(ServerRequest request, LocalDate last, int usual, int most) {
    Optional<LocalDate> from = value(request, "from", DAY, "YYYY-MM-DD", LocalDate::parse);
    LocalDate to = value(request, "to", DAY, "YYYY-MM-DD", LocalDate::parse).orElse(last);
    LocalDate earliest = to.minusDays(most - 1L);
    return checked(from.orElse(to.minusDays(usual - 1L)), to, earliest, most + " days");
  }

  private static <T extends Comparable<? super T>> DateRange<T> checked(
      T from, T to, T earliest, String most) {
    if (from.compareTo(to) > 0) {
      throw malformed("from is after to");
    }
    if (from.compareTo(earliest) < 0) {
      throw malformed("from and to are further apart than " + most);
    }
    return new DateRange<>(from, to);
  }

  private static <T> Optional<T> value(
      ServerRequest request, String name, Pattern pattern, String form, Function<String, T> parse) {
    Optional<String> text = Requests.query(request, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!pattern.matcher(text.get()).matches()) {
      throw malformed(name + " is not " + form);
    }
    try {
      return text.map(parse);
    } catch (DateTimeException e) {
      throw malformed(name + " is not " + form);
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
