package shop.crm.benchmarks.measure;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.benchmarks.load.SegmentMix;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;

/** Defines segments for a topology that runs in this process, and sees its customers follow. */
final class Definitions {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TENANT = OrderTraffic.customer(0).tenant();

  private final Map<String, Object> client;
  private final LiveTasks live;
  private final int partitions;
  private long revision;

  Definitions(Map<String, Object> client, LiveTasks live, int partitions) {
    this.client = client;
    this.live = live;
    this.partitions = partitions;
  }

  /** Defines the whole mix, before the topology starts. */
  void defineAll() {
    List<SegmentRecord> records = SegmentMix.records(Instant.now());
    KafkaLoad.define(client, records);
    revision = records.getLast().revision();
  }

  /** Defines one more segment, or another version of it. */
  void edit(JsonNode conditions) {
    SegmentRecord record =
        SegmentMix.record(SegmentMix.SEGMENTS, ++revision, conditions, Instant.now());
    KafkaLoad.define(client, List.of(record));
  }

  /** How many members the segment has that is edited. */
  long members() {
    return counts().members(SegmentMix.SEGMENTS);
  }

  /** Waits until all customers have followed the last edit. */
  void await() throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (live.partitions().size() < partitions || counts().isComputing(revision)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the customers did not follow: " + counts().progress());
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private SegmentCounts counts() {
    SegmentCounts all = SegmentCounts.EMPTY;
    for (int partition : live.partitions()) {
      all = all.plus(live.task(partition).map(this::counts).orElse(SegmentCounts.EMPTY));
    }
    return all;
  }

  private SegmentCounts counts(LiveTask task) {
    return task.segments(TENANT);
  }
}
