package shop.crm.benchmarks.faults.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Answer.Header;

class WindowTest {

  private final Window window = new Window();

  private static Outcome outcome(int status, Header... headers) {
    return Outcome.of(new Answer(status, List.of(headers), new byte[0]));
  }

  @Test
  void an_answer_is_fresh_stale_unavailable_or_something_else() {
    assertEquals(Outcome.FRESH, outcome(200));
    assertEquals(Outcome.STALE, outcome(200, new Header("X-Stale", "true")));
    assertEquals(Outcome.UNAVAILABLE, outcome(503, new Header("Retry-After", "1")));
    assertEquals(Outcome.OTHER, outcome(503));
    assertEquals(Outcome.OTHER, outcome(404));
  }

  @Test
  void nothing_took_time_where_all_was_fresh() {
    window.add("a", Outcome.FRESH, true, 5);
    window.add("b", Outcome.FRESH, true, 7);
    assertEquals(Duration.ZERO, window.untilAnswered());
    assertEquals(Duration.ZERO, window.untilFresh());
    assertEquals(Duration.ofNanos(7), window.slowest());
  }

  @Test
  void a_stale_answer_is_an_answer_and_not_fresh() {
    window.add("a", Outcome.STALE, false, 1);
    assertEquals(Duration.ZERO, window.untilAnswered());
    assertTrue(window.untilFresh().isPositive());
  }

  @Test
  void an_unavailable_one_is_none() {
    window.add("a", Outcome.UNAVAILABLE, false, 1);
    assertTrue(window.untilAnswered().isPositive());
    assertEquals(window.untilAnswered(), window.untilFresh());
    assertEquals(1, window.count(Outcome.UNAVAILABLE));
  }

  @Test
  void fresh_answers_in_a_row_are_counted_for_each_server() {
    window.add("a", Outcome.FRESH, true, 1);
    window.add("a", Outcome.FRESH, true, 1);
    window.add("b", Outcome.FRESH, true, 1);
    window.add("b", Outcome.STALE, false, 1);
    assertEquals(2, window.freshInARow("a"));
    assertEquals(0, window.freshInARow("b"));
  }

  @Test
  void what_is_on_its_way_is_known_until_it_arrives() {
    Flow flow = new Flow();
    flow.sent("1");
    flow.arrived("2");
    flow.sent("2");
    assertEquals(1, flow.size());
    flow.arrived("1");
    assertEquals(0, flow.size());
    assertEquals(Duration.ZERO, flow.untilFlowing(window.startNanos()));
  }
}
