package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.topology.Facts;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;

/**
 * Moves between RFM segments outlive a task, and are added up where a release did not keep them.
 */
class MigrationsRestartTest {

  /** In Kyiv it is the second of June already. */
  private static final Instant START = Instant.parse("2026-06-01T22:00:00Z");

  private static final int FIRST = Math.toIntExact(LocalDate.of(2026, 6, 1).toEpochDay());

  private final KeptStores stores = new KeptStores();
  private final LiveTasks live = new LiveTasks();
  private Instant now = START;

  @Test
  void a_task_that_starts_anew_knows_the_moves_and_goes_on_counting() {
    history();
    Map<Integer, DayMigrations> before = days();

    Started anew = started(ZoneOffset.UTC);

    assertEquals(List.of(FIRST, FIRST + 200), List.copyOf(before.keySet()));
    assertEquals(before, days());
    send(anew, Facts.of("cid").created("o1", "10.00", START));
    assertEquals(moves(before) + 1, moves(days()));
    assertEquals(List.of(), audit(anew));
  }

  @Test
  void state_of_a_release_that_did_not_count_moves_is_added_up_from_the_histories() {
    history();
    Map<Integer, DayMigrations> before = days();
    forget();

    Started anew = started(ZoneOffset.UTC);

    assertEquals(before, days());
    assertEquals(List.of(), audit(anew));
  }

  @Test
  void days_are_those_of_the_time_zone_also_when_it_is_another() {
    history();

    Started anew = started(ZoneId.of("Europe/Kyiv"));

    assertEquals(List.of(FIRST + 1, FIRST + 201), List.copyOf(days().keySet()));
    assertEquals(List.of(), audit(anew));
    started(ZoneOffset.UTC);
    assertEquals(List.of(FIRST, FIRST + 200), List.copyOf(days().keySet()));
  }

  /** Two customers who order, and whom time moves much later. */
  private void history() {
    Started task = started(ZoneOffset.UTC);
    send(
        task,
        Facts.of("ann").created("o1", "600.00", START),
        Facts.of("bob").created("o2", "80.00", START));
    task.pass(Duration.ofDays(200));
    now = START.plus(Duration.ofDays(200));
  }

  private void forget() {
    var migrations = stores.store(StoreNames.MIGRATIONS);
    stores.keys().forEach(migrations::delete);
  }

  private Started started(ZoneId zone) {
    Settings rules = new Settings(Rules.RFM, Rules.LOYALTY, zone);
    return stores.start(
        new CustomerProcessor(Rules.topology(rules, 1), RulesInForce.untold(rules), live), now);
  }

  private static void send(Started task, InboundEvent... events) {
    for (InboundEvent event : events) {
      task.send(Topics.ORDERS, event.head().customer().toString(), EventWriter.write(event, "UAH"));
    }
  }

  private Map<Integer, DayMigrations> days() {
    return live.task(0).orElseThrow().migrations("default", FIRST - 1, FIRST + 400);
  }

  private static long moves(Map<Integer, DayMigrations> days) {
    long[] moves = new long[1];
    days.values().forEach(day -> day.forEach((way, count) -> moves[0] += count));
    return moves[0];
  }

  private List<String> audit(Started task) {
    var report = live.task(0).orElseThrow().audit();
    for (int i = 0; i < 100 && !report.isDone(); i++) {
      task.pass(Duration.ofMillis(100));
    }
    return report.join().differences();
  }
}
