package shop.crm.topology.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.Facts;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.CohortAggregates.Cell;

/**
 * The cohorts of UCI Online Retail are the published ones. The file is not part of the project: it
 * is looked for in {@code CRM_REAL_DATA}, else in {@code ../shared/data} beside the project.
 */
class OnlineRetailCohortsTest {

  private static final String FILE = "online-retail-orders.ndjson.gz";
  private static final ScoringContext JUDGEMENT = ScoringContext.of(Rules.DEFAULT, Thresholds.NONE);
  private static final Instant NOW = Instant.parse("2011-12-10T00:00:00Z");

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, CustomerState> customers = new HashMap<>();
  private final RunningAggregates aggregates =
      new RunningAggregates(new TenantCalendar(ZoneOffset.UTC));

  @Test
  void the_first_cohort_comes_back_as_published() throws IOException {
    Path file =
        Path.of(Optional.ofNullable(System.getenv("CRM_REAL_DATA")).orElse("../../shared/data"))
            .resolve(FILE);
    assumeTrue(
        Files.exists(file), () -> "skipped: no " + file + "; set CRM_REAL_DATA to where it is");
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(json.readTree(line));
      }
    }

    int december = TenantCalendar.number(YearMonth.of(2010, 12));
    CohortAggregates cohorts = aggregates.cohorts(Granularity.MONTH, december, december);
    assertEquals(
        List.of(885L, 324L, 286L, 340L, 321L, 352L, 321L, 309L, 313L, 350L, 331L, 445L, 235L),
        cohorts.cohorts().get(december).stream().map(Cell::customers).toList());
    assertEquals(december + 12, cohorts.last());
    assertEquals(4_338, aggregates.customers());
    assertEquals(891_140_790L, revenue(Granularity.MONTH));
    assertEquals(891_140_790L, revenue(Granularity.QUARTER));
  }

  private void take(JsonNode order) {
    Facts who = Facts.of(order.get("customer_id").asText());
    String id = order.get("order_id").asText();
    Instant at = Instant.parse(order.get("ordered_at").asText());
    Optional<CustomerState> before = Optional.ofNullable(customers.get(who.customer().customer()));
    CustomerState after =
        CustomerDecisions.decide(
                new CustomerDecisions.Known(before, Optional.empty()),
                CustomerDecisions.KnownOrder.NOTHING,
                who.created(id, Money.parse(order.get("total").asText()).toString(), at),
                JUDGEMENT,
                NOW)
            .orElseThrow()
            .state();
    aggregates.move(before, Optional.of(after));
    customers.put(who.customer().customer(), after);
  }

  private long revenue(Granularity granularity) {
    return aggregates.cohorts(granularity, 0, 12 * 100).cohorts().values().stream()
        .flatMap(List::stream)
        .mapToLong(Cell::revenueMinor)
        .sum();
  }
}
