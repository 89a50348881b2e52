package shop.crm.topology.writer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.HistoryKey;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.MigrationsRow;
import shop.crm.topology.domain.Migrations;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.stores.MigrationRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;

/**
 * Keeps how many customers moved between RFM segments on each day, in a store and in the tenants'
 * memory. That is the sum over the moves in the customers' histories, so it can be added up anew;
 * but histories are long, so this is only done for state of a release that did not keep it, or of
 * another time zone.
 */
public final class MigrationLedger {

  private static final Logger LOG = LoggerFactory.getLogger(MigrationLedger.class);

  private final Task task;
  private final MigrationRows rows;
  private final TenantCalendar calendar;

  /** Of one task. */
  public MigrationLedger(Task task, MigrationRows rows, TenantCalendar calendar) {
    this.task = task;
    this.rows = rows;
    this.calendar = calendar;
  }

  /** Brings the tenants' memory to what is stored, at the start of a task. */
  public void resume(Tenants tenants) {
    byte[] days = calendar.zone().getId().getBytes(StandardCharsets.UTF_8);
    if (!rows.migrationDays().map(known -> Arrays.equals(known, days)).orElse(false)) {
      addUp();
      rows.putMigrationDays(days);
    }
    Map<String, List<Integer>> nobodys = new HashMap<>();
    rows.eachMigrations(
        (key, row) -> task.row("start", key, () -> load(tenants, key, row, nobodys)));
    nobodys.forEach(
        (tenant, allDays) ->
            allDays.forEach(day -> rows.putMigrations(tenant, day, DayMigrations.NONE)));
  }

  private void load(Tenants tenants, String key, byte[] row, Map<String, List<Integer>> nobodys) {
    String tenant = StoreNames.migrationsTenant(key);
    int day = StoreNames.migrationsDay(key);
    DayMigrations migrations = MigrationsRow.decode(row);
    tenants
        .find(tenant)
        .ifPresentOrElse(
            known -> known.loadMigrations(day, migrations),
            () -> nobodys.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(day));
  }

  private void addUp() {
    long started = System.nanoTime();
    rows.deleteMigrations();
    Map<String, Migrations> sums = new HashMap<>();
    rows.eachHistory((key, row) -> task.row("start", key, () -> addUp(sums, key, row)));
    sums.forEach(
        (tenant, sum) -> sum.all().forEach((day, row) -> rows.putMigrations(tenant, day, row)));
    if (!sums.isEmpty()) {
      long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
      LOG.info("moves between segments of {} tenants added up in {} ms", sums.size(), millis);
    }
  }

  private void addUp(Map<String, Migrations> sums, String key, byte[] row) {
    Optional<HistoryKey> parts = HistoryKey.of(key);
    if (parts.map(it -> it.kind() == HistoryKey.Kind.ACTIVITY).orElse(false)) {
      CustomerKey customer = parts.get().customer();
      sums.computeIfAbsent(customer.tenant(), absent -> new Migrations(calendar))
          .count(ActivityRow.decode(customer, row), 1);
    }
  }

  /** Counts the moves among what has just become part of a history, or leaves it. */
  public void count(Tenant tenant, List<Activity> activities, long by) {
    for (int day : tenant.countMigrations(activities, by)) {
      rows.putMigrations(tenant.name(), day, tenant.migrations(day));
    }
  }

  /** What differs between the stored moves of a tenant and others, in words, if anything does. */
  public Optional<String> difference(String tenant, Map<Integer, DayMigrations> expected) {
    Migrations stored = new Migrations(calendar);
    rows.eachMigrations(
        tenant, (key, row) -> stored.put(StoreNames.migrationsDay(key), MigrationsRow.decode(row)));
    return stored.all().equals(expected)
        ? Optional.empty()
        : Optional.of("moves between segments stored as " + stored.all() + ", sum is " + expected);
  }
}
