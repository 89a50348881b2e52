package shop.crm.benchmarks.faults.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.faults.watch.Seen.Version;

class SeenTest {

  private static final Instant T1 = Instant.parse("2026-01-01T00:00:01Z");
  private static final Instant T2 = Instant.parse("2026-01-01T00:00:02Z");

  @Test
  void fewer_orders_or_an_earlier_time_are_behind() {
    Version seen = new Version(2, T2);
    assertFalse(new Version(2, T2).lacks(seen));
    assertFalse(new Version(3, T1).lacks(seen));
    assertTrue(new Version(1, T2).lacks(seen));
    assertFalse(new Version(1, T2).isEarlier(seen));
    assertTrue(new Version(2, T1).isEarlier(seen));
  }

  @Test
  void the_newest_of_each_is_kept_whatever_came_last() {
    Seen seen = new Seen();
    assertEquals(Version.NONE, seen.of("ann"));
    seen.add("ann", new Version(2, T1));
    seen.add("ann", new Version(1, T2));
    assertEquals(new Version(2, T2), seen.of("ann"));
    assertEquals(Version.NONE, seen.of("bob"));
  }

  @Test
  void what_was_confirmed_must_be_in_what_is_complete_up_to_then() {
    Confirmed confirmed = new Confirmed();
    Instant before = Instant.now().minusSeconds(1);
    confirmed.add("ann");
    Instant after = Instant.now().plusSeconds(1);
    assertEquals(0, confirmed.until("ann", before));
    assertEquals(1, confirmed.until("ann", after));
    assertEquals(0, confirmed.until("bob", after));
  }
}
