package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import shop.crm.benchmarks.check.OrderBooks;
import shop.crm.benchmarks.load.Pace;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;

/**
 * The time from an order until its customer can be read with it: of a new customer each time. Used
 * by one thread.
 */
final class Arrivals {

  private static final int PER_SECOND = 5;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final URI server;
  private final ShopPublisher.Target target;
  private final OrderBooks books;
  private final Supplier<Phase> phase;
  private final AtomicBoolean closing = new AtomicBoolean();
  private Optional<ShopPublisher> publisher = Optional.empty();
  private int number;

  Arrivals(URI server, URI broker, OrderBooks books, Supplier<Phase> phase) {
    this.server = server;
    this.target = GoodOrders.target(broker);
    this.books = books;
    this.phase = phase;
  }

  /** Orders and looks until it is told to end. */
  void run() throws InterruptedException, IOException {
    try (Caller caller = new Caller(server, GoodOrders.TENANT)) {
      Pace pace = new Pace(PER_SECOND);
      while (!closing.get()) {
        pace.next();
        Phase current = phase.get();
        long start = System.nanoTime();
        String customer = "arrival-" + number;
        number++;
        publish(GoodOrders.order(customer, customer, new Money(1_000)));
        awaitArrival(caller, "/api/v1/customers/" + customer, start);
        current.arrived(System.nanoTime() - start);
        pace.skip();
      }
    }
    publisher.ifPresent(ShopPublisher::close);
  }

  /** Ends {@link #run}. */
  void end() {
    closing.set(true);
  }

  private void publish(OrderCreated order) throws InterruptedException {
    books.enter(order);
    while (true) {
      try {
        if (publisher.isEmpty()) {
          publisher = Optional.of(ShopPublisher.connect(target));
        }
        publisher.get().publish(order);
        publisher.get().awaitConfirms();
        return;
      } catch (PublishFailed _) {
        publisher.ifPresent(ShopPublisher::close);
        publisher = Optional.empty();
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private static void awaitArrival(Caller caller, String path, long start)
      throws InterruptedException {
    while (System.nanoTime() - start < LONGEST_NANOS && !arrived(caller, path)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static boolean arrived(Caller caller, String path) {
    try {
      Answer answer = caller.get(path);
      return answer.status() == 200 && answer.text().contains("\"total_orders\":1,");
    } catch (IOException _) {
      return false;
    }
  }
}
