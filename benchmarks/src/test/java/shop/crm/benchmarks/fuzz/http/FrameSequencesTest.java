package shop.crm.benchmarks.fuzz.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.fuzz.access.Bearings;

class FrameSequencesTest {

  private static byte[] make(long seed, long number) {
    return new FrameSequences(seed, "127.0.0.1:1", Bearings.unasked()).make(number);
  }

  @Test
  void the_same_seed_and_number_make_the_same_frames() {
    for (int number = 0; number < 100; number++) {
      assertArrayEquals(make(7, number), make(7, number));
    }
  }

  @Test
  void other_numbers_make_others() {
    Set<Integer> made = new HashSet<>();
    for (int number = 0; number < 100; number++) {
      made.add(Arrays.hashCode(make(7, number)));
    }
    assertEquals(100, made.size());
  }
}
