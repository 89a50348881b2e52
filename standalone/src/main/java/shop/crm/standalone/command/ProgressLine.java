package shop.crm.standalone.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import shop.crm.standalone.importer.ImportProgress;

/** Shows progress: as a bar that is drawn over on a terminal, else as a line now and then. */
final class ProgressLine implements ImportProgress {

  private static final int WIDTH = 30;
  private static final long REDRAWN_NANOS = Duration.ofMillis(100).toNanos();
  private static final long TOLD_NANOS = Duration.ofSeconds(5).toNanos();

  private final PrintWriter out;
  private final boolean terminal;
  private long shownAt = System.nanoTime();
  private String last = "";

  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** One for the process's own output. */
  static ProgressLine on(PrintWriter out) {
    return new ProgressLine(out, System.console() != null && System.console().isTerminal());
  }

  @Override
  public void at(String step, long done, long total) {
    int percent = total <= 0 ? 0 : Math.clamp(100 * done / total, 0, 100);
    last = terminal ? bar(step, percent) : String.format(Locale.ROOT, "%s %d %%", step, percent);
    long now = System.nanoTime();
    if (now - shownAt >= (terminal ? REDRAWN_NANOS : TOLD_NANOS)) {
      shownAt = now;
      show();
    }
  }

  @Override
  public void done() {
    if (terminal && !last.isEmpty()) {
      out.print("\r" + " ".repeat(last.length()) + "\r");
      out.flush();
    }
    last = "";
  }

  private void show() {
    if (terminal) {
      out.print("\r" + last);
    } else {
      out.println(last);
    }
    out.flush();
  }

  private static String bar(String step, int percent) {
    int full = percent * WIDTH / 100;
    return String.format(
        Locale.ROOT,
        "%-11s [%s%s] %3d %%",
        step,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        percent);
  }
}
