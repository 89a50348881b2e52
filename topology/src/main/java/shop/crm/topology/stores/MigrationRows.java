package shop.crm.topology.stores;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.state.MigrationsRow;

/** A typed view of the store of moves between RFM segments, and of what they are the sum over. */
public final class MigrationRows {

  private final KeyValueStore<String, byte[]> migrations;
  private final KeyValueStore<String, byte[]> history;

  /** Of the stores of one task. */
  public MigrationRows(ProcessorContext<?, ?> context) {
    migrations = context.getStateStore(StoreNames.MIGRATIONS);
    history = context.getStateStore(StoreNames.HISTORY);
  }

  /** Passes on every row of histories, as it is stored: as long as reading all of them takes. */
  public void eachHistory(BiConsumer<String, byte[]> each) {
    try (var rows = history.all()) {
      rows.forEachRemaining(row -> each.accept(row.key, row.value));
    }
  }

  /** How the days are counted to which moves between segments are stored, if any were. */
  public Optional<byte[]> migrationDays() {
    return Optional.ofNullable(migrations.get(StoreNames.MIGRATIONS_DAYS));
  }

  /** Keeps how the days are counted. */
  public void putMigrationDays(byte[] days) {
    migrations.put(StoreNames.MIGRATIONS_DAYS, days);
  }

  /** Passes on the moves of every tenant and day, as they are stored. */
  public void eachMigrations(BiConsumer<String, byte[]> each) {
    try (var rows = migrations.all()) {
      while (rows.hasNext()) {
        var row = rows.next();
        if (!row.key.equals(StoreNames.MIGRATIONS_DAYS)) {
          each.accept(row.key, row.value);
        }
      }
    }
  }

  /** Passes on the moves of a tenant's every day. */
  public void eachMigrations(String tenant, BiConsumer<String, byte[]> each) {
    String prefix = StoreNames.migrationsPrefix(tenant);
    try (var rows = migrations.range(prefix, StoreNames.endOf(prefix))) {
      rows.forEachRemaining(row -> each.accept(row.key, row.value));
    }
  }

  /** The store has a cache: of many moves between two commits only the last row is logged. */
  public void putMigrations(String tenant, int epochDay, DayMigrations row) {
    String key = StoreNames.migrationsKey(tenant, epochDay);
    if (row.isEmpty()) {
      migrations.delete(key);
    } else {
      migrations.put(key, MigrationsRow.encode(row));
    }
  }

  /** Keeps no moves at all. */
  public void deleteMigrations() {
    List<String> keys = new ArrayList<>();
    try (var rows = migrations.all()) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(migrations::delete);
  }
}
