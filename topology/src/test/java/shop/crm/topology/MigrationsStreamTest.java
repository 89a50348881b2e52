package shop.crm.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.schemas.state.MigrationsRow;

/** Moves between RFM segments are counted as they are published, on the day that they happen. */
class MigrationsStreamTest {

  private static final Instant START = CrmDriver.START;
  private static final int FIRST_DAY = Math.toIntExact(LocalDate.of(2026, 6, 1).toEpochDay());

  private final CrmDriver crm = new CrmDriver();
  private final Facts zoe = Facts.of("zoe");
  private final Facts bob = Facts.of("bob");

  @AfterEach
  void close() {
    crm.close();
  }

  @Test
  void an_order_moves_into_a_segment_and_a_cancellation_out_of_all() {
    crm.send(zoe.created("o1", "50.00", START));
    crm.send(zoe.cancelled("o1", START));

    Optional<RfmSegment> isNew = Optional.of(RfmSegment.NEW_CUSTOMERS);
    assertEquals(
        Map.of(
            FIRST_DAY,
            DayMigrations.NONE
                .with(new Migration(Optional.empty(), isNew, Cause.ORDER), 1)
                .with(new Migration(isNew, Optional.empty(), Cause.ORDER), 1)),
        days());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void time_moves_on_the_day_it_comes_to() {
    crm.send(zoe.created("o1", "50.00", START), bob.created("o2", "50.00", START));
    crm.pass(Duration.ofDays(200));

    Map<Integer, DayMigrations> days = days();

    assertEquals(List.of(FIRST_DAY, FIRST_DAY + 200), List.copyOf(days.keySet()));
    days.get(FIRST_DAY + 200)
        .forEach(
            (way, count) -> assertEquals(List.of(Cause.TIME, 2L), List.of(way.cause(), count)));
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void an_erasure_takes_the_customers_moves_out_and_is_none() {
    crm.send(bob.created("o2", "50.00", START));
    Map<Integer, DayMigrations> ofBob = days();
    crm.send(zoe.created("o1", "50.00", START));
    crm.pass(Duration.ofDays(200));
    crm.send(zoe.created("o3", "70.00", crm.now()), zoe.cancelled("o3", crm.now()));
    Map<Integer, DayMigrations> ofBoth = days();

    crm.tell(Profiles.of(zoe).erased(crm.now()));

    assertEquals(List.of(FIRST_DAY, FIRST_DAY + 200), List.copyOf(ofBoth.keySet()));
    assertEquals(ofBob.get(FIRST_DAY), days().get(FIRST_DAY));
    assertEquals(1, moves(days().get(FIRST_DAY + 200)));
    assertEquals(List.of(), crm.audit().differences());
    crm.tell(Profiles.of(bob).erased(crm.now()));
    assertEquals(Map.of(), days());
    assertEquals(List.of(StoreNames.MIGRATIONS_DAYS), keys());
  }

  @Test
  void what_is_stored_is_what_is_told() {
    crm.send(zoe.created("o1", "50.00", START), bob.created("o2", "5000.00", START));
    crm.settle();
    crm.pass(Duration.ofDays(300));

    Map<Integer, DayMigrations> stored = new TreeMap<>();
    try (var rows = crm.store(StoreNames.MIGRATIONS).all()) {
      rows.forEachRemaining(
          row -> {
            if (!row.key.equals(StoreNames.MIGRATIONS_DAYS)) {
              assertEquals("default", StoreNames.migrationsTenant(row.key));
              stored.put(StoreNames.migrationsDay(row.key), MigrationsRow.decode(row.value));
            }
          });
    }

    assertEquals(stored, days());
    assertEquals(List.of(), crm.audit().differences());
  }

  @Test
  void the_audit_tells_of_moves_that_no_history_knows() {
    crm.send(zoe.created("o1", "50.00", START));
    crm.store(StoreNames.MIGRATIONS)
        .put(
            StoreNames.migrationsKey("default", FIRST_DAY),
            MigrationsRow.encode(
                DayMigrations.NONE.with(
                    new Migration(Optional.empty(), Optional.of(RfmSegment.LOST), Cause.ORDER),
                    1)));

    assertEquals(
        List.of(
            "default: moves between segments stored as {20605=- to LOST by order: 1},"
                + " sum is {20605=- to NEW_CUSTOMERS by order: 1}"),
        crm.audit().differences());
  }

  private Map<Integer, DayMigrations> days() {
    return crm.live().task(0).orElseThrow().migrations("default", FIRST_DAY, FIRST_DAY + 400);
  }

  private static long moves(DayMigrations day) {
    long[] moves = new long[1];
    day.forEach((way, count) -> moves[0] += count);
    return moves[0];
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    try (var rows = crm.store(StoreNames.MIGRATIONS).all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    return keys;
  }
}
