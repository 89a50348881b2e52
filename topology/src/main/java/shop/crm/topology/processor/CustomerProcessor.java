package shop.crm.topology.processor;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.topology.domain.CustomerDecisions;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.facts.FactReader;
import shop.crm.topology.facts.TooManyPoints;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.settings.Partitioning;
import shop.crm.topology.settings.TopologySettings;
import shop.crm.topology.stores.RowTooLarge;
import shop.crm.topology.stores.TooManyRefunds;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.writer.ChangeCause;

/**
 * One task: facts of the customers of one partition. It decodes and checks, loads what is known,
 * asks {@link CustomerDecisions}, and hands the decision over. Between the records it lets its
 * parts follow time, settings and requests, a slice at a time.
 */
public final class CustomerProcessor implements Processor<String, byte[], String, byte[]> {

  private final TopologySettings settings;
  private final RulesInForce rules;
  private final LiveTasks live;

  private ProcessorContext<String, byte[]> context;
  private Optional<TaskParts> started = Optional.empty();
  private Optional<TaskView> view = Optional.empty();

  /**
   * A task's processor, before it has its state.
   *
   * @param rules which to follow
   */
  public CustomerProcessor(TopologySettings settings, RulesInForce rules, LiveTasks live) {
    this.settings = settings;
    this.rules = rules;
    this.live = live;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> taskContext) {
    context = taskContext;
    begin();
    context.schedule(Task.TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  /**
   * Begins on the stores as they are. A task that lost its state and got it again does so with the
   * same processor, and one that has to count other days and months.
   */
  private void begin() {
    started.ifPresent(TaskParts::close);
    TaskParts parts = new TaskParts(context, settings, rules, live);
    started = Optional.of(parts);
    parts.resume();
    TaskView seen = parts.view();
    view = Optional.of(seen);
    live.started(parts.task.partition(), seen);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    TaskParts parts = started.orElseThrow();
    parts.walkTime.recordCame();
    RecordMetadata from = context.recordMetadata().orElseThrow();
    OfRecord place = new OfRecord(from.topic(), from.partition(), from.offset());
    if (record.key() != null) {
      parts.sweeper.bringFirst(parts.tenants, record.key());
    }
    if (!parts.task.record(place, () -> take(parts, record, from.topic()))) {
      parts.out.putAside(record, live.failures().at(place), parts.task.now());
    }
    parts.histories.afterRecord();
    view.ifPresent(it -> it.processed(record.timestamp()));
  }

  private void take(TaskParts parts, Record<String, byte[]> record, String topic) {
    Instant now = parts.task.now();
    FactReader.Fact fact = read(parts, record, topic, now);
    Instant received = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    Instant at = fact.at().orElse(received);
    boolean old = at.isBefore(now.minus(settings.publishing().backfillAge()));
    ChangeCause origin = new ChangeCause.Fact(at, received, old);
    try {
      switch (fact) {
        case FactReader.Unreadable(Rejection why) -> parts.out.reject(record, why, now);
        case FactReader.Order(OrderEvent event) -> parts.facts.take(event, now, origin);
        case FactReader.Profile(ProfileRecord profile) -> take(parts, profile, now, origin);
        case FactReader.Entry(LoyaltyEntry entry) -> parts.facts.take(entry, now, origin);
        case FactReader.Member(ManualMembership member) -> take(parts, member, now, origin);
      }
    } catch (RowTooLarge | TooManyPoints | TooManyRefunds e) {
      parts.out.reject(record, new Rejection(Reason.TOO_LARGE, e.getMessage()), now);
    }
  }

  /** Not every producer chooses partitions alike: a customer would be here and elsewhere. */
  private FactReader.Fact read(
      TaskParts parts, Record<String, byte[]> record, String topic, Instant now) {
    FactReader.Fact fact = parts.reader.read(record, topic, now);
    boolean isHere =
        fact instanceof FactReader.Unreadable
            || Partitioning.of(record.key(), settings.partitions()) == parts.task.partition();
    return isHere ? fact : FactReader.misplaced();
  }

  private static void take(TaskParts parts, ProfileRecord record, Instant now, ChangeCause origin) {
    switch (record) {
      case ProfileRecord.Erased erased ->
          parts.eraser.erase(erased.customer(), erased.erasedAt(), erased.version(), now, origin);
      case ProfileRecord.Known profile -> {
        CustomerKey customer = profile.customer();
        // The record of the erasure may have been compacted away: the next one tells of it too.
        profile
            .erasedAt()
            .ifPresent(at -> parts.eraser.erase(customer, at, profile.version() - 1, now, origin));
        Tenant tenant = parts.tenants.get(customer.tenant());
        Known known = parts.stores.known(customer);
        CustomerDecisions.decide(known, profile, tenant.scoring(), now)
            .ifPresent(
                decision ->
                    parts.writer.write(customer, tenant, known.customer(), decision, origin));
      }
    }
  }

  private static void take(
      TaskParts parts, ManualMembership member, Instant now, ChangeCause origin) {
    CustomerKey customer = member.customer();
    Tenant tenant = parts.tenants.get(customer.tenant());
    if (tenant.scoring().segments().numbered(member.number()).isEmpty()) {
      // Its definition is on its way, or has just arrived.
      parts.updates.follow(tenant);
    }
    Known known = parts.stores.known(customer);
    CustomerDecisions.decide(known, member, tenant.scoring(), now)
        .ifPresent(
            decision -> parts.writer.write(customer, tenant, known.customer(), decision, origin));
  }

  private void tick(long nowMillis) {
    long start = System.nanoTime();
    if (!started.orElseThrow().rules.follow()) {
      long processedUntil = view.orElseThrow().processedUntil();
      begin();
      view.orElseThrow().processed(processedUntil);
    }
    TaskParts parts = started.orElseThrow();
    TaskView seen = view.orElseThrow();
    seen.ticks(Instant.ofEpochMilli(nowMillis));
    parts.tenants.forgetUnused().forEach(parts.sweeper::gone);
    parts.updates.follow();
    parts.due.drain(nowMillis);
    parts.histories.slice();
    parts.aside.drain(nowMillis);
    parts.sweeper.slice(parts.walkTime, nowMillis);
    parts.states.slice();
    parts.spend.publish(nowMillis);
    parts.auditor.slice();
    parts.task.runs();
    seen.ticked(System.nanoTime() - start);
  }

  @Override
  public void close() {
    view.ifPresent(it -> live.stopped(context.taskId().partition(), it));
    started.ifPresent(TaskParts::close);
  }
}
