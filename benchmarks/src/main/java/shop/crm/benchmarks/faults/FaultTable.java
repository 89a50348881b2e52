package shop.crm.benchmarks.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import shop.crm.benchmarks.faults.kind.FaultKind;

/** A row for each kind of fault, as a table of Markdown. */
final class FaultTable {

  private final Map<FaultKind, KindRow> rows = new EnumMap<>(FaultKind.class);

  KindRow row(FaultKind kind) {
    return rows.computeIfAbsent(kind, _ -> new KindRow());
  }

  List<String> lines() {
    List<List<String>> table = new ArrayList<>();
    table.add(line("fault", KindRow.NAMES));
    table.add(line("---", KindRow.NAMES.stream().map(_ -> "--:").toList()));
    rows.forEach((kind, row) -> table.add(line(kind.toString(), row.cells())));
    int[] widths =
        IntStream.range(0, KindRow.NAMES.size() + 1)
            .map(column -> table.stream().mapToInt(row -> row.get(column).length()).max().orElse(1))
            .toArray();
    return table.stream()
        .map(
            row -> {
              StringBuilder text = new StringBuilder("|");
              for (int column = 0; column < row.size(); column++) {
                String form = column == 0 ? " %-" : " %";
                text.append(
                    String.format(Locale.ROOT, form + widths[column] + "s |", row.get(column)));
              }
              return text.toString();
            })
        .toList();
  }

  private static List<String> line(String first, List<String> others) {
    List<String> line = new ArrayList<>();
    line.add(first);
    line.addAll(others);
    return line;
  }

  long stepBacks() {
    return rows.values().stream().mapToLong(KindRow::stepBacks).sum();
  }

  long earlierAsOf() {
    return rows.values().stream().mapToLong(KindRow::earlierAsOf).sum();
  }

  long other() {
    return rows.values().stream().mapToLong(KindRow::other).sum();
  }
}
