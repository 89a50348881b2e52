package shop.crm.benchmarks.report;

import java.util.Locale;

/**
 * One thing that must be so.
 *
 * @param what is looked at
 * @param seen how it is
 * @param wanted how it must be
 * @param held whether it is
 */
public record Verdict(String what, String seen, String wanted, boolean held) {

  /** A time under attack, beside the same alone. */
  public static Verdict ratio(String what, double alone, double attacked, double most) {
    String seen =
        String.format(
            Locale.ROOT, "%.1f ms alone, %.1f ms: %.2f ×", alone, attacked, attacked / alone);
    boolean held = Double.isFinite(alone) && attacked <= most * alone;
    return new Verdict(what, seen, "at most " + most + " ×", held);
  }

  /** A figure with a greatest value. */
  public static Verdict most(String what, double seen, double most, String unit) {
    String format = "%.0f " + unit;
    return new Verdict(
        what,
        String.format(Locale.ROOT, format, seen),
        "at most " + String.format(Locale.ROOT, format, most),
        seen <= most);
  }

  /** A line of the report. */
  public String line() {
    return (held ? "ok      " : "FAILED  ") + what + ": " + seen + " (" + wanted + ")";
  }
}
