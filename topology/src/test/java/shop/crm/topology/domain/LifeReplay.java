package shop.crm.topology.domain;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Erasure;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.state.EntryRow;
import shop.crm.schemas.state.ErasureRow;
import shop.crm.schemas.state.OrderRow;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.Lives.Fact;

/** One customer's id, kept as the processor keeps it: through the rows. */
final class LifeReplay {

  private static final Thresholds THRESHOLDS = Thresholds.NONE;

  private static final ScoringContext JUDGEMENT = ScoringContext.of(Rules.DEFAULT, THRESHOLDS);

  Optional<CustomerState> customer = Optional.empty();
  Optional<Erasure> erasure = Optional.empty();
  final Map<String, OrderState> orders = new TreeMap<>();

  /** Of orders that nobody has placed since an erasure. */
  final Map<String, OrderState> aside = new TreeMap<>();

  final Map<String, LoyaltyEntry> entries = new TreeMap<>();
  final List<ChangeEvent> changes = new ArrayList<>();
  final List<Activity> activities = new ArrayList<>();
  final RunningAggregates aggregates;
  final Migrations migrations;

  /** Erased orders and entries whose rows are still there, which may be newer than the erasure. */
  private final Deque<Object> erased = new ArrayDeque<>();

  /** How many of them go with each fact. */
  int slice = Integer.MAX_VALUE;

  /** How many changes there were when the last life began. */
  int changesBefore;

  /** What the service's clock shows; whatever is told now is told then. */
  Instant now = Lives.NOW;

  LifeReplay(RunningAggregates aggregates, Migrations migrations) {
    this.aggregates = aggregates;
    this.migrations = migrations;
  }

  static LifeReplay of(List<Fact> facts) {
    TenantCalendar calendar = new TenantCalendar(ZoneOffset.UTC);
    LifeReplay replay = new LifeReplay(new RunningAggregates(calendar), new Migrations(calendar));
    facts.forEach(replay::take);
    return replay;
  }

  /** What time alone makes of the customer, up to now. */
  void followTime() {
    while (customer.flatMap(CustomerState::due).filter(at -> !at.isAfter(now)).isPresent()) {
      CustomerState disarmed = customer.get().withDue(Optional.empty());
      Instant at = customer.get().due().get();
      keep(
          Assessment.reassess(Lives.ANN.customer(), customer, disarmed, JUDGEMENT, Cause.TIME, at));
    }
  }

  void take(Fact fact) {
    decide(fact);
    carry(slice);
  }

  /** Deletes some rows of whom was erased: facts in them that are newer come only now. */
  void carry(int most) {
    for (int i = 0; i < most && !erased.isEmpty(); i++) {
      Instant at = erasure.orElseThrow().at();
      switch (erased.poll()) {
        case OrderState order ->
            Erasures.newer(Lives.ANN.customer(), order, at)
                .forEach(event -> decide(new Fact.Order(event)));
        case LoyaltyEntry entry when entry.at().isAfter(at) -> decide(new Fact.Entry(entry));
        default -> {}
      }
    }
  }

  private void decide(Fact fact) {
    switch (fact) {
      case Fact.Order(OrderEvent event) -> take(event);
      case Fact.Entry(LoyaltyEntry entry) -> {
        boolean isKnown = entries.containsKey(entry.id());
        CustomerDecisions.decide(known(), isKnown, entry, JUDGEMENT, now).ifPresent(this::keep);
      }
      case Fact.Version(ProfileRecord.Known record) -> {
        record.erasedAt().ifPresent(at -> erase(record, at, record.version() - 1));
        CustomerDecisions.decide(known(), record, JUDGEMENT, now).ifPresent(this::keep);
      }
      case Fact.Version(ProfileRecord.Erased record) ->
          erase(record, record.erasedAt(), record.version());
    }
  }

  private void take(OrderEvent event) {
    CustomerDecisions.KnownOrder order =
        CustomerDecisions.KnownOrder.whole(Optional.ofNullable(orders.get(event.orderId())));
    Optional<OrderState> unplaced = Optional.ofNullable(aside.get(event.orderId()));
    if (CustomerDecisions.isOfNobody(known(), order, event)) {
      CustomerDecisions.aside(known(), CustomerDecisions.KnownOrder.whole(unplaced), event)
          .ifPresent(kept -> aside.put(kept.orderId(), kept));
      return;
    }
    if (known().erasedAt().isPresent() && order.order().isEmpty()) {
      order = CustomerDecisions.KnownOrder.aside(unplaced);
    }
    CustomerDecisions.decide(known(), order, event, JUDGEMENT, now)
        .ifPresent(
            decision -> {
              aside.remove(event.orderId());
              keep(decision);
            });
  }

  private CustomerDecisions.Known known() {
    return new CustomerDecisions.Known(customer, customer.isPresent() ? Optional.empty() : erasure);
  }

  private void erase(ProfileRecord record, Instant at, long version) {
    Erasures.erase(record.customer(), known(), at, version, JUDGEMENT, now)
        .ifPresent(
            outcome -> {
              erased.addAll(orders.values());
              erased.addAll(entries.values());
              orders.clear();
              erased.addAll(aside.values());
              aside.clear();
              entries.clear();
              aggregates.move(customer, Optional.empty());
              migrations.count(activities, -1);
              activities.clear();
              customer = Optional.empty();
              erasure = Optional.of(ErasureRow.decode(ErasureRow.encode(outcome.erasure())));
              changes.addAll(outcome.changes());
              changesBefore = changes.size();
              outcome.successor().ifPresent(this::keep);
            });
  }

  private void keep(Decision decision) {
    Optional<CustomerState> after =
        Optional.of(CustomerRow.decode(CustomerRow.encode(decision.state())));
    aggregates.move(customer, after);
    migrations.count(decision.activities(), 1);
    activities.addAll(decision.activities());
    customer = after;
    for (OrderState order : decision.orders()) {
      orders.put(order.orderId(), OrderRow.decode(order.orderId(), OrderRow.encode(order)));
    }
    for (LoyaltyEntry entry : decision.entries()) {
      entries.put(
          entry.id(), EntryRow.decode(entry.customer(), entry.id(), EntryRow.encode(entry)));
    }
    changes.addAll(decision.changes());
  }

  /** What is known, but for how many changes it took. */
  Map<String, Object> remains() {
    Map<String, Object> remains = new TreeMap<>(figures());
    remains.put("aside", Map.copyOf(aside));
    remains.put("version", customer.map(CustomerState::version).or(this::erasedVersion));
    remains.put(
        "erased", customer.map(CustomerState::erasedAt).orElseGet(() -> erasure.map(Erasure::at)));
    return remains;
  }

  private Optional<Long> erasedVersion() {
    return erasure.map(Erasure::version);
  }

  /** What follows from facts of this life alone. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new TreeMap<>();
    figures.put("orders", Map.copyOf(orders));
    figures.put("entries", Map.copyOf(entries));
    figures.put("purchases", customer.map(CustomerState::purchases));
    figures.put("loyalty", customer.map(CustomerState::loyalty));
    figures.put("standing", customer.flatMap(CustomerState::standing));
    figures.put("profile", customer.map(CustomerState::profile));
    figures.put("created", customer.map(CustomerState::createdAt));
    figures.put("updated", customer.map(CustomerState::updatedAt));
    return figures;
  }
}
