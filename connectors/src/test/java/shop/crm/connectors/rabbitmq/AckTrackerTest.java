package shop.crm.connectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AckTrackerTest {

  @Test
  void nothing_is_acknowledged_before_the_first_is_settled() {
    AckTracker tracker = new AckTracker(10);
    tracker.settle(2);
    tracker.settle(3);
    assertEquals(0, tracker.settledUpTo());
    tracker.settle(1);
    assertEquals(3, tracker.settledUpTo());
  }

  @Test
  void settled_in_any_order_it_stops_before_the_first_gap() {
    Random random = new Random(7);
    AckTracker tracker = new AckTracker(64);
    long done = 0;
    for (int round = 0; round < 500; round++) {
      List<Long> tags = new ArrayList<>();
      for (long tag = done + 1; tag <= done + 64; tag++) {
        tags.add(tag);
      }
      Collections.shuffle(tags, random);
      TreeSet<Long> open = new TreeSet<>(tags);
      for (long tag : tags) {
        tracker.settle(tag);
        open.remove(tag);
        assertEquals(open.isEmpty() ? done + 64 : open.first() - 1, tracker.settledUpTo());
      }
      done += 64;
    }
  }

  @Test
  void a_tag_beyond_the_window_finds_no_room_until_the_window_moves() {
    AckTracker tracker = new AckTracker(4);
    assertTrue(tracker.hasRoomFor(4));
    assertFalse(tracker.hasRoomFor(5));
    tracker.settle(1);
    tracker.settledUpTo();
    assertTrue(tracker.hasRoomFor(5));
  }
}
