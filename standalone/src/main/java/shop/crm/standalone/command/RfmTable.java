package shop.crm.standalone.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shop.crm.standalone.importer.ServiceClient.Rfm;
import shop.crm.standalone.importer.ServiceClient.Segment;

/** The RFM analysis for a person to read. */
final class RfmTable {

  private static final String ROW = "  %-20s %9s %7s %% %16s %18s";

  private RfmTable() {}

  /** Its lines, without line breaks. */
  static List<String> of(Rfm rfm) {
    List<String> lines = new ArrayList<>();
    lines.add(row("segment", "customers", "", "average", "revenue").replace('%', ' '));
    for (Segment segment : rfm.segments()) {
      lines.add(
          row(
              segment.name(),
              String.format(Locale.ROOT, "%,d", segment.count()),
              segment.percentage(),
              segment.average(),
              segment.total()));
    }
    lines.add(
        row("all", String.format(Locale.ROOT, "%,d", rfm.customers()), "", "", "")
            .replace('%', ' ')
            .stripTrailing());
    return List.copyOf(lines);
  }

  private static String row(
      String name, String customers, String share, String average, String revenue) {
    return String.format(Locale.ROOT, ROW, name, customers, share, average, revenue);
  }
}
