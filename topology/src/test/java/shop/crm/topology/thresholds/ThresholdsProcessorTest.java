package shop.crm.topology.thresholds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.KeptStores;
import shop.crm.topology.KeptStores.Started;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.Spends;
import shop.crm.topology.task.TaskFailures;

class ThresholdsProcessorTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private final KeptStores stores = new KeptStores();

  @Test
  void versions_and_histograms_go_on_after_a_restart_whatever_else_is_among_the_rows() {
    Started before = started();
    before.send(Topics.SPEND_HISTOGRAMS, "default", snapshot(0, 0, "10.00"));
    for (String key : List.of("no-tenant", "/0", "default/7", "default/thresholds/", "o/answer")) {
      stores.store(StoreNames.HISTOGRAMS).put(key, "foreign".getBytes(UTF_8));
    }
    stores.store(StoreNames.HISTOGRAMS).put("default/9", snapshot(9, 0, "99.00"));

    Started after = started();
    after.pass(Duration.ofMinutes(1));
    after.send(Topics.SPEND_HISTOGRAMS, "default", snapshot(1, 1, "20.00"));

    assertEquals(List.of(thresholds(1, START)), thresholds(before));
    assertEquals(
        List.of(
            new Thresholds(
                2,
                Collections.nCopies(4, Optional.of(Money.parse("20.00"))),
                2,
                START.plus(Duration.ofMinutes(1)))),
        thresholds(after));
  }

  @Test
  void a_restart_by_itself_calculates_nothing() {
    started().send(Topics.SPEND_HISTOGRAMS, "default", snapshot(0, 0, "10.00"));

    Started after = started();
    after.pass(Duration.ofMinutes(1));

    assertEquals(List.of(), thresholds(after));
  }

  @Test
  void what_an_earlier_release_kept_of_a_tenant_without_customers_goes() {
    var rows = stores.store(StoreNames.HISTOGRAMS);
    rows.put("gone/0", SpendSnapshot.ofNobody(0, "r-1").encode());
    rows.put("gone/answered", "r-1".getBytes(UTF_8));
    rows.put("gone/thresholds", ThresholdsJson.write(thresholds(3, START)));

    Started after = started();
    after.pass(Duration.ofSeconds(1));

    assertEquals(List.of(), stores.keys().toList());
    assertEquals(List.of("gone", "gone"), removed(after));
  }

  @Test
  void a_request_of_nobody_is_removed_and_so_is_one_that_was_answered_before() {
    Started processor = started();
    processor.send(Topics.SPEND_HISTOGRAMS, "gone", SpendSnapshot.ofNobody(0, "r-1").encode());
    assertEquals(List.of(), removed(processor));
    processor.send(Topics.SPEND_HISTOGRAMS, "gone", SpendSnapshot.ofNobody(1, "r-1").encode());
    // Its thresholds, its model, and the request.
    assertEquals(List.of("gone", "gone", "gone"), removed(processor));
    assertEquals(List.of(), stores.keys().toList());

    processor.send(Topics.SPEND_HISTOGRAMS, "default", asked("r-2"));
    assertEquals(List.of("gone", "gone", "gone"), removed(processor));
    processor.send(Topics.SPEND_HISTOGRAMS, "default", SpendSnapshot.ofNobody(1, "r-2").encode());
    assertEquals(List.of("gone", "gone", "gone", "default"), removed(processor));
    assertEquals(
        List.of("default/0", "default/answered", "default/thresholds"), stores.keys().toList());
    processor.send(Topics.SPEND_HISTOGRAMS, "default", asked("r-2"));
    assertEquals(List.of("gone", "gone", "gone", "default"), removed(processor));
    // As it is where a process of an earlier release answered it.
    stores.store(StoreNames.RECALCULATIONS).put("default", new byte[] {1});
    processor.send(Topics.SPEND_HISTOGRAMS, "default", asked("r-2"));
    assertEquals(List.of("gone", "gone", "gone", "default", "default"), removed(processor));
  }

  @Test
  void what_partitions_without_customers_answered_survives_a_restart() {
    started().send(Topics.SPEND_HISTOGRAMS, "default", SpendSnapshot.ofNobody(1, "r-2").encode());
    stores.store(StoreNames.RECALCULATIONS).put("default", new byte[] {1});
    Started after = started();

    after.send(Topics.SPEND_HISTOGRAMS, "default", asked("r-2"));

    assertEquals(List.of("default"), removed(after));
    assertEquals(Optional.of("r-2"), thresholds(after).getLast().answers());
  }

  private static byte[] asked(String request) {
    return new SpendSnapshot(0, 0, 1, request, Spends.of("10.00")).encode();
  }

  private static List<String> removed(Started processor) {
    return processor.forwarded().stream()
        .filter(record -> record.value() == null)
        .map(record -> (String) record.key())
        .toList();
  }

  private Started started() {
    return stores.start(
        new ThresholdsProcessor(
            Rules.topology(Rules.DEFAULT, 2), new TaskFailures(Clock.systemUTC())),
        START);
  }

  private static List<Thresholds> thresholds(Started processor) {
    return processor.forwarded().stream()
        .filter(record -> record.value() != null)
        .map(record -> ThresholdsJson.read(record.value()))
        .toList();
  }

  /** Of an only customer: nobody spent less than anybody. */
  private static Thresholds thresholds(long version, Instant at) {
    return new Thresholds(version, Thresholds.NONE.monetary(), 1, at);
  }

  private static byte[] snapshot(int partition, long version, String spent) {
    return new SpendSnapshot(partition, version, 1, "", Spends.of(spent)).encode();
  }
}
