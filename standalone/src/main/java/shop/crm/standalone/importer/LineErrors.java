package shop.crm.standalone.importer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Lines that could not be taken: the first are told, the rest counted. */
final class LineErrors {

  /** How many are told. */
  static final int TOLD = 20;

  /** How many unknown fields are counted one by one. */
  private static final int MAX_UNKNOWN = 1_000;

  private final Consumer<String> out;
  private final Map<String, Long> unknown = new LinkedHashMap<>();
  private long count;
  private long told;

  LineErrors(Consumer<String> out) {
    this.out = out;
  }

  void add(Path file, long line, String reason) {
    count++;
    tell(file, line, reason);
  }

  /**
   * A line with fields that nobody reads: told at the first line of each, since all may have it.
   */
  void addUnknown(Path file, long line, List<String> fields) {
    count++;
    for (String field : fields) {
      boolean kept = unknown.size() < MAX_UNKNOWN || unknown.containsKey(field);
      if (!kept || unknown.merge(field, 1L, Long::sum) == 1) {
        tell(file, line, "unknown field '" + field + "'");
      }
    }
  }

  /** Something to know about a file that is no mistake. */
  void note(Path file, String text) {
    out.accept(file + ": " + text);
  }

  private void tell(Path file, long line, String reason) {
    told++;
    if (told <= TOLD) {
      out.accept(file + ":" + line + ": " + reason);
    }
  }

  /** Tells how many were not told one by one. */
  void close() {
    unknown.forEach(
        (field, lines) -> {
          if (lines > 1) {
            out.accept("... unknown field '" + field + "' in " + lines + " lines");
          }
        });
    if (told > TOLD) {
      out.accept("... and " + (told - TOLD) + " lines more");
    }
  }

  long count() {
    return count;
  }
}
