package shop.crm.topology.thresholds;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.task.Agenda;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TaskFailures;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.task.TimeBudget;

/**
 * Merges the partitions' spend into the monetary thresholds of each tenant. A tenant of whom no
 * partition tells goes: its thresholds, and the model that was fitted to its customers.
 */
public final class ThresholdsProcessor implements Processor<String, byte[], String, byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(ThresholdsProcessor.class);
  private static final Duration TICK = Duration.ofMillis(250);

  private final TopologySettings settings;
  private final TaskFailures failures;
  private final Map<String, TenantMerge> tenants = new HashMap<>();
  private final Agenda agenda = new Agenda();
  private ProcessorContext<String, byte[]> context;
  private Task task;
  private KeyValueStore<String, byte[]> store;
  private KeyValueStore<String, byte[]> requests;

  /** A task's processor, before it has its state. */
  public ThresholdsProcessor(TopologySettings settings, TaskFailures failures) {
    this.settings = settings;
    this.failures = failures;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> taskContext) {
    context = taskContext;
    task = new Task(context, failures);
    store = context.getStateStore(StoreNames.HISTOGRAMS);
    requests = context.getStateStore(StoreNames.RECALCULATIONS);
    // A task that lost its state and got it again begins anew with the same processor.
    tenants.clear();
    agenda.clear();
    try (var rows = store.all()) {
      rows.forEachRemaining(row -> task.row("start", row.key, () -> restore(row.key, row.value)));
    }
    forgetUnasked();
    tenants.keySet().forEach(name -> agenda.add(name, context.currentSystemTimeMs()));
    task.begins();
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  private void restore(String key, byte[] value) {
    int slash = key.indexOf(CustomerKey.SEPARATOR);
    String name = key.substring(0, Math.max(0, slash));
    try {
      TenantMerge tenant = tenant(checked(name));
      switch (key.substring(slash + 1)) {
        case StoreNames.HISTOGRAMS_THRESHOLDS -> tenant.restore(ThresholdsJson.read(value));
        case StoreNames.HISTOGRAMS_ANSWERED ->
            tenant.restoreAnswered(new String(value, StandardCharsets.UTF_8));
        default -> restore(tenant, snapshot(value));
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a row of {}: {}", StoreNames.HISTOGRAMS, e.getMessage());
    }
  }

  private static void restore(TenantMerge tenant, SpendSnapshot snapshot) {
    if (!snapshot.isOfNobody()) {
      tenant.take(snapshot);
    } else {
      tenant.answeredOfNobody(snapshot.partition(), snapshot.request());
    }
  }

  /** What partitions told of nobody is of use while the request waits; earlier releases kept it. */
  private void forgetUnasked() {
    for (String name : List.copyOf(tenants.keySet())) {
      if (tenants.get(name).isAsked() && !isWaiting(name)) {
        forgetNobodies(name, tenants.get(name));
      }
    }
  }

  private void forgetNobodies(String name, TenantMerge tenant) {
    tenant
        .forgetNobodies()
        .forEach(partition -> store.delete(StoreNames.histogramKey(name, partition)));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    task.record(new OfRecord(from.topic(), from.partition(), from.offset()), () -> take(record));
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
    boolean answered = take(name, snapshot);
    // A request that was answered before must not wait on.
    Optional<TenantMerge> tenant = Optional.ofNullable(tenants.get(name));
    String request = snapshot.request();
    if (!answered && tenant.isPresent() && tenant.get().isAnswered(request) && isWaiting(name)) {
      answer(name, request);
    }
  }

  /** Whether it was the answer that a request waited for. */
  private boolean take(String name, SpendSnapshot snapshot) {
    String row = StoreNames.histogramKey(name, snapshot.partition());
    task.writing();
    if (!snapshot.isOfNobody()) {
      store.put(row, snapshot.encode());
      tenant(name).take(snapshot);
      return calculate(name);
    }
    TenantMerge tenant = tenant(name);
    if (tenant.leave(snapshot.partition())) {
      store.delete(row);
    }
    if (!snapshot.request().isEmpty() && !tenant.isAnswered(snapshot.request())) {
      store.put(row, snapshot.encode());
      tenant.answeredOfNobody(snapshot.partition(), snapshot.request());
    }
    return calculate(name);
  }

  private boolean isWaiting(String tenant) {
    return requests.get(tenant) != null;
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

  /** Looks at those tenants for whom it is time, for as long as there is time at this tick. */
  private void tick(long nowMillis) {
    task.runs();
    TimeBudget budget = new TimeBudget();
    while (budget.remains()) {
      Optional<String> due = agenda.due(nowMillis);
      if (due.isEmpty()) {
        return;
      }
      task.row("thresholds", due.get(), () -> calculate(due.get()));
    }
  }

  /** Calculates if it is time; whether that answered a request. */
  private boolean calculate(String name) {
    TenantMerge tenant = tenant(name);
    if (tenant.isOfNobody()) {
      Optional<String> request = tenant.requestSeenByAll(settings.partitions());
      if (request.isPresent() || !tenant.isAsked()) {
        forget(name);
        request.ifPresent(id -> answer(name, id));
      }
      return request.isPresent();
    }
    String answered = tenant.answered();
    task.writing();
    tenant
        .calculate(settings, task.now())
        .ifPresent(thresholds -> publish(name, ThresholdsJson.write(thresholds)));
    boolean answers = !answered.equals(tenant.answered());
    if (answers) {
      store.put(
          StoreNames.histogramsAnswered(name), tenant.answered().getBytes(StandardCharsets.UTF_8));
      answer(name, tenant.answered());
      forgetNobodies(name, tenant);
    }
    tenant.nextTime(settings).ifPresent(at -> agenda.add(name, at.toEpochMilli()));
    return answers;
  }

  private void publish(String name, byte[] thresholds) {
    store.put(StoreNames.histogramsThresholds(name), thresholds);
    context.forward(
        new Record<>(name, thresholds, task.now().toEpochMilli()), Topics.RFM_THRESHOLDS);
  }

  /** Removes a request from where it waits. */
  private void answer(String name, String request) {
    context.forward(RecalculationAnswer.of(name, request, task.now()), Topics.RFM_RECALCULATIONS);
  }

  private void remove(String name, String topic) {
    context.forward(new Record<>(name, null, task.now().toEpochMilli()), topic);
  }

  /** Keeps nothing of a tenant without customers, here or anywhere. */
  private void forget(String name) {
    task.writing();
    tenants.remove(name);
    agenda.remove(name);
    String prefix = StoreNames.histogramsPrefix(name);
    List<String> keys = new ArrayList<>();
    try (var rows = store.range(prefix, StoreNames.endOf(prefix))) {
      rows.forEachRemaining(row -> keys.add(row.key));
    }
    keys.forEach(store::delete);
    remove(name, Topics.RFM_THRESHOLDS);
    remove(name, Topics.CLV_MODELS);
  }

  private TenantMerge tenant(String name) {
    return tenants.computeIfAbsent(name, absent -> new TenantMerge());
  }
}
