package shop.crm.connectors.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.ApiKeys;
import shop.crm.connectors.postgres.DatabaseAway;
import shop.crm.connectors.postgres.KeyDraft;
import shop.crm.schemas.model.access.AuditLine;

class KeyUsesTest {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private final List<Map<String, LocalDate>> written = new ArrayList<>();
  private boolean away;

  private final KeyUses uses =
      new KeyUses(
          new ApiKeys() {
            @Override
            public Optional<StoredKey> find(String id) {
              throw new UnsupportedOperationException();
            }

            @Override
            public List<StoredKey> list(Optional<String> owner, long after, int limit) {
              throw new UnsupportedOperationException();
            }

            @Override
            public Placed putIfAbsent(KeyDraft draft, Optional<AuditLine> line) {
              throw new UnsupportedOperationException();
            }

            @Override
            public void used(Map<String, LocalDate> days) {
              if (away) {
                throw new DatabaseAway(new SQLException());
              }
              written.add(days);
            }
          },
          new SimpleMeterRegistry());

  @Test
  void many_uses_of_a_day_are_written_once_and_all_keys_together() {
    for (int i = 0; i < 1_000; i++) {
      uses.note("a", DAY);
      uses.note("b", DAY);
    }
    uses.writeNow();
    uses.note("a", DAY);
    uses.writeNow();

    assertEquals(List.of(Map.of("a", DAY, "b", DAY)), written);
  }

  @Test
  void the_next_day_is_written_again_and_an_earlier_one_is_not() {
    uses.note("a", DAY);
    uses.writeNow();
    uses.note("a", DAY.plusDays(1));
    uses.writeNow();
    uses.note("a", DAY);
    uses.writeNow();

    assertEquals(List.of(Map.of("a", DAY), Map.of("a", DAY.plusDays(1))), written);
  }

  @Test
  void what_could_not_be_written_is_written_later() {
    uses.note("a", DAY);
    away = true;
    assertThrows(DatabaseAway.class, uses::writeNow);
    away = false;
    uses.writeNow();

    assertEquals(List.of(Map.of("a", DAY)), written);
  }

  @Test
  void what_was_used_before_yesterday_is_not_kept_for_ever() {
    uses.note("a", DAY);
    uses.writeNow();
    uses.note("b", DAY.plusDays(5));
    uses.writeNow();
    uses.note("a", DAY);
    uses.writeNow();

    assertEquals(
        List.of(Map.of("a", DAY), Map.of("b", DAY.plusDays(5)), Map.of("a", DAY)), written);
  }
}
