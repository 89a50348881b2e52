package shop.crm.topology.processor;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Ids;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Thresholds;
import shop.crm.topology.TaskFailures;
import shop.crm.topology.TaskFailures.OfRecord;
import shop.crm.topology.TaskFailures.OfRow;
import shop.crm.topology.TopologySettings;

/** Merges the partitions' spend into the monetary thresholds of each tenant. */
public final class ThresholdsProcessor implements Processor<String, byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(ThresholdsProcessor.class);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final String THRESHOLDS = "thresholds";
  private static final String ANSWERED = "answered";

  private final TopologySettings settings;
  private final TaskFailures failures;
  private final Steps steps;
  private final Map<String, TenantMerge> tenants = new HashMap<>();
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<String, byte[]> store;

  /** A task's processor, before it has its state. */
  public ThresholdsProcessor(TopologySettings settings, TaskFailures failures) {
    this.settings = settings;
    this.failures = failures;
    this.steps = new Steps(failures);
  }

  @Override
  public void init(ProcessorContext<String, byte[]> taskContext) {
    context = taskContext;
    store = context.getStateStore(Stores.HISTOGRAMS);
    // A task that lost its state and got it again begins anew with the same processor.
    tenants.clear();
    try (var rows = store.all()) {
      rows.forEachRemaining(row -> step("start", row.key, () -> restore(row.key, row.value)));
    }
    long startedAt = context.currentSystemTimeMs();
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> tick(now - startedAt));
  }

  private void tick(long millisSinceStart) {
    tenants.keySet().forEach(name -> step("thresholds", name, () -> calculate(name)));
    if (millisSinceStart >= Steps.PROVED.toMillis()) {
      failures.runs(context.taskId().toString());
    }
  }

  private void step(String work, String key, Runnable step) {
    steps.take(new OfRow(work, context.taskId().partition(), key), step);
  }

  private void restore(String key, byte[] value) {
    int slash = key.indexOf(CustomerKey.SEPARATOR);
    String name = key.substring(0, Math.max(0, slash));
    try {
      TenantMerge tenant = tenant(checked(name));
      switch (key.substring(slash + 1)) {
        case THRESHOLDS -> tenant.restore(Thresholds.fromJson(value));
        case ANSWERED -> tenant.restoreAnswered(new String(value, StandardCharsets.UTF_8));
        default -> tenant.take(snapshot(value));
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a row of {}: {}", Stores.HISTOGRAMS, e.getMessage());
    }
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    steps.take(new OfRecord(from.topic(), from.partition(), from.offset()), () -> take(record));
  }

  private void take(Record<String, byte[]> record) {
    String name;
    SpendSnapshot snapshot;
    try {
      name = checked(record.key() == null ? "" : record.key());
      snapshot = snapshot(record.value() == null ? new byte[0] : record.value());
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.SPEND_HISTOGRAMS, e.getMessage());
      return;
    }
    steps.writing();
    store.put(name + CustomerKey.SEPARATOR + snapshot.partition(), snapshot.encode());
    tenant(name).take(snapshot);
    calculate(name);
  }

  /** Whoever wrote a record, it must not stop the stream, as thresholds of no tenant would. */
  private static String checked(String tenant) {
    if (!Ids.isValid(tenant)) {
      throw new IllegalArgumentException("its key names no tenant");
    }
    return tenant;
  }

  /** A snapshot of a partition that there is: of another one no newer would ever come. */
  private SpendSnapshot snapshot(byte[] row) {
    SpendSnapshot snapshot = SpendSnapshot.decode(row);
    if (snapshot.partition() >= settings.partitions()) {
      throw new IllegalArgumentException("there is no partition " + snapshot.partition());
    }
    return snapshot;
  }

  private void calculate(String name) {
    TenantMerge tenant = tenant(name);
    String answered = tenant.answered();
    steps.writing();
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    tenant
        .calculate(settings, now)
        .ifPresent(
            thresholds -> {
              store.put(name + CustomerKey.SEPARATOR + THRESHOLDS, thresholds.toJson());
              context.forward(new Record<>(name, thresholds.toJson(), now.toEpochMilli()));
            });
    if (!answered.equals(tenant.answered())) {
      store.put(
          name + CustomerKey.SEPARATOR + ANSWERED,
          tenant.answered().getBytes(StandardCharsets.UTF_8));
    }
  }

  private TenantMerge tenant(String name) {
    return tenants.computeIfAbsent(name, absent -> new TenantMerge());
  }
}
