package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.ApiPaths;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesVersion;

/** Answers are by the rules in force, whatever the instance that is asked was started with. */
class RulesHttpTest {

  private static final String ANNA = ApiPaths.CUSTOMERS + "/anna";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode get(String path) {
    return server.get(path).json();
  }

  /** Twice the points, other tiers, other edges, and the calendar of Kyiv. */
  private RulesVersion others() {
    Settings before = server.rules.settings();
    RulesVersion others =
        server
            .rules
            .version()
            .next(
                RulesConfiguration.of(
                    new Settings(
                        RfmRules.of(60, before.rfm().segments()),
                        new LoyaltyRules(
                            new BigDecimal("2"),
                            List.of(0L, 900L, 1_200L),
                            List.of("low", "middle", "high")),
                        ZoneId.of("Europe/Kyiv")),
                    OptionalLong.empty()),
                new RulesVersion.Origin("10.0.0.2:8085", Instant.parse("2026-02-28T00:00:00Z")));
    server.rules.take(others);
    return others;
  }

  @Test
  void tiers_points_and_edges_are_those_in_force() {
    assertEquals("gold", get(ANNA + "/loyalty").path("next_tier").asText());
    long points = get(ANNA + "/orders").at("/items/0/points").asLong();

    others();

    JsonNode loyalty = get(ANNA + "/loyalty");
    assertEquals("middle", loyalty.path("tier").asText());
    assertEquals("high", loyalty.path("next_tier").asText());
    assertEquals(200, loyalty.path("points_to_next_tier").asInt());
    assertEquals("middle", get(ANNA).path("loyalty_tier").asText());
    assertEquals(2 * points, get(ANNA + "/orders").at("/items/0/points").asLong());
    assertEquals(
        List.of(10, 20, 30, 60),
        StreamSupport.stream(
                get("/api/v1/analytics/rfm").at("/thresholds/recency_days").spliterator(), false)
            .map(JsonNode::asInt)
            .toList());
    assertTrue(get("/api/v1/analytics/overview").path("tiers").has("middle"));
    assertEquals(200, server.get(ApiPaths.CUSTOMERS + "?loyalty_tier=middle").status());
    assertEquals(400, server.get(ApiPaths.CUSTOMERS + "?loyalty_tier=gold").status());
  }

  @Test
  void the_status_tells_the_version_in_force_and_that_it_is_not_the_instances_own() {
    RulesVersion others = others();

    JsonNode status = get("/status");
    assertEquals(
        TestServer.json(
            """
            {"version": 1, "hash": "%s", "since": "2026-02-28T00:00:00Z",
             "brought_by": "10.0.0.2:8085", "own": false}
            """
                .formatted(others.hash())),
        status.path("rules"));
    assertTrue(
        status.at("/warnings/0").asText().contains("it follows version 1, " + others.hash()),
        status.path("warnings").toString());
    String metrics = server.get("/metrics").body();
    assertTrue(metrics.contains("\ncrm_rules_version 1.0"), metrics);
    assertTrue(metrics.contains("\ncrm_rules_own 0.0"), metrics);
  }

  @Test
  void an_older_version_changes_nothing() {
    RulesVersion others = others();
    server.rules.take(others.next(others.configuration(), others.origin()));
    server.rules.take(others);

    assertEquals(2, get("/status").at("/rules/version").asInt());
  }
}
