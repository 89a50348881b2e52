package shop.crm.benchmarks.faults.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.faults.cluster.Cluster;
import shop.crm.benchmarks.faults.traffic.Orders.Next;
import shop.crm.benchmarks.faults.watch.Confirmed;
import shop.crm.benchmarks.faults.watch.Flow;
import shop.crm.benchmarks.faults.watch.Flows;
import shop.crm.benchmarks.load.Pace;
import shop.crm.benchmarks.load.Threads;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.standalone.publisher.ShopPublisher.Delivery;
import shop.crm.standalone.publisher.ShopPublisher.Target;

/**
 * Order events by RabbitMQ and straight onto Kafka, and changes of profiles over HTTP, at a steady
 * rate: each is confirmed before the next of its way, and entered in the books.
 */
public final class Traffic implements AutoCloseable {

  /** Whose customers they are. */
  public static final String TENANT = "faults";

  static final String CURRENCY = "UAH";

  private static final int RENAMES_A_SECOND = 4;
  private static final Duration ENDING = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Plan plan;
  private final Ledger ledger;
  private final Confirmed confirmed;
  private final Flows flows;
  private final Faults faults;
  private final List<String> customers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Lane> lanes;

  /** Those who send share it; it is held alone while the traffic rests. */
  private final ReentrantReadWriteLock sending = new ReentrantReadWriteLock(true);

  private volatile boolean closing;

  /**
   * How much it is.
   *
   * @param customers who are there at the beginning
   * @param ordersPerSecond events about orders, over both ways
   * @param seed of what is drawn
   */
  public record Plan(int customers, int ordersPerSecond, long seed) {}

  private record Lane(OrderWay way, Orders orders, Flow flow) {}

  /** Nothing is sent yet. */
  public Traffic(
      Cluster cluster, Plan plan, Ledger ledger, Confirmed confirmed, Flows flows, Faults faults) {
    this.cluster = cluster;
    this.plan = plan;
    this.ledger = ledger;
    this.confirmed = confirmed;
    this.flows = flows;
    this.faults = faults;
    Target target =
        new Target(
            new RabbitAddress(cluster.amqp().url()),
            cluster.exchange(),
            CURRENCY,
            Delivery.PERSISTENT);
    OrderWay rabbit = new RabbitWay(target);
    OrderWay kafka = new KafkaWay(cluster.kafkaClient());
    lanes =
        List.of(
            new Lane(rabbit, new Orders(rabbit.prefix(), plan.seed()), flows.fromRabbit()),
            new Lane(kafka, new Orders(kafka.prefix(), plan.seed()), flows.fromKafka()));
  }

  /** Sends the first order of each customer. */
  public void fill() throws InterruptedException {
    for (Lane lane : lanes) {
      for (int i = 0; i < plan.customers() / lanes.size(); i++) {
        Next order = lane.orders().ofNewCustomer();
        customers.add(order.event().head().customer().customer());
        send(lane, order);
      }
    }
  }

  /** Who was there at the beginning. */
  public List<String> customers() {
    return List.copyOf(customers);
  }

  /** Begins to send, until this is closed. */
  public void start() {
    for (Lane lane : lanes) {
      int perSecond = Math.max(1, plan.ordersPerSecond() / lanes.size());
      begin("orders " + lane.way().prefix(), perSecond, () -> send(lane, lane.orders().next()));
    }
    Renames renames = new Renames(cluster, plan.seed(), faults);
    SplittableRandom random = new SplittableRandom(plan.seed());
    begin("renames", RENAMES_A_SECOND, () -> rename(renames, random));
  }

  /** Something that is sent again and again. */
  private interface Sending {
    void send() throws InterruptedException;
  }

  private void begin(String name, int perSecond, Sending next) {
    threads.add(
        Thread.ofPlatform().name(name).daemon().start(() -> run(name, new Pace(perSecond), next)));
  }

  private void run(String name, Pace pace, Sending next) {
    try {
      while (!closing) {
        pace.next();
        sending.readLock().lockInterruptibly();
        try {
          next.send();
        } finally {
          sending.readLock().unlock();
        }
        pace.skip();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      faults.add("traffic cannot go on: " + e, name);
    }
  }

  private void send(Lane lane, Next next) throws InterruptedException {
    InboundEvent event = next.event();
    ledger.enter(event);
    lane.way().send(event);
    String customer = event.head().customer().customer();
    if (lane.way() instanceof KafkaWay && event instanceof OrderCreated) {
      confirmed.add(customer);
    }
    if (next.first()) {
      lane.flow().sent(customer);
    }
  }

  private void rename(Renames renames, SplittableRandom random) throws InterruptedException {
    String customer = customers.get(random.nextInt(customers.size()));
    String name = renames.name();
    renames.rename(customer, name);
    ledger.rename(customer, name);
    flows.profiles().sent(name);
  }

  /**
   * Waits until what is being sent is confirmed, and sends nothing until {@link #resume}.
   *
   * @param seconds how long that may take
   * @return whether it was confirmed in time
   */
  public boolean rest(int seconds) throws InterruptedException {
    return sending.writeLock().tryLock(seconds, TimeUnit.SECONDS);
  }

  /** Goes on after {@link #rest}. */
  public void resume() {
    sending.writeLock().unlock();
  }

  @Override
  public void close() {
    closing = true;
    if (sending.isWriteLockedByCurrentThread()) {
      resume();
    }
    Threads.end(threads, ENDING);
    lanes.forEach(lane -> lane.way().close());
  }
}
