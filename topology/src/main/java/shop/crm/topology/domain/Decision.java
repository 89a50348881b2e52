package shop.crm.topology.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;

/**
 * What follows from a fact, from time or from new thresholds: everything that is to be written and
 * published, as values.
 *
 * @param state the customer's new state
 * @param orders orders that changed; those of their refunds that do not fit into a row, and no
 *     others of those beside it, are to be stored too
 * @param entries entries of the ledger that are new
 * @param activities what is added to the customer's history
 * @param changes what is published
 * @param seenSince the time of the earliest fact, where the system of record is to be told of it
 */
public record Decision(
    CustomerState state,
    List<OrderState> orders,
    List<LoyaltyEntry> entries,
    List<Activity> activities,
    List<ChangeEvent> changes,
    Optional<Instant> seenSince) {

  public Decision {
    orders = List.copyOf(orders);
    entries = List.copyOf(entries);
    activities = List.copyOf(activities);
    changes = List.copyOf(changes);
  }

  static Decision of(CustomerState state, List<Activity> activities, List<ChangeEvent> changes) {
    return new Decision(state, List.of(), List.of(), activities, changes, Optional.empty());
  }

  Decision with(OrderState order) {
    return new Decision(state, List.of(order), entries, activities, changes, seenSince);
  }

  Decision with(LoyaltyEntry entry) {
    return new Decision(state, orders, List.of(entry), activities, changes, seenSince);
  }

  Decision withFirst(Activity activity) {
    List<Activity> all = new ArrayList<>();
    all.add(activity);
    all.addAll(activities);
    return new Decision(state, orders, entries, all, changes, seenSince);
  }

  Decision withFirst(ChangeEvent change) {
    List<ChangeEvent> all = new ArrayList<>();
    all.add(change);
    all.addAll(changes);
    return new Decision(state, orders, entries, activities, all, seenSince)
        .withFirst(new Activity.Changed(change));
  }

  /** Tells of the customer where nobody knew them, or not since then. */
  Decision seenAfter(Optional<CustomerState> before) {
    boolean news = before.map(known -> state.createdAt().isBefore(known.createdAt())).orElse(true);
    return new Decision(
        state,
        orders,
        entries,
        activities,
        changes,
        news ? Optional.of(state.createdAt()) : Optional.empty());
  }
}
