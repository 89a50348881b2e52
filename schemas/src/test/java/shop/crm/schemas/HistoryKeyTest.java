package shop.crm.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.HistoryKey.Kind;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Erasure;

class HistoryKeyTest {

  private static final CustomerKey ANN = new CustomerKey("t", "a");
  private static final long LIFE =
      new Erasure(Instant.parse("2026-06-01T12:00:00.000001Z"), 1, 1).life();

  @Test
  void keys_of_every_life_are_taken_apart() {
    for (long life : List.of(0L, LIFE)) {
      String of = StoreNames.historyKey("t/a", life);

      assertEquals(
          List.of(
              new HistoryKey(ANN, Kind.ORDER, "o1"),
              new HistoryKey(ANN, Kind.REFUND, "o1"),
              new HistoryKey(ANN, Kind.ENTRY, "l1"),
              new HistoryKey(ANN, Kind.PAGE, "1f")),
          List.of(
              key(StoreNames.orderKey(of, "o1")),
              key(StoreNames.refundKey(of, "o1", "0123456789abcdef")),
              key(StoreNames.entryKey(of, "l1")),
              key(StoreNames.pageKey(of, 31))));
      assertEquals(Kind.ACTIVITY, key(StoreNames.activityKey(of, 1_000_000, 3)).kind());
      String until = StoreNames.asideUntilKey(StoreNames.asideKey(of), "o1");
      assertEquals(new HistoryKey(ANN, Kind.UNTIL, "o1"), key(until));
      assertEquals(StoreNames.asideKey(of), StoreNames.asideOfUntilKey(until));
    }
  }

  @Test
  void what_is_no_known_kind_of_row_is_none() {
    assertEquals(Optional.empty(), HistoryKey.of("t/a/x/1"));
    assertEquals(Optional.empty(), HistoryKey.of("t/a/" + "0".repeat(16) + "/x/1"));
    assertEquals(Optional.empty(), HistoryKey.of("t/a"));
  }

  @Test
  void rows_of_one_life_are_apart_from_those_of_another() {
    String first = StoreNames.orderKey("t/a", "o1");
    String prefix = StoreNames.historyPrefix(StoreNames.historyKey("t/a", LIFE));

    assertEquals("t/a/0006532fef159001/", prefix);
    assertTrue(first.startsWith(StoreNames.historyPrefix("t/a")) && !first.startsWith(prefix));
    assertTrue(prefix.startsWith(StoreNames.historyPrefix("t/a")));
  }

  private static HistoryKey key(String text) {
    return HistoryKey.of(text).orElseThrow();
  }
}
