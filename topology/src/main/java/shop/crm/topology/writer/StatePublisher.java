package shop.crm.topology.writer;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.topic.CustomerStateJson;
import shop.crm.topology.domain.segment.TenantSegments;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.stores.WalkRows;
import shop.crm.topology.task.Task;
import shop.crm.topology.task.TimeBudget;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;

/**
 * Publishes the present state of each customer, where that is asked for: with each change of it, in
 * the same transaction, and once of all who were there before, in slices between the records.
 */
public final class StatePublisher {

  private final Task task;
  private final CustomerStores stores;
  private final WalkRows progress;
  private final Tenants tenants;
  private final Outgoing out;
  private final boolean on;

  /** Where the filling of the topic goes on; nothing where it is through. */
  private Optional<String> cursor = Optional.empty();

  /**
   * Of one task.
   *
   * @param on whether states are published
   */
  public StatePublisher(
      Task task,
      CustomerStores stores,
      WalkRows progress,
      Tenants tenants,
      Outgoing out,
      boolean on) {
    this.task = task;
    this.stores = stores;
    this.progress = progress;
    this.tenants = tenants;
    this.out = out;
    this.on = on;
  }

  /**
   * Takes up at the start of a task what is not filled yet. What changes while nobody asks for the
   * topic is missing there, so that it is filled anew once somebody does again.
   */
  public void resume() {
    Optional<String> known = progress.filledStates();
    if (on) {
      cursor = Optional.of(known.orElse("")).filter(key -> !key.equals(StoreNames.FILLED));
    } else if (known.isPresent()) {
      progress.forgetFilledStates();
    }
  }

  /** A customer is another than before, or is there no more. */
  public void moved(
      CustomerKey customer,
      Tenant tenant,
      Optional<CustomerState> before,
      Optional<CustomerState> after) {
    if (!on) {
      return;
    }
    if (after.isEmpty()) {
      sendGone(customer);
      return;
    }
    byte[] now = json(customer, tenant, after.get());
    // What only arms another time, say, changes nothing that is told.
    boolean told =
        before.map(state -> Arrays.equals(now, json(customer, tenant, state))).orElse(false);
    if (!told) {
      send(customer, now);
    }
  }

  /**
   * Goes on with the filling, for as long as there is time at this tick: behind the customers come
   * those who are erased, whose states the topic may have from before it was off.
   */
  public void slice() {
    if (cursor.isEmpty()) {
      return;
    }
    boolean erased = cursor.get().startsWith(StoreNames.STATES_ERASED);
    String from = erased ? cursor.get().substring(StoreNames.STATES_ERASED.length()) : cursor.get();
    try (var rows = erased ? stores.erasuresAt(from) : stores.customersAt(from)) {
      cursor =
          erased
              ? slice(rows, row -> forget(StoreNames.erasedCustomer(row.key)))
                  .map(key -> StoreNames.STATES_ERASED + StoreNames.erasedCustomer(key))
              : slice(rows, row -> fill(row.key, row.value))
                  .or(() -> Optional.of(StoreNames.STATES_ERASED));
    }
    task.writing();
    progress.putFilledStates(cursor.orElse(StoreNames.FILLED));
  }

  /** Takes row after row; the key at which there was no time any more. */
  private Optional<String> slice(
      KeyValueIterator<String, byte[]> rows, Consumer<KeyValue<String, byte[]>> each) {
    TimeBudget budget = new TimeBudget();
    while (rows.hasNext()) {
      var row = rows.next();
      if (!budget.remains()) {
        return Optional.of(row.key);
      }
      task.row("states", row.key, () -> each.accept(row));
    }
    return Optional.empty();
  }

  private void fill(String key, byte[] row) {
    CustomerKey customer = CustomerKey.parse(key);
    Tenant tenant = tenants.get(customer.tenant());
    send(customer, json(customer, tenant, stores.decode(key, row)));
  }

  /** One who has come back since has a state. */
  private void forget(String key) {
    CustomerKey customer = CustomerKey.parse(key);
    if (stores.customer(customer).isEmpty()) {
      sendGone(customer);
    }
  }

  private void send(CustomerKey customer, byte[] state) {
    out.send(customer.toString(), state, task.now(), Topics.CUSTOMER_STATE);
  }

  private void sendGone(CustomerKey customer) {
    out.sendGone(customer.toString(), task.now(), Topics.CUSTOMER_STATE);
  }

  private static byte[] json(CustomerKey customer, Tenant tenant, CustomerState state) {
    TenantSegments segments = tenant.scoring().segments();
    return CustomerStateJson.write(
        customer,
        state,
        number ->
            segments.isDeleted(number)
                ? Optional.empty()
                : segments.numbered(number).map(segment -> segment.record().id()));
  }
}
