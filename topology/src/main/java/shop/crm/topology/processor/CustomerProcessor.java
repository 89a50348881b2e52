package shop.crm.topology.processor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.ChangeEvent;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
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
import shop.crm.schemas.state.DayMigrations;
import shop.crm.schemas.state.OrderState;
import shop.crm.topology.LiveTasks;
import shop.crm.topology.LiveTasks.AuditReport;
import shop.crm.topology.LiveTasks.LiveTask;
import shop.crm.topology.SettingsChanges;
import shop.crm.topology.TopologySettings;
import shop.crm.topology.domain.CohortTallies;
import shop.crm.topology.domain.Customers;
import shop.crm.topology.domain.Customers.Known;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.domain.Erasures;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.domain.clv.Predictions;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.roster.RosterQuery;
import shop.crm.topology.roster.RosterQuery.Position;

/**
 * One task: facts of the customers of one partition. It decodes and checks, loads the customer and
 * the order, asks {@link Customers}, writes, forwards. Between records it follows time, thresholds
 * and requests, a slice at a time.
 */
public final class CustomerProcessor
    implements Processor<String, byte[], String, byte[]>, LiveTask {

  /** How often time, thresholds and requests are followed. */
  public static final Duration TICK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(CustomerProcessor.class);

  private final TopologySettings settings;
  private final LiveTasks live;
  private final FactReader reader;
  private final TenantCalendar calendar;
  private final Judgement untold;

  private ProcessorContext<String, byte[]> context;
  private Optional<SettingsChanges.Follower> changes = Optional.empty();
  private volatile Tenants tenants = new Tenants(this::created, _ -> {});
  private CustomerStores stores;
  private MigrationLedger migrations;
  private DueCustomers due;
  private Sweeper sweeper;
  private Adoption adoption;
  private WalkTime walkTime;
  private Auditor auditor;
  private SnapshotPublisher publisher;
  private Origin origin = Origin.RULES;
  private volatile long processedUntil;
  private volatile Instant lastTick = Instant.EPOCH;
  private volatile long lastTickNanos;

  /** A task's processor, before it has its state. */
  public CustomerProcessor(TopologySettings settings, LiveTasks live) {
    this.settings = settings;
    this.live = live;
    this.untold = Judgement.of(settings.rules(), Thresholds.NONE);
    this.calendar = new TenantCalendar(settings.rules().timeZone());
    this.reader = new FactReader(new EventReader(settings.currency(), settings.defaultTenant()));
  }

  @Override
  public void init(ProcessorContext<String, byte[]> taskContext) {
    context = taskContext;
    stores = new CustomerStores(context);
    SettingsStores global = new SettingsStores(context);
    due = new DueCustomers(this, stores);
    sweeper = new Sweeper(this, stores, settings.rules());
    walkTime = WalkTime.ofThisThread();
    migrations = new MigrationLedger(this, stores, calendar);
    auditor = new Auditor(this, stores, migrations, calendar);
    publisher = new SnapshotPublisher(this, global, partition());
    // From before the first setting is read, so that no change of it is missed.
    SettingsChanges.Follower following = live.settings().follow();
    changes.ifPresent(SettingsChanges.Follower::close);
    changes = Optional.of(following);
    adoption = new Adoption(global, sweeper, publisher, following);
    lastTick = now();
    // A task that lost its state and got it again begins anew with the same processor.
    tenants = new Tenants(this::created, adoption::begin);
    addUpTallies();
    migrations.resume();
    sweeper.resume(tenants.all());
    sweeper.forgetOthers(tenants).forEach(publisher::goneBefore);
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    live.started(partition(), this);
  }

  /** Tallies are the sum over the customers' rows: they are added up here, and kept up after. */
  private void addUpTallies() {
    long started = System.nanoTime();
    long customers = 0;
    try (var rows = stores.customersAt("")) {
      while (rows.hasNext()) {
        var row = rows.next();
        CustomerKey key = CustomerKey.parse(row.key);
        tenant(key.tenant())
            .move(key.customer(), Optional.empty(), Optional.of(stores.decode(row.key, row.value)));
        customers++;
      }
    }
    if (customers > 0) {
      long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
      LOG.info("partition {}: {} customers added up in {} ms", partition(), customers, millis);
    }
  }

  @Override
  public void process(Record<String, byte[]> record) {
    walkTime.recordCame();
    Instant now = now();
    FactReader.Fact fact = reader.read(record, topic(), now);
    Instant received = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    causedBy(new Origin.Fact(fact.at().orElse(received), received));
    try {
      take(fact, record, now);
    } catch (RowTooLarge e) {
      reject(record, new Rejection(Reason.TOO_LARGE, e.getMessage()), now);
    }
    causedBy(Origin.RULES);
    processedUntil = record.timestamp();
  }

  private void take(FactReader.Fact fact, Record<String, byte[]> record, Instant now) {
    switch (fact) {
      case FactReader.Unreadable(Rejection rejection) -> reject(record, rejection, now);
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

  private void take(OrderEvent event, String key, Instant now) {
    Tenant tenant = tenant(event.head().customer().tenant());
    Known known = stores.known(key);
    Customers.decide(known, stores.order(key, event), event, tenant.judgement(), now)
        .ifPresent(decision -> apply(key, tenant, known.customer(), decision));
  }

  private void take(ProfileRecord record, String key, Instant now) {
    switch (record) {
      case ProfileRecord.Erased erased ->
          erase(erased.customer(), erased.erasedAt(), erased.version(), now);
      case ProfileRecord.Known profile -> {
        // The record of the erasure may have been compacted away: the next one tells of it too.
        profile
            .erasedAt()
            .ifPresent(at -> erase(profile.customer(), at, profile.version() - 1, now));
        Tenant tenant = tenant(profile.customer().tenant());
        Known known = stores.known(key);
        Customers.decide(known, profile, tenant.judgement(), now)
            .ifPresent(decision -> apply(key, tenant, known.customer(), decision));
      }
    }
  }

  private void take(LoyaltyEntry entry, String key, Instant now) {
    Tenant tenant = tenant(entry.customer().tenant());
    Known known = stores.known(key);
    boolean isKnown = stores.hasEntry(entry);
    Customers.decide(known, isKnown, entry, tenant.judgement(), now)
        .ifPresent(decision -> apply(key, tenant, known.customer(), decision));
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

  private void erase(CustomerKey customer, Instant at, long version, Instant now) {
    String key = customer.toString();
    Tenant tenant = tenant(customer.tenant());
    Known known = stores.known(key);
    erasure(customer, known, at, version, tenant, now)
        .ifPresent(
            outcome -> {
              stores.activities(customer, activities -> tell(key, tenant, activities, -1));
              move(key, tenant, known.customer(), Optional.empty());
              stores.erase(key, known.customer(), outcome.erasure());
              sweeper.erased(tenant, key);
              publish(key, outcome.changes());
              outcome
                  .successor()
                  .ifPresent(successor -> apply(key, tenant, Optional.empty(), successor));
              if (tenant.isEmpty()) {
                gone(tenant);
              }
            });
  }

  private Optional<Erasures.Outcome> erasure(
      CustomerKey customer, Known known, Instant at, long version, Tenant tenant, Instant now) {
    String key = customer.toString();
    try (Stream<OrderState> orders = stores.orders(key);
        Stream<LoyaltyEntry> entries = stores.entries(customer)) {
      return Erasures.erase(
          customer,
          known,
          at,
          version,
          orders.map(order -> stores.whole(key, order)),
          entries,
          tenant.judgement(),
          now);
    }
  }

  /** Writes a decision, keeps the tallies up, and publishes the changes. */
  void apply(String key, Tenant tenant, Optional<CustomerState> before, Decision decision) {
    CustomerStores.Writes writes = stores.writes(key, before, decision);
    move(key, tenant, before, Optional.of(decision.state()));
    stores.put(writes);
    tell(key, tenant, decision.activities(), 1);
    publish(key, decision.changes());
    decision
        .seenSince()
        .map(since -> new Sighting(CustomerKey.parse(key), since))
        .ifPresent(seen -> forward(key, seen.toJson(), now(), Topics.SIGHTINGS));
  }

  /** Keeps the tallies up, while the pages of both states are there. */
  private void move(
      String key, Tenant tenant, Optional<CustomerState> before, Optional<CustomerState> after) {
    tenant.move(key.substring(tenant.name().length() + 1), before, after);
    auditor.moved(key, tenant, before, after);
  }

  /** Keeps the counts of moves up with a history that grows, or that goes. */
  private void tell(String key, Tenant tenant, List<Activity> activities, long by) {
    migrations.count(tenant, activities, by);
    auditor.told(key, tenant, activities, by);
  }

  private void publish(String key, List<ChangeEvent> changes) {
    if (changes.isEmpty()) {
      return;
    }
    RecordHeaders headers = origin.headers();
    for (ChangeEvent change : changes) {
      context.forward(
          new Record<>(
              key,
              EventWriter.write(change),
              change.changedAt().toEpochMilli(),
              new RecordHeaders(headers)),
          change.topic());
    }
  }

  private void reject(Record<String, byte[]> record, Rejection rejection, Instant now) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        DeadLetter.of(
            rejection,
            DeadLetter.kafkaSource(from.topic(), from.partition(), from.offset()),
            now,
            record.value() == null ? new byte[0] : record.value(),
            original(record.headers()));
    RecordHeaders headers = new RecordHeaders();
    letter.headers().forEach(headers::add);
    context.forward(
        new Record<>(record.key(), letter.value(), now.toEpochMilli(), headers),
        Topics.DEAD_LETTERS);
    live.rejected(rejection.reason());
  }

  private static Map<String, byte[]> original(Headers headers) {
    Map<String, byte[]> original = new LinkedHashMap<>();
    headers.forEach(
        header ->
            original.put(header.key(), header.value() == null ? new byte[0] : header.value()));
    return original;
  }

  private void tick(long nowMillis) {
    long start = System.nanoTime();
    lastTick = Instant.ofEpochMilli(nowMillis);
    adoption.follow(tenants);
    due.drain(nowMillis);
    sweeper.slice(walkTime, nowMillis);
    tenants.forgetUnused();
    publisher.publish(nowMillis);
    auditor.slice();
    lastTickNanos = System.nanoTime() - start;
  }

  /** Its last customer was erased: nothing is kept of it, from the same transaction on. */
  private void gone(Tenant tenant) {
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

  /** Forwards to the sink of a topic, which is named like it. */
  void forward(String key, byte[] value, Instant at, String topic) {
    context.forward(new Record<>(key, value, at.toEpochMilli()), topic);
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
  public ReadOnlyKeyValueStore<String, byte[]> store(String name) {
    return stores.readOnly(name);
  }

  @Override
  public TenantTallies tallies(String name) {
    return tenants.find(name).map(tenant -> tenant.tallies()).orElse(TenantTallies.EMPTY);
  }

  @Override
  public CohortTallies cohorts(String name, Granularity granularity, int from, int to) {
    return tenants
        .find(name)
        .map(tenant -> tenant.cohorts(granularity, from, to))
        .orElse(CohortTallies.EMPTY);
  }

  @Override
  public NavigableMap<Integer, DayMigrations> migrations(
      String name, int fromEpochDay, int toEpochDay) {
    return tenants
        .find(name)
        .map(tenant -> tenant.migrations(fromEpochDay, toEpochDay))
        .orElse(new TreeMap<>());
  }

  @Override
  public SegmentCounts segments(String name) {
    return tenants.find(name).map(tenant -> tenant.segments()).orElse(SegmentCounts.EMPTY);
  }

  @Override
  public List<Position> list(String name, RosterQuery query) {
    return tenants.find(name).map(tenant -> tenant.list(query, lastTick)).orElse(List.of());
  }

  @Override
  public PurchaseHistogram purchases(String name) {
    return tenants.find(name).map(tenant -> tenant.purchases()).orElse(new PurchaseHistogram());
  }

  @Override
  public Predictions predictions(String name) {
    return tenants
        .find(name)
        .map(tenant -> tenant.judgement().predictions())
        .orElse(Predictions.NONE);
  }

  @Override
  public long processedUntil() {
    return processedUntil;
  }

  @Override
  public Duration lastTickTook() {
    return Duration.ofNanos(lastTickNanos);
  }

  @Override
  public CompletableFuture<AuditReport> audit() {
    return auditor.request();
  }

  @Override
  public void close() {
    live.stopped(partition(), this);
    changes.ifPresent(SettingsChanges.Follower::close);
    auditor.stop();
  }
}
