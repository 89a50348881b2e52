package shop.crm.topology.tenant;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Sweep;
import shop.crm.topology.domain.CohortAggregates;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.Migrations;
import shop.crm.topology.domain.RulesProgress;
import shop.crm.topology.domain.RunningAggregates;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.SpendDistribution;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.index.CustomerIndex;
import shop.crm.topology.index.CustomerQuery;
import shop.crm.topology.index.CustomerQuery.Position;
import shop.crm.topology.inforce.TenantSettings;
import shop.crm.topology.task.Agenda;
import shop.crm.topology.thresholds.SpendSnapshot;

/**
 * What a task keeps in memory of one tenant: its aggregates, the thresholds in force, and how far
 * its customers have followed them. Written by the stream's thread; only {@link #aggregates()},
 * {@link #cohorts}, {@link #migrations(int, int)}, {@link #list}, {@link #purchases()} and {@link
 * #scoring()} are called by others.
 */
public final class Tenant {

  private final String name;
  private final RunningAggregates aggregates;
  private final Migrations migrations;
  private final CustomerIndex customerIndex;
  private final Agenda toPublish;
  private volatile ScoringContext scoring;
  private long changedSpend;
  private boolean unpublished;
  private boolean hadScores;

  /** Milliseconds since 1970. */
  private long publishNotBefore;

  private String request = "";
  private Optional<Sweep> sweep = Optional.empty();
  private long visited;
  private int erasing;
  private long broughtTo;

  /**
   * One that has no customers here.
   *
   * @param scoring by what customers are judged of whose tenant nothing more is known
   * @param toPublish where it stands once there is something to publish of it, by when
   */
  public Tenant(String name, ScoringContext scoring, TenantCalendar calendar, Agenda toPublish) {
    this.name = name;
    this.aggregates = new RunningAggregates(calendar);
    this.migrations = new Migrations(calendar);
    this.customerIndex = new CustomerIndex(calendar.zone());
    this.scoring = scoring;
    this.toPublish = toPublish;
  }

  /** The tenant's id. */
  public String name() {
    return name;
  }

  /** Whether it has no customers here, nor anything that is still to be deleted of one. */
  public boolean isEmpty() {
    return customerIndex.size() == 0 && erasing == 0;
  }

  /** So many more customers' histories are still to be deleted. */
  public void erasing(int more) {
    erasing += more;
  }

  /** Counts a customer's move from one state to another. */
  public synchronized void move(
      String customer, Optional<CustomerState> before, Optional<CustomerState> after) {
    customerIndex.move(customer, before, after);
    aggregates.move(before, after);
    hadScores |= after.flatMap(CustomerState::standing).isPresent();
    boolean countedBefore = before.map(this::changedUnderThese).orElse(false);
    boolean countsNow =
        after.isPresent()
            ? changedUnderThese(after.get())
            : before.flatMap(CustomerState::standing).isPresent();
    if (countsNow && !countedBefore) {
      changedSpend++;
      unpublished();
    }
  }

  private void unpublished() {
    if (!unpublished) {
      unpublished = true;
      toPublish.add(name, publishNotBefore);
    }
  }

  private boolean changedUnderThese(CustomerState state) {
    return state.spendVersion() == scoring.thresholds().version();
  }

  /** A page of its customers, see {@link CustomerIndex#page}. */
  public List<Position> list(CustomerQuery query, Instant now) {
    return customerIndex.page(query, scoring.predictions(), now);
  }

  /** How its customers bought, added up now. */
  public PurchaseHistogram purchases() {
    return customerIndex.purchases();
  }

  /** A copy of its aggregates, of one moment. */
  public synchronized TenantAggregates aggregates() {
    return aggregates.snapshot().with(rules());
  }

  /** How far its customers have been brought to what is in force. */
  public synchronized RulesProgress rules() {
    long customers = aggregates.customers();
    long brought = sweep.isPresent() ? Math.min(visited, customers) : customers;
    return new RulesProgress(broughtTo, brought, customers);
  }

  /** All its customers have been brought to that version of the thresholds. */
  public synchronized void broughtTo(long version) {
    broughtTo = version;
  }

  /** Its cohorts, from one period up to another. */
  public synchronized CohortAggregates cohorts(Granularity granularity, int from, int to) {
    return aggregates.cohorts(granularity, from, to);
  }

  /** Takes the moves between segments of a day from where they are stored. */
  public synchronized void loadMigrations(int epochDay, DayMigrations day) {
    migrations.put(epochDay, day);
  }

  /** Counts moves between segments, and answers the days that are others now. */
  public synchronized Set<Integer> countMigrations(List<Activity> activities, long by) {
    return migrations.count(activities, by);
  }

  /** The moves between RFM segments of a day, in days since 1970. */
  public synchronized DayMigrations migrations(int epochDay) {
    return migrations.day(epochDay);
  }

  /** The moves from one day up to another; days without any are left out. */
  public synchronized NavigableMap<Integer, DayMigrations> migrations(
      int fromEpochDay, int toEpochDay) {
    return migrations.between(fromEpochDay, toEpochDay);
  }

  /** The moves of every day that has any. */
  public synchronized NavigableMap<Integer, DayMigrations> migrations() {
    return migrations.all();
  }

  /** By what its customers are judged now. */
  public ScoringContext scoring() {
    return scoring;
  }

  /** Whether anything is there that is not in force yet, by its version, revision or time. */
  public boolean isNews(TenantSettings settings) {
    return settings.hasOtherThresholdsThan(scoring)
        || settings.hasLaterSegmentsThan(scoring)
        || settings.hasOtherModelThan(scoring);
  }

  /** Puts other rules in force; days and months are counted as before. */
  public synchronized void adopt(Settings rules) {
    scoring = scoring.with(rules);
  }

  /** Puts in force what is there; under other thresholds changes of spend are counted anew. */
  public synchronized void adopt(TenantSettings settings) {
    if (settings.hasOtherThresholdsThan(scoring)) {
      changedSpend = 0;
      unpublished();
      scoring = scoring.with(settings.thresholds());
    }
    if (settings.hasLaterSegmentsThan(scoring)) {
      scoring = scoring.with(settings.segments());
    }
    if (settings.hasOtherModelThan(scoring)) {
      scoring = scoring.with(settings.model());
    }
  }

  /** The walk that is under way over its customers. */
  public Optional<Sweep> sweep() {
    return sweep;
  }

  /** That walk begins, goes on, or is through. */
  public synchronized void sweepWith(Optional<Sweep> next) {
    if (sweep.isEmpty() || next.filter(walk -> !walk.isAtStart()).isEmpty()) {
      visited = 0;
    }
    sweep = next;
  }

  /** So many more customers were brought to where the others are. */
  public synchronized void visited(int more) {
    visited += more;
  }

  /** How many members each segment has, and how far a walk is that brings customers to others. */
  public synchronized SegmentCounts segments() {
    long customers = aggregates.customers();
    Optional<Sweep> walk = sweep.filter(Sweep::bringsSegments);
    return new SegmentCounts(
        aggregates.members(),
        walk.map(Sweep::from).orElse(scoring.segments().revision()),
        walk.isPresent() ? Math.min(visited, customers) : customers,
        customers);
  }

  /** Notes a request to recalculate: every snapshot from now on says that it was seen. */
  public void requested(String id) {
    if (!id.equals(request)) {
      request = id;
      unpublished = true;
      publishNotBefore = 0;
      toPublish.add(name, publishNotBefore);
    }
  }

  /**
   * The snapshot to publish now, if there is anything to tell. The next one waits the longer the
   * more customers there are, so that the load does not follow the number of orders.
   */
  public synchronized Optional<SpendSnapshot> publish(int partition, long nowMillis) {
    unpublished = false;
    long spacing = Math.min(5_000, 200 + aggregates.spend().customers() / 20);
    publishNotBefore = nowMillis + spacing + Math.floorMod(31 * partition, 100);
    SpendSnapshot snapshot =
        new SpendSnapshot(
            partition,
            scoring.thresholds().version(),
            changedSpend,
            request,
            SpendDistribution.of(aggregates.spend(), customerIndex::eachSpend));
    boolean anything = hadScores || !snapshot.isOfNobody() || !request.isEmpty();
    return anything ? Optional.of(snapshot) : Optional.empty();
  }

  /** Whether an audit's own sums are the same as these. */
  public synchronized boolean agreesWith(RunningAggregates audited) {
    return aggregates.agreeWith(audited);
  }
}
