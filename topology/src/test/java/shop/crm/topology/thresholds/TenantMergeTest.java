package shop.crm.topology.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.SpendDistribution;
import shop.crm.topology.domain.Spends;
import shop.crm.topology.settings.TopologySettings;

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

    assertEquals(Optional.of(Spends.of("1190.00").thresholds()), calculate());
  }

  @Test
  void a_partition_that_was_not_heard_of_at_the_calculation_is_followed() {
    merge.take(snapshot(0, 0, 1, "1200.00"));
    calculate();
    merge.take(snapshot(1, 1, 0, "10.00"));

    assertEquals(Optional.of(Spends.of("1200.00", "10.00").thresholds()), calculate());
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
    assertEquals(Spends.of("1200.00", "10.00").thresholds(), thresholds.monetary());
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
    merge.take(new SpendSnapshot(0, 3, 1, "r-1", SpendDistribution.ofNobody()));
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

    assertEquals(Optional.of(Spends.of("1200.00").thresholds()), calculate());
  }

  @Test
  void a_version_that_tasks_have_seen_is_not_used_again() {
    merge.take(snapshot(0, 7, 1, "1200.00"));

    assertEquals(8, merge.calculate(SETTINGS, now).orElseThrow().version());
  }

  @Test
  void thresholds_of_an_earlier_release_are_replaced_once_it_is_told_who_spent_the_same() {
    byte[] earlier = snapshot(0, 1, 0, "1200.00", "1200.01", "3.00").encode();
    merge.restore(
        new Thresholds(
            1, Collections.nCopies(4, Optional.of(Money.parse("1.00"))), 3, now, Optional.empty()));
    SpendSnapshot exact = SpendSnapshot.decode(earlier);
    merge.take(
        new SpendSnapshot(
            exact.partition(), exact.thresholdsVersion(), 0, "", exact.spend(), false));
    assertEquals(Optional.empty(), merge.calculate(SETTINGS, now));

    merge.take(exact);

    assertEquals(
        Optional.of(Spends.of("3.00", "1200.00", "1200.01").thresholds()),
        merge.calculate(SETTINGS, now).map(Thresholds::monetary));
  }

  private static SpendSnapshot asked(int partition, String request, String spent) {
    return new SpendSnapshot(partition, 0, 1, request, Spends.of(spent));
  }

  private Optional<List<Optional<Money>>> calculate() {
    now = now.plusSeconds(60);
    return merge.calculate(SETTINGS, now).map(Thresholds::monetary);
  }

  private static SpendSnapshot snapshot(
      int partition, long version, long changed, String... spends) {
    return new SpendSnapshot(partition, version, changed, "", Spends.of(spends));
  }
}
