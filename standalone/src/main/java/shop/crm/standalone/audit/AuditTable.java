package shop.crm.standalone.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import shop.crm.topology.live.LiveTasks.AuditReport;

/** An audit's reports for a person to read. */
public final class AuditTable {

  private static final String ROW = "%9s  %,12d  %,12d  %,12d";

  private AuditTable() {}

  /** The lines: a row for each partition, their sum, and every difference. */
  public static List<String> of(List<AuditReport> reports) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%9s  %12s  %12s  %12s",
            "partition",
            "customers",
            "orders",
            "differences"));
    long customers = 0;
    long orders = 0;
    int differences = 0;
    for (AuditReport report : reports) {
      lines.add(
          row(
              String.valueOf(report.partition()),
              report.customers(),
              report.orders(),
              report.differences().size()));
      customers += report.customers();
      orders += report.orders();
      differences += report.differences().size();
    }
    lines.add(row("all", customers, orders, differences));
    for (AuditReport report : reports) {
      report
          .differences()
          .forEach(difference -> lines.add("partition " + report.partition() + ": " + difference));
    }
    lines.add(
        differences == 0
            ? "Every customer and every sum equals what its facts give."
            : "State differs from what its facts give.");
    return List.copyOf(lines);
  }

  private static String row(String name, long customers, long orders, long differences) {
    return String.format(Locale.ROOT, ROW, name, customers, orders, differences);
  }
}
