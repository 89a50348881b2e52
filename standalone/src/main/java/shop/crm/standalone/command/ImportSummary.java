package shop.crm.standalone.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shop.crm.standalone.importer.Census;
import shop.crm.standalone.importer.CustomerImport;

/** What an import was, for a person to read. */
final class ImportSummary {

  private ImportSummary() {}

  /**
   * Its lines.
   *
   * @param mistakes lines that could not be taken
   * @param published events that the broker has confirmed
   * @param took how long publishing took
   */
  static List<String> of(
      Census.Count count, long mistakes, long published, String currency, Duration took) {
    double seconds = seconds(took);
    List<String> lines = new ArrayList<>();
    lines.add(line("Orders", "%,d, %s %s", count.orders().all(), count.ordered(), currency));
    if (count.orders().cancelled() + count.orders().pending() > 0) {
      lines.add(
          line(
              "",
              "of these %,d cancelled, %,d pending",
              count.orders().cancelled(),
              count.orders().pending()));
    }
    lines.add(line("Refunds", "%,d, %s %s", count.refunds(), count.refunded(), currency));
    lines.add(
        line("Customers", "%s%,d", count.allCustomers() ? "" : "at least ", count.customers()));
    addBadLines(lines, mistakes);
    lines.add(
        line(
            "Published", "%,d events in %.1f s, %,.0f/s", published, seconds, published / seconds));
    return List.copyOf(lines);
  }

  /**
   * The lines for a file of customers.
   *
   * @param took from the first byte sent to the answer
   */
  static List<String> of(CustomerImport.Result result, Duration took) {
    double seconds = seconds(took);
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "Customers",
            "%,d in %.1f s, %,.0f/s: %,d created, %,d updated, %,d unchanged",
            result.received(),
            seconds,
            result.received() / seconds,
            result.created(),
            result.updated(),
            result.unchanged()));
    addBadLines(lines, result.failed());
    return List.copyOf(lines);
  }

  private static double seconds(Duration took) {
    return Math.max(.001, took.toMillis() / 1_000.0);
  }

  private static void addBadLines(List<String> lines, long count) {
    if (count > 0) {
      lines.add(line("Bad lines", "%,d", count));
    }
  }

  private static String line(String what, String format, Object... values) {
    return String.format(Locale.ROOT, "%-10s ", what) + String.format(Locale.ROOT, format, values);
  }
}
