package shop.crm.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All figures of a run, as a table for people and as JSON for machines. */
public final class Report {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Figure> figures = new ArrayList<>();

  /** Adds what a measurement found. */
  public void add(List<Figure> found) {
    figures.addAll(found);
  }

  /** One line for each figure. */
  public String table() {
    int width = figures.stream().mapToInt(figure -> figure.name().length()).max().orElse(0);
    StringBuilder table = new StringBuilder();
    for (Figure figure : figures) {
      table.append(
          String.format(
              Locale.ROOT,
              "  %-" + Math.max(1, width) + "s  %12s %-10s %s%n",
              figure.name(),
              shown(figure.value()),
              figure.unit(),
              target(figure)));
    }
    return table.toString();
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
  }

  private static String target(Figure figure) {
    String aim =
        figure.atLeast().isPresent()
            ? "at least " + shown(figure.atLeast().getAsDouble())
            : figure.atMost().isPresent() ? "at most " + shown(figure.atMost().getAsDouble()) : "";
    return aim.isEmpty() ? "" : aim + (figure.reached() ? "  reached" : "  MISSED");
  }

  /** The same, and on what machine and when. */
  public String json(Instant at) {
    ObjectNode report = JSON.createObjectNode();
    report.put("at", at.toString());
    report.put("processors", Runtime.getRuntime().availableProcessors());
    report.put("java", Runtime.version().toString());
    ArrayNode list = report.putArray("figures");
    for (Figure figure : figures) {
      ObjectNode node = list.addObject();
      node.put("name", figure.name()).put("value", figure.value()).put("unit", figure.unit());
      figure.atLeast().ifPresent(least -> node.put("at_least", least));
      figure.atMost().ifPresent(most -> node.put("at_most", most));
      if (figure.atLeast().isPresent() || figure.atMost().isPresent()) {
        node.put("reached", figure.reached());
      }
    }
    return report.toPrettyString();
  }
}
