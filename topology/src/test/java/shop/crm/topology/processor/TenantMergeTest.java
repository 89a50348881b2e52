package shop.crm.topology.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Money;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.Rules;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.SpendHistogram;

class TenantMergeTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final TopologySettings SETTINGS = Rules.topology(Rules.DEFAULT, 2);

  private final TenantMerge merge = new TenantMerge();
  private Instant now = START;

  @Test
  void spend_that_changed_before_its_task_adopted_the_thresholds_is_followed_all_the_same() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    // Refunded after that snapshot, under the thresholds before: the task has nothing to count.
    merge.take(snapshot(0, 1, 0, "1190.00"));

    assertEquals(Optional.of(histogram("1190.00").quintileThresholds()), calculate());
  }

  @Test
  void a_partition_that_was_not_heard_of_at_the_calculation_is_followed() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    merge.take(snapshot(1, 1, 0, "10.00"));

    assertEquals(Optional.of(histogram("1200.00", "10.00").quintileThresholds()), calculate());
  }

  @Test
  void without_a_change_there_are_no_new_thresholds() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    merge.take(snapshot(0, 1, 0, "1200.00"));

    assertEquals(Optional.empty(), calculate());
  }

  @Test
  void a_request_is_answered_with_the_customers_of_all_partitions() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    merge.take(asked(0, "r-1", "1200.00"));
    assertEquals(Optional.empty(), merge.calculate(SETTINGS, now));

    merge.take(asked(1, "r-1", "10.00"));

    Thresholds thresholds = merge.calculate(SETTINGS, now).orElseThrow();
    assertEquals(histogram("1200.00", "10.00").quintileThresholds(), thresholds.monetary());
    assertEquals(Optional.of("r-1"), thresholds.answers());
  }

  @Test
  void a_partition_without_customers_answers_too() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    merge.take(asked(0, "r-1", "1200.00"));
    merge.answeredOfNobody(1, "r-0");
    assertEquals(Optional.empty(), merge.calculate(SETTINGS, now));

    merge.answeredOfNobody(1, "r-1");

    assertEquals(
        Optional.of(Optional.of("r-1")), merge.calculate(SETTINGS, now).map(Thresholds::answers));
  }

  @Test
  void a_request_of_a_tenant_of_whom_nobody_has_scores_is_answered() {
    merge.take(new SpendSnapshot(0, 3, 1, "r-1", new SpendHistogram()));
    merge.answeredOfNobody(1, "r-1");

    assertEquals(
        Optional.of(new Thresholds(4, Thresholds.NONE.monetary(), 0, now, Optional.of("r-1"))),
        merge.calculate(SETTINGS, now));
    assertEquals(Optional.empty(), merge.calculate(SETTINGS, now));
  }

  @Test
  void customers_who_went_with_their_partition_have_changed() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    merge.take(snapshot(1, 0, 1, "10.00"));
    calculate();

    merge.leave(1);

    assertEquals(Optional.of(histogram("1200.00").quintileThresholds()), calculate());
  }

  @Test
  void a_version_that_tasks_have_seen_is_not_used_again() {
    merge.take(snapshot(0, 7, 1, "1200.00"));

    assertEquals(8, merge.calculate(SETTINGS, now).orElseThrow().version());
  }

  private static SpendSnapshot asked(int partition, String request, String spent) {
    return new SpendSnapshot(partition, 0, 1, request, histogram(spent));
  }

  private Optional<List<Money>> calculate() {
    now = now.plusSeconds(60);
    return merge.calculate(SETTINGS, now).map(Thresholds::monetary);
  }

  private static SpendSnapshot snapshot(
      int partition, long version, long changed, String... spends) {
    return new SpendSnapshot(partition, version, changed, "", histogram(spends));
  }

  private static SpendHistogram histogram(String... spends) {
    SpendHistogram histogram = new SpendHistogram();
    for (String spent : spends) {
      histogram.add(Money.parse(spent), 1);
    }
    return histogram;
  }
}
