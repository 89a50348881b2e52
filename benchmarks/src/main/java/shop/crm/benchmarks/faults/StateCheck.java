package shop.crm.benchmarks.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.cluster.Instance;
import shop.crm.benchmarks.faults.traffic.Ledger;
import shop.crm.benchmarks.faults.traffic.Ledger.Account;
import shop.crm.benchmarks.faults.traffic.Traffic;
import shop.crm.benchmarks.faults.watch.ChangeChains;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.schemas.model.Money;

/**
 * Holds every customer, as HTTP tells of them, to what follows from the ledger by code of its own.
 */
final class StateCheck {

  private static final String OVERVIEW = "/api/v1/analytics/overview";
  private static final String CUSTOMERS = "/api/v1/customers/";
  private static final List<String> TIERS =
      List.of("bronze", "silver", "gold", "platinum", "diamond");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;
  private final Ledger ledger;
  private final ChangeChains chains;
  private final Map<String, String> cells = new HashMap<>();

  StateCheck(Cluster cluster, Ledger ledger, ChangeChains chains) throws IOException {
    this.cluster = cluster;
    this.ledger = ledger;
    this.chains = chains;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                StateCheck.class.getResourceAsStream("/rfm-segments.csv"),
                StandardCharsets.UTF_8))) {
      lines
          .lines()
          .skip(1)
          .map(line -> line.split(",", 4))
          .forEach(cell -> cells.put(cell[0] + cell[1] + cell[2], cell[3]));
    }
  }

  /**
   * Asks for all, of all instances by turns, until they are right or the time is over.
   *
   * @return how many differ then; the traffic has to rest meanwhile
   */
  int check(Duration patience, Faults faults) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put(OVERVIEW, "was not asked for");
    ledger.customers().forEach(customer -> wrong.put(customer, "was not asked for"));
    while (!wrong.isEmpty() && System.nanoTime() < deadline) {
      round(wrong, deadline);
      if (!wrong.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
    wrong.forEach((who, how) -> faults.add("a difference", who + ": " + how));
    return wrong.size();
  }

  private void round(Map<String, String> wrong, long deadline) {
    List<Caller> callers = new ArrayList<>();
    for (Instance instance : cluster.living()) {
      callers.add(new Caller(instance.http(), Traffic.TENANT));
    }
    try {
      List<BigDecimal> thresholds = thresholds(callers.getFirst());
      int turn = 0;
      for (String who : List.copyOf(wrong.keySet())) {
        if (System.nanoTime() > deadline) {
          return;
        }
        turn++;
        List<String> differences = differences(callers.get(turn % callers.size()), who, thresholds);
        if (differences.isEmpty()) {
          wrong.remove(who);
        } else {
          wrong.put(who, String.join("; ", differences));
        }
      }
    } catch (IOException e) {
      wrong.replaceAll((_, _) -> "thresholds: " + e.getMessage());
    } finally {
      callers.forEach(StateCheck::close);
    }
  }

  private List<String> differences(Caller caller, String who, List<BigDecimal> thresholds) {
    try {
      return who.equals(OVERVIEW) ? overview(caller) : customer(caller, who, thresholds);
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static void close(Caller caller) {
    try {
      caller.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket does not close", e);
    }
  }

  private static JsonNode get(Caller caller, String path) throws IOException {
    Answer answer = caller.get(path);
    if (answer.status() != 200) {
      throw new IOException(path + " answers " + answer.status());
    }
    return JSON.readTree(answer.body());
  }

  private static List<BigDecimal> thresholds(Caller caller) throws IOException {
    List<BigDecimal> thresholds = new ArrayList<>();
    for (JsonNode each : get(caller, "/api/v1/analytics/rfm").at("/thresholds/monetary")) {
      if (!each.isNull()) {
        thresholds.add(new BigDecimal(each.asText()));
      }
    }
    return thresholds;
  }

  private List<String> overview(Caller caller) throws IOException {
    JsonNode seen = get(caller, OVERVIEW);
    Account sum = ledger.sum();
    return differences(
        seen,
        Map.of(
            "customers", String.valueOf(ledger.customers().size()),
            "orders", String.valueOf(sum.orders()),
            "revenue", sum.spent().toString()));
  }

  private List<String> customer(Caller caller, String id, List<BigDecimal> thresholds)
      throws IOException {
    JsonNode seen = get(caller, CUSTOMERS + id);
    Account account = ledger.of(id);
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("total_orders", String.valueOf(account.orders()));
    wanted.put("total_spent", account.spent().toString());
    wanted.put("average_order", average(account));
    wanted.put("loyalty_points", String.valueOf(account.points()));
    wanted.put("loyalty_tier", tier(account.points()));
    wanted.put("recency_score", "5");
    int frequency = frequency(account.orders());
    int monetary = monetary(account.spent(), thresholds);
    wanted.put("frequency_score", String.valueOf(frequency));
    wanted.put("monetary_score", String.valueOf(monetary));
    wanted.put("rfm_segment", cells.get("5" + frequency + monetary));
    wanted.put("first_name", ledger.name(id));
    List<String> differences = differences(seen, wanted);
    told(differences, "rfm_segment", seen, chains.segment(id));
    told(differences, "loyalty_tier", seen, chains.tier(id));
    return differences;
  }

  private static List<String> differences(JsonNode seen, Map<String, String> wanted) {
    return new ArrayList<>(
        wanted.entrySet().stream()
            .filter(field -> !field.getValue().equals(seen.path(field.getKey()).asText()))
            .map(
                field ->
                    "%s is %s instead of %s"
                        .formatted(field.getKey(), seen.path(field.getKey()), field.getValue()))
            .toList());
  }

  private static void told(List<String> differences, String field, JsonNode seen, String told) {
    if (!seen.path(field).asText().equals(told)) {
      differences.add("%s is %s, told was %s".formatted(field, seen.path(field), told));
    }
  }

  private static String average(Account account) {
    return new BigDecimal(account.spent().toString())
        .divide(BigDecimal.valueOf(account.orders()), 2, RoundingMode.HALF_UP)
        .toString();
  }

  private String tier(long points) {
    List<Long> thresholds =
        Stream.of(cluster.tierThresholds().split(",")).map(Long::parseLong).toList();
    long reached = thresholds.stream().filter(threshold -> threshold <= points).count();
    return TIERS.get((int) reached - 1);
  }

  private static int frequency(long orders) {
    return orders >= 10 ? 5 : orders >= 5 ? 4 : orders >= 3 ? 3 : orders == 2 ? 2 : 1;
  }

  private static int monetary(Money spent, List<BigDecimal> thresholds) {
    BigDecimal amount = new BigDecimal(spent.toString());
    return 1 + (int) thresholds.stream().filter(each -> amount.compareTo(each) >= 0).count();
  }
}
