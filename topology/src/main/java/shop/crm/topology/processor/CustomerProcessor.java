package shop.crm.topology.processor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.InboundEvent.OrderEvent;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.event.Thresholds;
import shop.crm.schemas.profile.LoyaltyEntry;
import shop.crm.schemas.profile.ProfileRecord;
import shop.crm.schemas.profile.Sighting;
import shop.crm.schemas.segment.ManualMembership;
import shop.crm.schemas.state.Activity;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.topic.SightingJson;
import shop.crm.topology.LiveTasks;
import shop.crm.topology.Partitioning;
import shop.crm.topology.SettingsChanges;
import shop.crm.topology.TaskFailures.OfRecord;
import shop.crm.topology.TaskFailures.OfRow;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.Customers;
import shop.crm.topology.domain.Customers.Known;
import shop.crm.topology.domain.Customers.KnownOrder;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.TenantCalendar;

/**
 * One task: facts of the customers of one partition. It decodes and checks, loads the customer and
 * the order, asks {@link Customers}, writes, forwards. Between records it follows time, thresholds
 * and requests, a slice at a time.
 */
public final class CustomerProcessor implements Processor<String, byte[], String, byte[]> {

  /** How often time, thresholds and requests are followed. */
  public static final Duration TICK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(CustomerProcessor.class);

  private final TopologySettings settings;
  private final LiveTasks live;
  private final FactReader reader;
  private final TenantCalendar calendar;
  private final Judgement untold;
  private final Steps steps;

  private ProcessorContext<String, byte[]> context;
  private Optional<SettingsChanges.Follower> changes = Optional.empty();
  private Tenants tenants = new Tenants(this::created, _ -> {});
  private CustomerStores stores;
  private Outgoing out;
  private MigrationLedger migrations;
  private DueCustomers due;
  private AsideOrders aside;
  private Sweeper sweeper;
  private Eraser eraser;
  private Adoption adoption;
  private WalkTime walkTime;
  private Auditor auditor;
  private SnapshotPublisher publisher;
  private StatePublisher states;
  private Origin origin = Origin.RULES;
  private Optional<TaskView> view = Optional.empty();
  private Instant startedAt = Instant.EPOCH;

  /** A task's processor, before it has its state. */
  public CustomerProcessor(TopologySettings settings, LiveTasks live) {
    this.settings = settings;
    this.live = live;
    this.untold = Judgement.of(settings.rules(), Thresholds.NONE);
    this.steps = new Steps(live.failures());
    this.calendar = new TenantCalendar(settings.rules().timeZone());
    this.reader =
        new FactReader(
            new EventReader(
                settings.currency(), settings.defaultTenant(), settings.rules().timeZone()));
  }

  @Override
  public void init(ProcessorContext<String, byte[]> taskContext) {
    context = taskContext;
    stores = new CustomerStores(context);
    out = new Outgoing(context, live);
    SettingsStores global = new SettingsStores(context);
    due = new DueCustomers(this, stores);
    aside = new AsideOrders(this, stores, context);
    sweeper = new Sweeper(this, stores, settings.rules());
    walkTime = WalkTime.ofThisThread();
    migrations = new MigrationLedger(this, new MigrationRows(context), calendar);
    eraser = new Eraser(this, stores, sweeper, new ErasedRows(context));
    auditor = new Auditor(this, stores, eraser, migrations, calendar);
    publisher = new SnapshotPublisher(this, global, partition());
    states = new StatePublisher(this, stores, settings.publishing().customerState());
    // From before the first setting is read, so that no change of it is missed.
    SettingsChanges.Follower following = live.settings().follow();
    changes.ifPresent(SettingsChanges.Follower::close);
    changes = Optional.of(following);
    adoption = new Adoption(this, global, sweeper, publisher, following);
    // A task that lost its state and got it again begins anew with the same processor.
    tenants = new Tenants(this::created, adoption::begin);
    addUpTallies();
    eraser.resume();
    migrations.resume();
    states.resume();
    sweeper.resume(tenants.all());
    sweeper.forgetOthers(tenants).forEach(publisher::goneBefore);
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    startedAt = now();
    view = Optional.of(new TaskView(tenants, stores, eraser, auditor, startedAt));
    live.started(partition(), view.get());
  }

  /** Tallies are the sum over the customers' rows: they are added up here, and kept up after. */
  private void addUpTallies() {
    long started = System.nanoTime();
    long customers = 0;
    try (var rows = stores.customersAt("")) {
      while (rows.hasNext()) {
        var row = rows.next();
        customers += step("start", row.key, () -> addUp(row.key, row.value)) ? 1 : 0;
      }
    }
    if (customers > 0) {
      long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
      LOG.info("partition {}: {} customers added up in {} ms", partition(), customers, millis);
    }
  }

  private void addUp(String rowKey, byte[] row) {
    CustomerKey key = CustomerKey.parse(rowKey);
    CustomerState customer = stores.decode(rowKey, row);
    Tenant tenant = tenant(key.tenant());
    steps.writing();
    tenant.move(key.customer(), Optional.empty(), Optional.of(customer));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    walkTime.recordCame();
    RecordMetadata from = context.recordMetadata().orElseThrow();
    OfRecord place = new OfRecord(from.topic(), from.partition(), from.offset());
    if (!steps.take(place, () -> take(record))) {
      out.putAside(record, live.failures().at(place), now());
    }
    eraser.afterRecord();
    causedBy(Origin.RULES);
    view.ifPresent(it -> it.processed(record.timestamp()));
  }

  /**
   * Takes a step about a row, in work that no record asks for.
   *
   * @return whether it was taken; else the row is left out
   */
  boolean step(String work, String key, Runnable step) {
    return steps.take(new OfRow(work, partition(), key), step);
  }

  private void take(Record<String, byte[]> record) {
    Instant now = now();
    FactReader.Fact fact = read(record, now);
    Instant received = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    Instant at = fact.at().orElse(received);
    boolean old = at.isBefore(now.minus(settings.publishing().backfillAge()));
    causedBy(new Origin.Fact(at, received, old));
    try {
      take(fact, record, now);
    } catch (RowTooLarge | TooManyPoints | TooManyRefunds e) {
      steps.writing();
      out.reject(record, new Rejection(Reason.TOO_LARGE, e.getMessage()), now);
    }
  }

  /** Not every producer chooses partitions alike: a customer would be here and elsewhere. */
  private FactReader.Fact read(Record<String, byte[]> record, Instant now) {
    FactReader.Fact fact = reader.read(record, topic(), now);
    boolean isHere =
        fact instanceof FactReader.Unreadable
            || Partitioning.of(record.key(), settings.partitions()) == partition();
    return isHere ? fact : FactReader.misplaced();
  }

  private void take(FactReader.Fact fact, Record<String, byte[]> record, Instant now) {
    switch (fact) {
      case FactReader.Unreadable(Rejection rejection) -> {
        steps.writing();
        out.reject(record, rejection, now);
      }
      case FactReader.Order(OrderEvent event) -> take(event, record.key(), now);
      case FactReader.Profile(ProfileRecord profile) -> take(profile, record.key(), now);
      case FactReader.Entry(LoyaltyEntry entry) -> take(entry, record.key(), now);
      case FactReader.Member(ManualMembership member) -> take(member, record.key(), now);
    }
  }

  /** What the changes from here on are brought about by. */
  void causedBy(Origin now) {
    origin = now;
  }

  private String topic() {
    return context.recordMetadata().map(RecordMetadata::topic).orElseThrow();
  }

  void take(OrderEvent event, String key, Instant now) {
    Known known = stores.known(key);
    KnownOrder order = stores.order(key, known, event);
    if (Customers.isOfNobody(known, order, event)) {
      Customers.aside(known, aside.order(key, known, event), event)
          .ifPresent(kept -> aside.put(key, known, kept, now.toEpochMilli()));
      return;
    }
    boolean mayBeAside = known.erasedAt().isPresent() && order.order().isEmpty();
    KnownOrder all = mayBeAside ? aside.whole(key, known, event.orderId()) : order;
    Tenant tenant = tenant(event.head().customer().tenant());
    Customers.decide(known, all, event, tenant.judgement(), now)
        .ifPresent(
            decision -> {
              apply(key, tenant, known.customer(), exact(decision));
              if (mayBeAside) {
                aside.forget(key, known, event.orderId());
              }
            });
  }

  private void take(ProfileRecord record, String key, Instant now) {
    switch (record) {
      case ProfileRecord.Erased erased ->
          eraser.erase(erased.customer(), erased.erasedAt(), erased.version(), now);
      case ProfileRecord.Known profile -> {
        // The record of the erasure may have been compacted away: the next one tells of it too.
        profile
            .erasedAt()
            .ifPresent(at -> eraser.erase(profile.customer(), at, profile.version() - 1, now));
        Tenant tenant = tenant(profile.customer().tenant());
        Known known = stores.known(key);
        Customers.decide(known, profile, tenant.judgement(), now)
            .ifPresent(decision -> apply(key, tenant, known.customer(), decision));
      }
    }
  }

  void take(LoyaltyEntry entry, String key, Instant now) {
    Tenant tenant = tenant(entry.customer().tenant());
    Known known = stores.known(key);
    boolean isKnown = stores.hasEntry(known, entry);
    Customers.decide(known, isKnown, entry, tenant.judgement(), now)
        .ifPresent(decision -> apply(key, tenant, known.customer(), exact(decision)));
  }

  private static Decision exact(Decision decision) {
    if (!decision.state().loyalty().isExact()) {
      throw new TooManyPoints();
    }
    return decision;
  }

  private void take(ManualMembership member, String key, Instant now) {
    Tenant tenant = tenant(member.customer().tenant());
    if (tenant.judgement().segments().numbered(member.number()).isEmpty()) {
      // Its definition is on its way, or has just arrived.
      adoption.followSegments(tenant);
    }
    Known known = stores.known(key);
    Customers.decide(known, member, tenant.judgement(), now)
        .ifPresent(decision -> apply(key, tenant, known.customer(), decision));
  }

  /** Writes a decision, keeps the tallies up, and publishes the changes. */
  void apply(String key, Tenant tenant, Optional<CustomerState> before, Decision decision) {
    CustomerStores.Writes writes = stores.writes(key, before, decision);
    steps.writing();
    move(key, tenant, before, Optional.of(decision.state()));
    stores.put(writes);
    tell(key, tenant, decision.activities(), 1);
    out.send(CustomerKey.parse(key), decision.changes(), origin);
    decision
        .seenSince()
        .map(since -> new Sighting(CustomerKey.parse(key), since))
        .ifPresent(seen -> out.send(key, SightingJson.write(seen), now(), Topics.SIGHTINGS));
  }

  /**
   * Keeps the tallies and what is published of states up, while the pages of both states are there.
   */
  void move(
      String key, Tenant tenant, Optional<CustomerState> before, Optional<CustomerState> after) {
    tenant.move(key.substring(tenant.name().length() + 1), before, after);
    auditor.moved(key, tenant, before, after);
    states.moved(key, tenant, before, after);
  }

  /** Keeps the counts of moves up with a history that grows, or that goes. */
  void tell(String key, Tenant tenant, List<Activity> activities, long by) {
    migrations.count(tenant, activities, by);
    auditor.told(key, tenant, activities, by);
  }

  private void tick(long nowMillis) {
    long start = System.nanoTime();
    Instant now = Instant.ofEpochMilli(nowMillis);
    view.ifPresent(it -> it.ticks(now));
    tenants.forgetUnused().forEach(sweeper::gone);
    adoption.follow(tenants);
    due.drain(nowMillis);
    eraser.slice();
    aside.drain(nowMillis);
    sweeper.slice(walkTime, nowMillis);
    states.slice();
    publisher.publish(nowMillis);
    auditor.slice();
    if (Duration.between(startedAt, now).compareTo(Steps.PROVED) >= 0) {
      live.failures().runs(context.taskId().toString());
    }
    view.ifPresent(it -> it.ticked(System.nanoTime() - start));
  }

  /** Its last customer is erased: nothing is kept of it, from the same transaction on. */
  void gone(Tenant tenant) {
    tenants.forget(tenant);
    sweeper.gone(tenant);
    publisher.gone(tenant.name(), now());
  }

  private Tenant created(String name) {
    return new Tenant(name, untold, calendar, publisher::changed);
  }

  Tenant tenant(String name) {
    return tenants.get(name);
  }

  /** Work that no record asks for writes, in memory too, from here on. */
  void writing() {
    steps.writing();
  }

  /** Sends on a tenant's or customer's behalf. */
  void send(String key, byte[] value, Instant at, String topic) {
    steps.writing();
    out.send(key, value, at, topic);
  }

  /** Publishes a customer's changes. */
  void send(CustomerKey customer, List<ChangeEvent> changes) {
    out.send(customer, changes, origin);
  }

  /** Sends that nothing is left of a customer. */
  void sendGone(String key, String topic) {
    steps.writing();
    out.sendGone(key, now(), topic);
  }

  Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }

  /** Up to when the due index has been drained, milliseconds since 1970. */
  long drainedUntil() {
    return due.drainedUntil();
  }

  TopologySettings settings() {
    return settings;
  }

  Tenants tenants() {
    return tenants;
  }

  int partition() {
    return context.taskId().partition();
  }

  @Override
  public void close() {
    view.ifPresent(it -> live.stopped(partition(), it));
    changes.ifPresent(SettingsChanges.Follower::close);
    auditor.stop();
  }
}
