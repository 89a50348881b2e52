package shop.crm.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Computes every figure of a running service from the files of an order history, by the words of
 * the contract and with none of the service's own code, and compares them over HTTP. A program too:
 * its arguments are the address of the service, the file of the 125 cells, and the history's files.
 */
public final class HistoryCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, Long> TIERS =
      Map.of("bronze", 0L, "silver", 1000L, "gold", 5000L, "platinum", 15000L, "diamond", 50000L);

  private static final int FEWEST_REPEAT_BUYERS = 50;

  /** Longer than it takes the service to follow an edge, and an answer to arrive. */
  private static final Duration JUST_NOW = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final Map<String, String> cells = new TreeMap<>();
  private final Map<String, Order> orders = new TreeMap<>();
  private final Map<String, List<Order>> byCustomer = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();
  private long compared;

  private static final class Order {
    String id;
    Instant at;
    BigDecimal total;
    BigDecimal refunded = BigDecimal.ZERO.setScale(2);

    BigDecimal net() {
      return total.subtract(refunded).max(BigDecimal.ZERO.setScale(2));
    }
  }

  private record Expected(
      int orders,
      BigDecimal spent,
      BigDecimal average,
      Instant first,
      Instant last,
      long points,
      String tier) {}

  private HistoryCheck(String base) {
    this.base = base;
  }

  /** What differs between the service at {@code base} and the files; empty is as it should be. */
  public static List<String> run(String base, Path cells, List<Path> files) throws Exception {
    HistoryCheck check = check(base, cells, files);
    return check.differences;
  }

  private static HistoryCheck check(String base, Path cells, List<Path> files) throws Exception {
    HistoryCheck check = new HistoryCheck(base);
    for (String line : Files.readAllLines(cells)) {
      String[] parts = line.split(",", 4);
      check.cells.put(parts[0] + parts[1] + parts[2], parts[3]);
    }
    for (Path file : files) {
      check.read(file, true);
    }
    for (Path file : files) {
      check.read(file, false);
    }
    check.compare();
    return check;
  }

  /** Prints what differs and a summary; exit code 1 if anything does. */
  public static void main(String[] args) throws Exception {
    List<Path> files = List.of(args).subList(2, args.length).stream().map(Path::of).toList();
    HistoryCheck check = check(args[0], Path.of(args[1]), files);
    check.differences.stream().limit(20).forEach(System.out::println);
    System.out.println(
        check.byCustomer.size()
            + " customers and "
            + check.orders.size()
            + " orders computed from the files; figures:");
    System.out.println(
        (check.compared - check.differences.size())
            + " passed, "
            + check.differences.size()
            + " failed");
    System.exit(check.differences.isEmpty() ? 0 : 1);
  }

  private void read(Path file, boolean ordersOnly) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = JSON.readTree(line);
        boolean refund = node.has("refund_id");
        if (!refund && ordersOnly) {
          Order order = new Order();
          order.id = node.get("order_id").asText();
          order.at = Instant.parse(node.get("ordered_at").asText());
          order.total = new BigDecimal(node.get("total").asText());
          orders.put(order.id, order);
          byCustomer
              .computeIfAbsent(node.get("customer_id").asText(), id -> new ArrayList<>())
              .add(order);
        } else if (refund && !ordersOnly) {
          Order order = orders.get(node.get("order_id").asText());
          order.refunded = order.refunded.add(new BigDecimal(node.get("amount").asText()));
        }
      }
    }
  }

  private void compare() throws Exception {
    Duration shift = shift();
    Instant before = Instant.now();
    JsonNode rfm = get("/api/v1/analytics/rfm");
    JsonNode overview = get("/api/v1/analytics/overview");
    Instant after = Instant.now();
    List<Optional<BigDecimal>> thresholds = new ArrayList<>();
    rfm.at("/thresholds/monetary")
        .forEach(
            t ->
                thresholds.add(
                    t.isNull() ? Optional.empty() : Optional.of(new BigDecimal(t.asText()))));
    compareThresholds(thresholds);
    Map<String, Expected> expected = new TreeMap<>();
    byCustomer.forEach((id, list) -> expected.put(id, expected(list, shift)));
    compareTotals(rfm, overview, expected, thresholds, List.of(after, before.minus(JUST_NOW)));
    compareCohorts(shift);
    compareMigrations();
    compareLifetimes(shift);
    for (var customer : expected.entrySet()) {
      JsonNode actual = get("/api/v1/customers/" + customer.getKey());
      compareCustomer(customer.getKey(), customer.getValue(), actual, thresholds);
      compareOrders(customer.getKey(), byCustomer.get(customer.getKey()), shift);
    }
  }

  /**
   * Customers cross an edge at any time, also between a look at the clock and the answer: what is
   * right at one of the two times is right.
   */
  private void compareTotals(
      JsonNode rfm,
      JsonNode overview,
      Map<String, Expected> expected,
      List<Optional<BigDecimal>> thresholds,
      List<Instant> times) {
    int known = differences.size();
    for (Instant time : times) {
      differences.subList(known, differences.size()).clear();
      Totals totals = new Totals();
      expected.values().forEach(customer -> totals.add(customer, thresholds, time));
      compareAnalysis(rfm, totals);
      compareOverview(overview, totals);
      if (differences.size() == known) {
        return;
      }
    }
  }

  private final class Totals {
    final Map<String, BigDecimal> revenue = new TreeMap<>();
    final Map<String, Long> counts = new TreeMap<>();
    final Map<String, Long> tiers = new TreeMap<>();
    final Map<String, long[]> scores =
        Map.of("recency", new long[6], "frequency", new long[6], "monetary", new long[6]);

    void add(Expected customer, List<Optional<BigDecimal>> thresholds, Instant at) {
      int recency = recency(customer.last(), at);
      int frequency = frequency(customer.orders());
      int monetary = monetary(customer.spent(), thresholds);
      String segment = cells.get("" + recency + frequency + monetary);
      counts.merge(segment, 1L, Long::sum);
      revenue.merge(segment, customer.spent(), BigDecimal::add);
      tiers.merge(customer.tier(), 1L, Long::sum);
      scores.get("recency")[recency]++;
      scores.get("frequency")[frequency]++;
      scores.get("monetary")[monetary]++;
    }
  }

  /** By how much the import moved all times: told by the first order that the service shows. */
  private Duration shift() throws Exception {
    var first = byCustomer.entrySet().iterator().next();
    JsonNode newest = get("/api/v1/customers/" + first.getKey() + "/orders?limit=1");
    JsonNode shown = newest.get("items").get(0);
    return Duration.between(
        orders.get(shown.get("order_id").asText()).at,
        Instant.parse(shown.get("ordered_at").asText()));
  }

  private static Expected expected(List<Order> orders, Duration shift) {
    BigDecimal spent = orders.stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add);
    long points =
        orders.stream()
            .mapToLong(o -> o.net().setScale(0, RoundingMode.FLOOR).longValueExact())
            .sum();
    String tier =
        TIERS.entrySet().stream()
            .filter(t -> t.getValue() <= points)
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey();
    return new Expected(
        orders.size(),
        spent,
        spent.divide(BigDecimal.valueOf(orders.size()), 2, RoundingMode.HALF_UP),
        orders.stream().map(o -> o.at).min(Comparator.naturalOrder()).orElseThrow().plus(shift),
        orders.stream().map(o -> o.at).max(Comparator.naturalOrder()).orElseThrow().plus(shift),
        points,
        tier);
  }

  private void compareCustomer(
      String id, Expected expected, JsonNode actual, List<Optional<BigDecimal>> thresholds) {
    same(id, "total_orders", expected.orders(), actual.get("total_orders").asInt());
    same(id, "total_spent", expected.spent().toPlainString(), actual.get("total_spent").asText());
    same(
        id,
        "average_order",
        expected.average().toPlainString(),
        actual.get("average_order").asText());
    same(id, "first_order_date", expected.first().toString(), text(actual, "first_order_date"));
    same(id, "last_order_date", expected.last().toString(), text(actual, "last_order_date"));
    same(id, "loyalty_points", expected.points(), actual.get("loyalty_points").asLong());
    same(id, "loyalty_tier", expected.tier(), text(actual, "loyalty_tier"));
    int recency = actual.get("recency_score").asInt();
    Instant now = Instant.now();
    // A customer may cross an edge while this is being computed: a moment ago is right as well.
    if (recency != recency(expected.last(), now)
        && recency != recency(expected.last(), now.minus(JUST_NOW))) {
      same(id, "recency_score", recency(expected.last(), now), recency);
    }
    compared++;
    int frequency = frequency(expected.orders());
    int monetary = monetary(expected.spent(), thresholds);
    same(id, "frequency_score", frequency, actual.get("frequency_score").asInt());
    same(id, "monetary_score", monetary, actual.get("monetary_score").asInt());
    String segment = cells.get("" + recency + frequency + monetary);
    same(id, "rfm_segment", segment, text(actual, "rfm_segment"));
  }

  private void compareCohorts(Duration shift) throws Exception {
    for (boolean quarters : List.of(false, true)) {
      CohortTable table = new CohortTable(quarters);
      byCustomer.values().forEach(list -> table.add(bought(list, shift)));
      JsonNode cohorts =
          get(
              "/api/v1/analytics/cohorts?granularity=%s&from=%s&to=%s"
                  .formatted(
                      quarters ? "quarter" : "month", table.firstMonth(), table.lastMonth()));
      Map<String, String> shown = CohortTable.shown(cohorts);
      table.rows().forEach((what, row) -> same("cohorts", what, row, shown.get(what)));
      same("cohorts", "rows", table.rows().size(), shown.size());
    }
  }

  private static List<CohortTable.Bought> bought(List<Order> orders, Duration shift) {
    return orders.stream().map(o -> new CohortTable.Bought(o.at.plus(shift), o.net())).toList();
  }

  /** Fits a model, and holds what it predicts against integrals with its parameters. */
  private void compareLifetimes(Duration shift) throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Map<String, LifetimeTable.Life> lives = new TreeMap<>();
    byCustomer.forEach(
        (id, list) -> lives.put(id, LifetimeTable.Life.of(bought(list, shift), today)));
    long repeatBuyers = lives.values().stream().filter(life -> life.repeats() > 0).count();
    if (repeatBuyers < FEWEST_REPEAT_BUYERS) {
      JsonNode clv = get("/api/v1/customers/" + lives.keySet().iterator().next() + "/clv");
      same("lifetime", "predicted of too few", true, clv.get("predicted").isNull());
      return;
    }
    JsonNode model = fitted();
    same("lifetime", "customers", (long) lives.size(), model.get("customers").asLong());
    same("lifetime", "repeat buyers", repeatBuyers, model.get("repeat_buyers").asLong());
    LifetimeTable table = new LifetimeTable(model.get("parameters"));
    for (var life : lives.entrySet()) {
      JsonNode clv = get("/api/v1/customers/" + life.getKey() + "/clv");
      for (JsonNode predicted : clv.get("predicted")) {
        compareLifetime(life.getKey(), table, life.getValue(), predicted);
      }
    }
  }

  private JsonNode fitted() throws Exception {
    HttpResponse<byte[]> asked =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "/api/v1/analytics/clv/fit"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    Instant since = Instant.parse(JSON.readTree(asked.body()).get("requested_at").asText());
    return Eventually.await(
        () -> get("/api/v1/analytics/clv").get("model"),
        model -> !model.isNull() && !Instant.parse(text(model, "fitted_at")).isBefore(since));
  }

  private void compareLifetime(
      String id, LifetimeTable table, LifetimeTable.Life life, JsonNode predicted) {
    int days = predicted.get("horizon_days").asInt();
    double purchases = table.purchases(life, days);
    near(id, "probability_alive", table.alive(life), predicted.get("probability_alive"), 1e-4);
    near(id, "expected_orders of " + days, purchases, predicted.get("expected_orders"), 1e-4);
    if (table.values()) {
      near(
          id,
          "lifetime value of " + days,
          purchases * table.value(life),
          predicted.get("value"),
          0.01);
    }
  }

  private void near(String whose, String what, double expected, JsonNode actual, double off) {
    compared++;
    if (!(Math.abs(expected - actual.asDouble()) <= off * (1 + 1e-4 * Math.abs(expected)))) {
      differences.add(whose + ": " + what + " is " + actual + ", from the files " + expected);
    }
  }

  /** Whoever is in a segment came into it: everybody's first move is younger than the import. */
  private void compareMigrations() throws Exception {
    String from = LocalDate.now(ZoneOffset.UTC).minusDays(364).toString();
    JsonNode rfm = get("/api/v1/analytics/rfm");
    JsonNode moves = get("/api/v1/analytics/rfm/migrations?from=" + from);
    while (!rfm.get("segments").equals(get("/api/v1/analytics/rfm").get("segments"))) {
      // Somebody moved meanwhile.
      rfm = get("/api/v1/analytics/rfm");
      moves = get("/api/v1/analytics/rfm/migrations?from=" + from);
    }
    Map<String, Long> net = new TreeMap<>();
    Map<String, Long> matrix = new TreeMap<>();
    for (JsonNode day : moves.get("days")) {
      for (JsonNode move : day.get("migrations")) {
        long count = move.get("count").asLong();
        net.merge(move.get("to").asText(), count, Long::sum);
        net.merge(move.get("from").asText(), -count, Long::sum);
        matrix.merge(move.get("from") + " to " + move.get("to"), count, Long::sum);
      }
    }
    for (JsonNode segment : rfm.get("segments")) {
      String name = segment.get("name").asText();
      long came = net.getOrDefault(name, 0L);
      same("migrations", "net into " + name, segment.get("count").asLong(), came);
    }
    same("migrations", "net out of none", (long) -byCustomer.size(), net.get("null"));
    for (JsonNode move : moves.get("matrix")) {
      String way = move.get("from") + " to " + move.get("to");
      same("migrations", "matrix " + way, matrix.remove(way), move.get("count").asLong());
    }
    same("migrations", "rest of the matrix", Map.of(), matrix);
  }

  private static int frequency(int orders) {
    return orders >= 10 ? 5 : orders >= 5 ? 4 : orders >= 3 ? 3 : orders == 2 ? 2 : 1;
  }

  private static int monetary(BigDecimal spent, List<Optional<BigDecimal>> thresholds) {
    return 1
        + (int)
            thresholds.stream()
                .flatMap(Optional::stream)
                .filter(t -> spent.compareTo(t) >= 0)
                .count();
  }

  private static int recency(Instant last, Instant now) {
    long days = Math.max(0, Duration.between(last, now).toDays());
    return days <= 30 ? 5 : days <= 60 ? 4 : days <= 90 ? 3 : days <= 180 ? 2 : 1;
  }

  private void compareOrders(String id, List<Order> expected, Duration shift) throws Exception {
    Map<String, JsonNode> shown = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page = get("/api/v1/customers/" + id + "/orders?limit=100" + cursor);
      page.get("items").forEach(order -> shown.put(order.get("order_id").asText(), order));
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    same(id, "orders", expected.size(), shown.size());
    for (Order order : expected) {
      JsonNode actual = shown.get(order.id);
      String what =
          order.at.plus(shift)
              + " "
              + order.total.toPlainString()
              + " "
              + order.refunded.toPlainString()
              + " "
              + order.net().toPlainString();
      same(
          id,
          "order " + order.id,
          what,
          actual == null
              ? "missing"
              : text(actual, "ordered_at")
                  + " "
                  + text(actual, "amount")
                  + " "
                  + text(actual, "refunded")
                  + " "
                  + text(actual, "net"));
    }
  }

  private void compareThresholds(List<Optional<BigDecimal>> thresholds) {
    List<BigDecimal> sorted =
        byCustomer.values().stream()
            .map(list -> list.stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add))
            .sorted()
            .toList();
    for (int k = 1; k <= 4; k++) {
      long fewest = Math.max(1, k * sorted.size() / 5);
      Optional<BigDecimal> exact =
          sorted.stream()
              .filter(x -> sorted.stream().filter(y -> y.compareTo(x) < 0).count() >= fewest)
              .findFirst();
      Optional<BigDecimal> shown = thresholds.get(k - 1);
      boolean close =
          exact.isPresent() == shown.isPresent()
              && exact
                  .map(x -> x.multiply(new BigDecimal("0.001")))
                  .map(off -> exact.get().subtract(shown.get()).abs().compareTo(off) <= 0)
                  .orElse(true);
      same("thresholds", "t" + k + " within 0.1 % of " + exact + ": " + shown, true, close);
    }
  }

  private void compareAnalysis(JsonNode rfm, Totals totals) {
    same("rfm", "customers", byCustomer.size(), rfm.get("customers").asInt());
    for (JsonNode segment : rfm.get("segments")) {
      String name = segment.get("name").asText();
      long count = totals.counts.getOrDefault(name, 0L);
      BigDecimal total = totals.revenue.getOrDefault(name, BigDecimal.ZERO.setScale(2));
      same("rfm " + name, "count", count, segment.get("count").asLong());
      same("rfm " + name, "totalRevenue", total.toPlainString(), text(segment, "totalRevenue"));
      String average =
          count == 0
              ? "0.00"
              : total.divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP).toPlainString();
      same("rfm " + name, "avgRevenue", average, text(segment, "avgRevenue"));
    }
    totals.scores.forEach(
        (which, by) -> {
          for (int score = 1; score <= 5; score++) {
            long shown = rfm.at("/distribution/" + which + "/" + score).asLong();
            same("rfm", which + " " + score, by[score], shown);
          }
        });
  }

  private void compareOverview(JsonNode overview, Totals totals) {
    same("overview", "customers", byCustomer.size(), overview.get("customers").asInt());
    same("overview", "orders", orders.size(), overview.get("orders").asInt());
    BigDecimal revenue =
        orders.values().stream().map(Order::net).reduce(BigDecimal.ZERO, BigDecimal::add);
    same("overview", "revenue", revenue.toPlainString(), text(overview, "revenue"));
    same(
        "overview",
        "opt_ins",
        "{\"email\":0,\"sms\":0,\"push\":0}",
        overview.get("opt_ins").toString());
    for (String tier : TIERS.keySet()) {
      long shown = overview.at("/tiers/" + tier).asLong();
      same("overview", "tier " + tier, totals.tiers.getOrDefault(tier, 0L), shown);
    }
    same(
        "overview",
        "champions",
        totals.counts.getOrDefault("Champions", 0L),
        overview.at("/lifecycle_stages/champion").asLong());
  }

  private void same(String whose, String what, Object expected, Object actual) {
    compared++;
    if (!Objects.equals(expected, actual)) {
      differences.add(whose + ": " + what + " is " + actual + ", from the files " + expected);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(base + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answers " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }
}
