package shop.crm.schemas.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;

class MigrationTest {

  private static List<Migration> all() {
    List<Optional<RfmSegment>> ends = new ArrayList<>(List.of(Optional.empty()));
    RfmSegment.ALL.forEach(segment -> ends.add(Optional.of(segment)));
    List<Migration> all = new ArrayList<>();
    for (Optional<RfmSegment> from : ends) {
      for (Optional<RfmSegment> to : ends) {
        for (Cause cause : Cause.values()) {
          all.add(new Migration(from, to, cause));
        }
      }
    }
    return all;
  }

  @Test
  void every_way_has_a_number_of_its_own_in_their_order() {
    assertEquals(all(), all().stream().map(Migration::code).map(Migration::ofCode).toList());
    assertEquals(all(), all().stream().sorted().toList());
  }

  @Test
  void a_day_tells_what_was_counted_in_order_and_forgets_what_was_taken_out() {
    DayMigrations day = DayMigrations.NONE;
    for (Migration way : all().reversed()) {
      day = day.with(way, 2).with(way, way.code() % 2 == 0 ? -2 : 1);
    }
    List<Migration> told = new ArrayList<>();
    day.forEach(
        (way, count) -> {
          assertEquals(3, count);
          told.add(way);
        });

    assertEquals(all().stream().filter(way -> way.code() % 2 == 1).toList(), told);
    assertEquals(day, MigrationsRow.decode(MigrationsRow.encode(day)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "0101", "02", "01010f02", "0101ffffffff0f02", "0100ff"})
  void a_damaged_row_is_refused(String hex) {
    byte[] row = HexFormat.of().parseHex(hex);

    assertThrows(IllegalArgumentException.class, () -> MigrationsRow.decode(row));
  }

  @Test
  void days_are_sorted_by_their_keys() {
    List<String> keys =
        List.of(-400_000, -1, 0, 1, 20_605, 400_000).stream()
            .map(day -> StoreNames.migrationsKey("shop-1", day))
            .toList();

    assertEquals(keys.stream().sorted().toList(), keys);
    assertEquals(20_605, StoreNames.migrationsDay(keys.get(4)));
    assertEquals(-1, StoreNames.migrationsDay(keys.get(1)));
    assertEquals("shop-1", StoreNames.migrationsTenant(keys.get(4)));
  }
}
