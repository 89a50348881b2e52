package shop.crm.topology.facts;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.topology.domain.CustomerDecisions;
import shop.crm.topology.domain.CustomerDecisions.Known;
import shop.crm.topology.domain.CustomerDecisions.KnownOrder;
import shop.crm.topology.domain.Decision;
import shop.crm.topology.stores.AsideRows;
import shop.crm.topology.stores.CustomerStores;
import shop.crm.topology.stores.RowTooLarge;
import shop.crm.topology.stores.TooManyRefunds;
import shop.crm.topology.task.Task;
import shop.crm.topology.tenant.Tenant;
import shop.crm.topology.tenant.Tenants;
import shop.crm.topology.writer.ChangeCause;
import shop.crm.topology.writer.DecisionWriter;

/**
 * Takes the facts that a customer's history is made of, orders and entries of the loyalty ledger:
 * loads what is known, decides, hands over. They come as records, and again from the rows of an
 * erased customer where they are newer than the erasure.
 */
public final class HistoryFacts {

  private final Task task;
  private final CustomerStores stores;
  private final AsideRows aside;
  private final Tenants tenants;
  private final DecisionWriter writer;

  /** What takes the facts of one task's customers, over its stores. */
  public HistoryFacts(
      Task task, CustomerStores stores, AsideRows aside, Tenants tenants, DecisionWriter writer) {
    this.task = task;
    this.stores = stores;
    this.aside = aside;
    this.tenants = tenants;
    this.writer = writer;
  }

  /**
   * Takes an event about an order.
   *
   * @throws RowTooLarge if a row would be larger than rows may be
   * @throws TooManyRefunds if an order that nobody has placed would have more than are kept aside
   * @throws TooManyPoints if the customer would have more points than are exact
   */
  public void take(OrderEvent event, Instant now, ChangeCause origin) {
    CustomerKey customer = event.head().customer();
    Known known = stores.known(customer);
    KnownOrder order = stores.order(customer, known, event);
    if (CustomerDecisions.isOfNobody(known, order, event)) {
      CustomerDecisions.aside(known, aside.order(customer, known, event), event)
          .ifPresent(kept -> keepAside(customer, known, kept, now));
      return;
    }
    boolean mayBeAside = known.erasedAt().isPresent() && order.order().isEmpty();
    KnownOrder all = mayBeAside ? aside.whole(customer, known, event.orderId()) : order;
    Tenant tenant = tenants.get(customer.tenant());
    Optional<Decision> decided = CustomerDecisions.decide(known, all, event, tenant.scoring(), now);
    if (decided.isPresent()) {
      writer.write(customer, tenant, known.customer(), exact(decided.get()), origin);
      if (mayBeAside) {
        aside.forget(customer, known, event.orderId());
      }
    }
  }

  /** At most as long as its creation could still be read from its topic. */
  private void keepAside(CustomerKey customer, Known known, OrderState order, Instant now) {
    AsideRows.Kept kept = AsideRows.kept(order, now.plus(Topics.EVENT_RETENTION));
    task.writing();
    aside.put(customer, known, kept);
  }

  /**
   * Takes an entry of the loyalty ledger.
   *
   * @throws RowTooLarge if a row would be larger than rows may be
   * @throws TooManyPoints if the customer would have more points than are exact
   */
  public void take(LoyaltyEntry entry, Instant now, ChangeCause origin) {
    CustomerKey customer = entry.customer();
    Tenant tenant = tenants.get(customer.tenant());
    Known known = stores.known(customer);
    boolean isKnown = stores.hasEntry(known, entry);
    CustomerDecisions.decide(known, isKnown, entry, tenant.scoring(), now)
        .ifPresent(
            decision -> writer.write(customer, tenant, known.customer(), exact(decision), origin));
  }

  private static Decision exact(Decision decision) {
    if (!decision.state().loyalty().isExact()) {
      throw new TooManyPoints();
    }
    return decision;
  }
}
