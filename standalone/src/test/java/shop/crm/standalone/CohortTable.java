package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cohorts in UTC, computed from orders with none of the service's own code. */
final class CohortTable {

  private final boolean quarters;
  private final Map<YearMonth, Map<Integer, Cell>> cohorts = new TreeMap<>();
  private YearMonth last = YearMonth.of(1970, 1);

  /** An order that counts, and what it came to after refunds. */
  record Bought(Instant at, BigDecimal net) {}

  private record Cell(long customers, BigDecimal revenue) {}

  CohortTable(boolean quarters) {
    this.quarters = quarters;
  }

  /** Adds a customer, with all of their orders. */
  void add(List<Bought> orders) {
    YearMonth cohort =
        orders.stream().map(o -> period(o.at())).min(YearMonth::compareTo).orElseThrow();
    Map<Integer, BigDecimal> revenue = new TreeMap<>();
    for (Bought order : orders) {
      YearMonth period = period(order.at());
      int after = (int) ChronoUnit.MONTHS.between(cohort, period) / (quarters ? 3 : 1);
      revenue.merge(after, order.net(), BigDecimal::add);
      last = period.isAfter(last) ? period : last;
    }
    Map<Integer, Cell> row = cohorts.computeIfAbsent(cohort, absent -> new TreeMap<>());
    revenue.forEach(
        (after, sum) ->
            row.merge(
                after,
                new Cell(1, sum),
                (a, b) -> new Cell(a.customers() + b.customers(), a.revenue().add(b.revenue()))));
  }

  private YearMonth period(Instant at) {
    YearMonth month = YearMonth.from(at.atZone(ZoneOffset.UTC));
    return quarters ? month.minusMonths((month.getMonthValue() - 1) % 3) : month;
  }

  YearMonth firstMonth() {
    return cohorts.keySet().iterator().next();
  }

  YearMonth lastMonth() {
    return last;
  }

  /** What each period of each cohort must show. */
  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    cohorts.forEach(
        (cohort, cells) -> {
          long size = cells.get(0).customers();
          BigDecimal cumulative = BigDecimal.ZERO.setScale(2);
          long periods = ChronoUnit.MONTHS.between(cohort, last) / (quarters ? 3 : 1);
          for (int k = 0; k <= periods; k++) {
            Cell cell = cells.getOrDefault(k, new Cell(0, BigDecimal.ZERO.setScale(2)));
            cumulative = cumulative.add(cell.revenue());
            String retention = Double.toString((double) cell.customers() / size);
            rows.put(
                name(cohort) + " " + k,
                String.join(
                    " ",
                    "" + size,
                    "" + cell.customers(),
                    retention,
                    cell.revenue().toPlainString(),
                    cumulative.toPlainString()));
          }
        });
    return rows;
  }

  private String name(YearMonth cohort) {
    return quarters
        ? cohort.getYear() + "-Q" + cohort.atDay(1).get(IsoFields.QUARTER_OF_YEAR)
        : cohort.toString();
  }

  /** What the service shows, in the same words. */
  static Map<String, String> shown(JsonNode answer) {
    Map<String, String> rows = new TreeMap<>();
    for (JsonNode cohort : answer.get("cohorts")) {
      for (JsonNode period : cohort.get("periods")) {
        rows.put(
            cohort.get("cohort").asText() + " " + period.get("period"),
            String.join(
                " ",
                cohort.get("size").toString(),
                period.get("customers").toString(),
                Double.toString(period.get("retention").asDouble()),
                period.get("revenue").asText(),
                period.get("cumulative_revenue").asText()));
      }
    }
    return rows;
  }
}
