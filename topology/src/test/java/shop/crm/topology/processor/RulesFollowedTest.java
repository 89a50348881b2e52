package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.rules.RulesVersion;
import shop.crm.topology.task.Task;

/** A task on instances that have heard of different versions of the rules. */
class RulesFollowedTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final RulesVersion.Origin ORIGIN = new RulesVersion.Origin("a:1", START);

  private static final RulesConfiguration OLD =
      RulesConfiguration.of(Rules.DEFAULT, OptionalLong.empty());

  private static final RulesConfiguration NEW =
      RulesConfiguration.of(
          new Settings(
              Rules.RFM,
              new LoyaltyRules(BigDecimal.ONE, List.of(0L, 500L), List.of("bronze", "silver")),
              Rules.DEFAULT.timeZone()),
          OptionalLong.empty());

  private static final RulesVersion FIRST = new RulesVersion(1, OLD, ORIGIN, List.of());
  private static final RulesVersion SECOND = FIRST.next(NEW, ORIGIN);

  private final KeptStores stores = new KeptStores();
  private RulesInForce upgraded = new RulesInForce(NEW, SECOND);
  private RulesInForce late = new RulesInForce(OLD, FIRST);

  @BeforeEach
  void ann_has_600_points_by_the_first_version() {
    Facts ann = Facts.of("ann");
    InboundEvent[] bought = {ann.created("o", "600.00", START), ann.completed("o", START)};
    Started task = on(new RulesInForce(OLD, FIRST));
    for (InboundEvent event : bought) {
      task.send(Topics.ORDERS, "default/ann", EventWriter.write(event, "UAH"));
    }
    assertEquals("bronze", tier());
  }

  @Test
  void a_task_that_comes_back_to_an_instance_that_is_behind_stays_where_it_is() {
    assertEquals(1, moves(on(upgraded)));

    assertEquals(0, moves(on(late)));
    assertEquals("silver", tier());
    assertEquals(SECOND, late.version());
    assertEquals(0, moves(on(upgraded)));
  }

  @Test
  void a_version_that_came_while_the_task_was_away_is_followed_when_it_starts() {
    stores.store(StoreNames.RULES_IN_FORCE).put(StoreNames.RULES, RulesJson.write(SECOND));

    assertEquals(1, moves(on(late)));
    assertEquals("silver", tier());
  }

  @Test
  void each_of_two_changes_moves_once() {
    assertEquals(1, moves(on(upgraded)));
    RulesInForce back = new RulesInForce(OLD, SECOND.next(OLD, ORIGIN));

    assertEquals(1, moves(on(back)));
    assertEquals("bronze", tier());
    assertEquals(0, moves(on(upgraded)));
  }

  @Test
  void state_of_the_release_before_is_taken_as_it_is_by_the_first_version_of_the_same_rules() {
    stores.store(StoreNames.INDEX).delete(StoreNames.RULES_VERSION);
    assertArrayEquals(
        Rules.DEFAULT.ofRows().getBytes(StandardCharsets.UTF_8),
        stores.store(StoreNames.INDEX).get(StoreNames.RULES));
    byte[] before = stores.store(StoreNames.CUSTOMERS).get("default/ann");

    assertEquals(0, moves(on(late)));
    assertArrayEquals(before, stores.store(StoreNames.CUSTOMERS).get("default/ann"));
    assertArrayEquals(
        RulesJson.write(FIRST), stores.store(StoreNames.INDEX).get(StoreNames.RULES_VERSION));
  }

  @Test
  void what_is_kept_and_cannot_be_read_is_as_good_as_absent() {
    stores.store(StoreNames.INDEX).put(StoreNames.RULES_VERSION, new byte[] {9});

    assertEquals(0, moves(on(late)));
    assertArrayEquals(
        RulesJson.write(FIRST), stores.store(StoreNames.INDEX).get(StoreNames.RULES_VERSION));
  }

  private Started on(RulesInForce instance) {
    return stores.start(
        new CustomerProcessor(Rules.topology(Rules.DEFAULT, 1), instance, new LiveTasks()), START);
  }

  private static int moves(Started task) {
    task.pass(Task.TICK);
    task.pass(Duration.ofSeconds(1));
    return task.context().forwarded(Topics.TIER_CHANGED).size();
  }

  private String tier() {
    return CustomerRow.decode(stores.store(StoreNames.CUSTOMERS).get("default/ann"))
        .loyalty()
        .tier();
  }
}
