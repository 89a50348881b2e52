package shop.crm.benchmarks.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

  @Test
  void what_grows_evenly_has_its_step_as_slope() {
    assertEquals(3, ResidentMemory.slope(List.of(100L, 103L, 106L, 109L)), 1e-9);
    assertEquals(-2, ResidentMemory.slope(List.of(10L, 8L, 6L)), 1e-9);
  }

  @Test
  void what_goes_up_and_down_does_not_grow() {
    assertEquals(0, ResidentMemory.slope(List.of(1L, 5L, 5L, 1L)), 1e-9);
  }

  @Test
  void too_few_values_have_no_slope() {
    assertEquals(0, ResidentMemory.slope(List.of()), 0);
    assertEquals(0, ResidentMemory.slope(List.of(7L)), 0);
  }
}
