package shop.crm.topology.walk;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.Erasures;
import shop.crm.topology.domain.Erasures.Outcome;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.ChangeCause;
import shop.crm.topology.writer.DecisionWriter;

/**
 * Erases customers. All that is known of one goes with the record that tells of it, but for the
 * history, which may be very long: see {@link ErasedHistories}.
 */
public final class Eraser {

  private final CustomerStores stores;
  private final Tenants tenants;
  private final DecisionWriter writer;
  private final ErasedHistories histories;
  private final Sweeper sweeper;

  /** The eraser of one task, over its stores. */
  public Eraser(
      CustomerStores stores,
      Tenants tenants,
      DecisionWriter writer,
      ErasedHistories histories,
      Sweeper sweeper) {
    this.stores = stores;
    this.tenants = tenants;
    this.writer = writer;
    this.histories = histories;
    this.sweeper = sweeper;
  }

  /**
   * Erases a customer, but for the history.
   *
   * @param at when they were erased
   * @param version of the profile that is erased
   * @param origin what tells of it
   */
  public void erase(
      CustomerKey customer, Instant at, long version, Instant now, ChangeCause origin) {
    Tenant tenant = tenants.get(customer.tenant());
    Known known = stores.known(customer);
    Optional<Outcome> erased = Erasures.erase(customer, known, at, version, tenant.scoring(), now);
    if (erased.isPresent()) {
      Outcome outcome = erased.get();
      writer.erase(customer, tenant, known.customer(), outcome, origin);
      histories.begin(customer, outcome.erasure(), origin);
      sweeper.erased(tenant, customer);
      outcome
          .successor()
          .ifPresent(next -> writer.write(customer, tenant, Optional.empty(), next, origin));
    }
  }
}
