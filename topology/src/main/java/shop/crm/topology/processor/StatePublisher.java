package shop.crm.topology.processor;

import java.util.Arrays;
import java.util.Optional;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.Stores;
import shop.crm.schemas.Topics;
import shop.crm.schemas.state.CustomerState;
import shop.crm.schemas.state.CustomerStateJson;
import shop.crm.topology.domain.segment.TenantSegments;

/**
 * Publishes the present state of each customer, where that is asked for: with each change of it, in
 * the same transaction, and once of all who were there before, in slices between the records.
 */
final class StatePublisher {

  private final CustomerProcessor task;
  private final CustomerStores stores;
  private final boolean on;

  /** Where the filling of the topic goes on; nothing where it is through. */
  private Optional<String> cursor = Optional.empty();

  StatePublisher(CustomerProcessor task, CustomerStores stores, boolean on) {
    this.task = task;
    this.stores = stores;
    this.on = on;
  }

  /**
   * Takes up at the start of a task what is not filled yet. What changes while nobody asks for the
   * topic is missing there, so that it is filled anew once somebody does again.
   */
  void resume() {
    Optional<String> known = stores.filledStates();
    if (on) {
      cursor = Optional.of(known.orElse("")).filter(key -> !key.equals(Stores.FILLED));
    } else if (known.isPresent()) {
      stores.forgetFilledStates();
    }
  }

  /** A customer is another than before, or is there no more. */
  void moved(
      String key, Tenant tenant, Optional<CustomerState> before, Optional<CustomerState> after) {
    if (!on) {
      return;
    }
    if (after.isEmpty()) {
      task.sendGone(key, Topics.CUSTOMER_STATE);
      return;
    }
    byte[] now = json(key, tenant, after.get());
    // What only arms another time, say, changes nothing that is told.
    boolean told = before.map(state -> Arrays.equals(now, json(key, tenant, state))).orElse(false);
    if (!told) {
      task.send(key, now, task.now(), Topics.CUSTOMER_STATE);
    }
  }

  /** Goes on with the filling, for as long as there is time at this tick. */
  void slice() {
    if (cursor.isEmpty()) {
      return;
    }
    TimeBudget budget = new TimeBudget();
    Optional<String> next = Optional.empty();
    try (var rows = stores.customersAt(cursor.get())) {
      while (rows.hasNext() && next.isEmpty()) {
        var row = rows.next();
        if (budget.remains()) {
          task.step("states", row.key, () -> fill(row.key, row.value));
        } else {
          next = Optional.of(row.key);
        }
      }
    }
    cursor = next;
    task.writing();
    stores.putFilledStates(next.orElse(Stores.FILLED));
  }

  private void fill(String key, byte[] row) {
    Tenant tenant = task.tenant(CustomerKey.parse(key).tenant());
    byte[] state = json(key, tenant, stores.decode(key, row));
    task.send(key, state, task.now(), Topics.CUSTOMER_STATE);
  }

  private static byte[] json(String key, Tenant tenant, CustomerState state) {
    TenantSegments segments = tenant.judgement().segments();
    return CustomerStateJson.write(
        CustomerKey.parse(key),
        state,
        number ->
            segments.isDeleted(number)
                ? Optional.empty()
                : segments.numbered(number).map(segment -> segment.record().id()));
  }
}
