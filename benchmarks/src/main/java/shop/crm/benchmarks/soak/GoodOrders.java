package shop.crm.benchmarks.soak;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import shop.crm.benchmarks.check.OrderBooks;
import shop.crm.benchmarks.load.Pace;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;
import shop.crm.standalone.publisher.ShopPublisher.Delivery;
import shop.crm.standalone.publisher.ShopPublisher.Target;

/**
 * Orders of a shop as it should be, and a refund of every tenth. What the broker has not confirmed
 * is sent again on another connection, as a shop does. Used by one thread.
 */
final class GoodOrders {

  /** The shop's tenant. */
  static final String TENANT = "soak";

  static final int CUSTOMERS = 500;

  private static final int CONFIRMED_AFTER = 100;

  private final Target target;
  private final OrderBooks books;
  private final int perSecond;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final List<InboundEvent> unconfirmed = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private Optional<ShopPublisher> publisher = Optional.empty();
  private int number;

  GoodOrders(URI broker, OrderBooks books, int perSecond) {
    this.target = target(broker);
    this.books = books;
    this.perSecond = perSecond;
  }

  /** How a good shop publishes. */
  static Target target(URI broker) {
    return new Target(new RabbitAddress(broker), "shop.events", "UAH", Delivery.PERSISTENT);
  }

  static String customer(int number) {
    return "c-" + number;
  }

  /** An order of a customer, new. */
  static OrderCreated order(String id, String customer, Money total) {
    Head head = new Head(id, new CustomerKey(TENANT, customer), Instant.now(), "soak");
    return new OrderCreated(head, id, total, List.of());
  }

  /** Publishes until it is told to end, and then until everything is confirmed. */
  void run() throws InterruptedException {
    Pace pace = new Pace(perSecond);
    while (!closing.get()) {
      pace.next();
      for (InboundEvent event : nextEvents()) {
        books.enter(event);
        unconfirmed.add(event);
        publish(event);
      }
      if (unconfirmed.size() >= CONFIRMED_AFTER) {
        confirm();
      }
    }
    confirm();
    publisher.ifPresent(ShopPublisher::close);
  }

  /** Ends {@link #run}. */
  void end() {
    closing.set(true);
  }

  private List<InboundEvent> nextEvents() {
    String id = "order-" + number;
    String customer = customer(random.nextInt(CUSTOMERS));
    OrderCreated order = order(id, customer, new Money(1_000 + random.nextInt(100_000)));
    number++;
    if (number % 10 != 0) {
      return List.of(order);
    }
    Head head = new Head("refund-" + id, order.head().customer(), Instant.now(), "soak");
    return List.of(order, new OrderRefunded(head, id, "refund", new Money(500)));
  }

  private void publish(InboundEvent event) throws InterruptedException {
    try {
      open().publish(event);
    } catch (PublishFailed _) {
      publishAgain();
    }
  }

  private void confirm() throws InterruptedException {
    while (!unconfirmed.isEmpty()) {
      try {
        open().awaitConfirms();
        unconfirmed.clear();
      } catch (PublishFailed _) {
        publishAgain();
      }
    }
  }

  /** On a new connection: what was confirmed on the old one, too, counts once. */
  private void publishAgain() throws InterruptedException {
    while (true) {
      publisher.ifPresent(ShopPublisher::close);
      publisher = Optional.empty();
      TimeUnit.SECONDS.sleep(1);
      try {
        for (InboundEvent event : unconfirmed) {
          open().publish(event);
        }
        return;
      } catch (PublishFailed _) {
        // The broker is still away.
      }
    }
  }

  private ShopPublisher open() throws PublishFailed {
    if (publisher.isEmpty()) {
      publisher = Optional.of(ShopPublisher.connect(target));
    }
    return publisher.get();
  }
}
