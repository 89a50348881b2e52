package shop.crm.queries.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  @Test
  void what_is_written_is_read_back() {
    Random random = new Random(1);
    for (int bits = 0; bits < 62; bits++) {
      long bound = 1L << bits;
      long[] offsets = random.longs(1 + random.nextInt(40), 0, bound + 1).toArray();
      Position position = Position.of(random.nextInt(), offsets);

      assertEquals(position, Position.parse(position.text()));
    }
  }

  @Test
  void the_text_is_short() {
    long[] offsets = new Random(1).longs(18, 0, 1_000_000).toArray();

    assertTrue(Position.of(-1, offsets).text().length() <= 80);
  }

  @Test
  void part_of_a_text_is_none() {
    String whole = Position.of(7, new long[] {300}).text();

    for (int length : List.of(0, 1, 5, 8, whole.length() - 1)) {
      String part = whole.substring(0, length);
      assertThrows(IllegalArgumentException.class, () -> Position.parse(part), part);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"42", "!", "AAAAAAAAAAAA", "AgAAAAcB", "AQAAAAf__________________w", "Grüße"})
  void what_no_feed_has_sent_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Position.parse(text));
  }
}
