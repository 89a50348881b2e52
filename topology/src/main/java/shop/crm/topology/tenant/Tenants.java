package shop.crm.topology.tenant;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.topology.domain.ScoringContext;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.TenantCalendar;
import shop.crm.topology.inforce.SettingsInForce;
import shop.crm.topology.inforce.SettingsStores;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.task.Agenda;
import shop.crm.topology.task.Task;
import shop.crm.topology.thresholds.RecalculationAnswer;

/**
 * The tenants of one task, and what is in force for each: those that have customers on its
 * partition, and for as long as a tick those that a fact has named. Others than the stream's thread
 * only look for one.
 */
public final class Tenants {

  private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

  private final SettingsStores global;
  private final SettingsInForce inForce;
  private final TenantCalendar calendar;
  private ScoringContext untold;
  private final Agenda toPublish = new Agenda();
  private final Map<String, Tenant> all = new ConcurrentHashMap<>();

  /** Those that were made since the last tick: a fact that names one may make no customer. */
  private final List<Tenant> made = new ArrayList<>();

  private boolean closed;

  /**
   * None.
   *
   * @param rules in force, until others are adopted
   * @param global the global stores, as the task reaches them
   * @param inForce what is in force for each tenant, held for as long as it is here
   */
  public Tenants(Settings rules, SettingsStores global, SettingsInForce inForce) {
    this.global = global;
    this.inForce = inForce;
    this.calendar = new TenantCalendar(rules.timeZone());
    this.untold = ScoringContext.of(rules, Thresholds.NONE);
  }

  /** By which rules they are judged. */
  public Settings rules() {
    return untold.settings();
  }

  /** Puts other rules in force for all of them; days and months are counted as before. */
  public void adopt(Settings rules) {
    untold = ScoringContext.of(rules, Thresholds.NONE);
    all.values().forEach(tenant -> tenant.adopt(rules));
  }

  /** The tenant of that name, whether or not there are customers. */
  public Tenant get(String name) {
    Tenant known = all.get(name);
    if (known != null) {
      return known;
    }
    Tenant tenant = new Tenant(name, untold, calendar, toPublish);
    begin(tenant);
    all.put(name, tenant);
    made.add(tenant);
    return tenant;
  }

  /** Puts in force for a tenant what there is; nobody has to be brought there. */
  private void begin(Tenant tenant) {
    tenant.adopt(inForce.hold(tenant.name(), global));
    tenant.broughtTo(tenant.scoring().thresholds().version());
    global
        .recalculation(tenant.name())
        .flatMap(RecalculationAnswer::id)
        .ifPresent(tenant::requested);
  }

  /** Aggregates are the sum over the customers' rows: they are added up here, and kept up after. */
  public void addUp(Task task, CustomerStores stores) {
    long started = System.nanoTime();
    long customers = 0;
    try (var rows = stores.customersAt("")) {
      while (rows.hasNext()) {
        var row = rows.next();
        customers +=
            task.row("start", row.key, () -> addUp(task, stores, row.key, row.value)) ? 1 : 0;
      }
    }
    if (customers > 0) {
      long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
      LOG.info("partition {}: {} customers added up in {} ms", task.partition(), customers, millis);
    }
  }

  private void addUp(Task task, CustomerStores stores, String rowKey, byte[] row) {
    CustomerKey key = CustomerKey.parse(rowKey);
    CustomerState customer = stores.decode(rowKey, row);
    Tenant tenant = get(key.tenant());
    task.writing();
    tenant.move(key.customer(), Optional.empty(), Optional.of(customer));
  }

  /** The tenant of that name, if it is here. */
  public Optional<Tenant> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /** All tenants that have customers on this partition, or were named within a tick. */
  public Collection<Tenant> all() {
    return all.values();
  }

  /** The tenants of whose spend there is something to publish, by when. */
  public Agenda toPublish() {
    return toPublish;
  }

  /** How the periods of all of them are counted. */
  public TenantCalendar calendar() {
    return calendar;
  }

  /** Forgets one that has no customers any more. */
  public void forget(Tenant tenant) {
    if (all.remove(tenant.name(), tenant)) {
      inForce.release(tenant.name());
    }
  }

  /** The task ends. Who still looks for a tenant finds it. */
  public void close() {
    if (!closed) {
      closed = true;
      all.keySet().forEach(inForce::release);
    }
  }

  /** Forgets those that were named and have no customers all the same; which those are. */
  public List<Tenant> forgetUnused() {
    if (made.isEmpty()) {
      return List.of();
    }
    List<Tenant> unused = made.stream().filter(Tenant::isEmpty).toList();
    unused.forEach(this::forget);
    made.clear();
    return unused;
  }
}
