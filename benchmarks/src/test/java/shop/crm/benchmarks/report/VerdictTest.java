package shop.crm.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void three_times_as_slow_is_still_held() {
    assertEquals(
        "ok      GETs: 2.0 ms alone, 6.0 ms: 3.00 × (at most 3.0 ×)",
        Verdict.ratio("GETs", 2, 6, 3).line());
    assertEquals(
        "FAILED  GETs: 2.0 ms alone, 6.1 ms: 3.05 × (at most 3.0 ×)",
        Verdict.ratio("GETs", 2, 6.1, 3).line());
  }

  @Test
  void who_never_answered_under_attack_has_failed() {
    assertEquals(false, Verdict.ratio("GETs", 2, Double.POSITIVE_INFINITY, 3).held());
    assertEquals(false, Verdict.ratio("GETs", Double.POSITIVE_INFINITY, 5, 3).held());
  }

  @Test
  void more_than_the_most_has_failed() {
    assertEquals(
        "ok      files: 0 left (at most 0 left)", Verdict.most("files", 0, 0, "left").line());
    assertEquals(false, Verdict.most("files", 1, 0, "left").held());
  }
}
