package shop.crm.standalone.shop;

import java.time.Instant;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;

/**
 * The shop's events as they are to be published: the year of history at its own times, then the
 * same business going on as live traffic, each event dated when it is taken, so that whoever takes
 * them sets the pace. Endless; not safe for use by several threads.
 */
public final class ShopTraffic {

  private final SimulatedShop shop;
  private final Instant end;
  private InboundEvent upcoming;
  private long taken;

  /** The traffic of a shop, from the start of its history. */
  public ShopTraffic(ShopSettings settings) {
    this.shop = new SimulatedShop(settings);
    this.end = settings.end();
    this.upcoming = shop.next();
  }

  /** Whether the next event still belongs to the history. */
  public boolean inHistory() {
    return !upcoming.head().time().isAfter(end);
  }

  /**
   * The next event.
   *
   * @param now what an event of the live traffic is dated
   */
  public InboundEvent next(Instant now) {
    InboundEvent event = inHistory() ? upcoming : dated(upcoming, now);
    upcoming = shop.next();
    taken++;
    return event;
  }

  /** How many events were taken since the start of the history. */
  public long taken() {
    return taken;
  }

  private static InboundEvent dated(InboundEvent event, Instant now) {
    Head old = event.head();
    Head head = new Head(old.id(), old.customer(), now, old.source());
    return switch (event) {
      case OrderCreated e -> new OrderCreated(head, e.orderId(), e.total(), e.items());
      case OrderCompleted e -> new OrderCompleted(head, e.orderId(), e.total());
      case OrderCancelled e -> new OrderCancelled(head, e.orderId(), e.reason());
      case OrderRefunded e -> new OrderRefunded(head, e.orderId(), e.refundId(), e.amount());
      case UserRegistered e -> new UserRegistered(head, e.profile());
    };
  }
}
