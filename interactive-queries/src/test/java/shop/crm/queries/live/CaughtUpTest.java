package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CaughtUpTest {

  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
  private static final TopicPartition USERS = new TopicPartition("users", 0);
  private static final TopicPartition OTHER = new TopicPartition("orders", 1);

  private final CaughtUp partition = new CaughtUp(0);

  private static Instant at(int second) {
    return Instant.ofEpochSecond(1_000L + second);
  }

  private void sampled(int second, Map<TopicPartition, Long> ends, long orders, long users) {
    partition.sampled(at(second), ends, Map.of(ORDERS, orders, USERS, users, OTHER, 0L));
  }

  @Test
  void nothing_is_known_before_the_first_sample() {
    assertEquals(Optional.empty(), partition.asOf());
    assertEquals(OptionalLong.empty(), partition.lag());
  }

  @Test
  void without_lag_the_state_is_complete_up_to_the_sample() {
    sampled(1, Map.of(ORDERS, 5L, USERS, 2L, OTHER, 9L), 5, 2);

    assertEquals(Optional.of(at(1)), partition.asOf());
    assertEquals(OptionalLong.of(0), partition.lag());
  }

  @Test
  void under_steady_load_it_is_complete_up_to_the_newest_sample_whose_ends_were_reached() {
    sampled(1, Map.of(ORDERS, 10L, USERS, 0L), 7, 0);
    sampled(2, Map.of(ORDERS, 20L, USERS, 0L), 9, 0);
    assertEquals(Optional.empty(), partition.asOf());

    sampled(3, Map.of(ORDERS, 30L, USERS, 0L), 25, 0);
    assertEquals(Optional.of(at(2)), partition.asOf());
    assertEquals(OptionalLong.of(5), partition.lag());
  }

  @Test
  void records_of_one_topic_do_not_make_up_for_those_of_another() {
    sampled(1, Map.of(ORDERS, 10L, USERS, 10L), 8, 10);
    sampled(2, Map.of(ORDERS, 10L, USERS, 14L), 9, 14);

    assertEquals(Optional.empty(), partition.asOf());
    assertEquals(OptionalLong.of(1), partition.lag());
  }

  @Test
  void what_was_complete_stays_complete_when_a_backlog_grows() {
    sampled(1, Map.of(ORDERS, 5L), 5, 0);
    for (int second = 2; second < 1_000; second++) {
      sampled(second, Map.of(ORDERS, 5L + second), 5, 0);
    }
    assertEquals(Optional.of(at(1)), partition.asOf());

    sampled(1_000, Map.of(ORDERS, 2_000L), 2_000, 0);
    sampled(1_001, Map.of(ORDERS, 2_000L), 2_000, 0);
    assertEquals(Optional.of(at(1_001)), partition.asOf());
  }
}
