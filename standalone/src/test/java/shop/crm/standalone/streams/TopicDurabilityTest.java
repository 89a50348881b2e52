package shop.crm.standalone.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicDurabilityTest {

  @Test
  void with_three_replicas_two_must_have_what_counts_as_written() {
    assertEquals(Map.of("min.insync.replicas", "2"), TopicDurability.config(3));
    assertEquals(Map.of(), TopicDurability.config(2));
    assertEquals(Map.of(), TopicDurability.config(1));
  }

  @Test
  void topics_that_could_have_two_and_ask_for_one_are_weak() {
    assertEquals(
        Set.of("b"),
        TopicDurability.weak(
            Map.of("a", 1, "b", 3, "c", 3, "d", 5), Map.of("a", 1, "b", 1, "c", 2, "d", 3)));
  }
}
