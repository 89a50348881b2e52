package shop.crm.standalone.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundType;
import shop.crm.standalone.importer.ImportProgress;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;
import shop.crm.standalone.shop.ShopBooks;
import shop.crm.standalone.shop.ShopBooks.Account;
import shop.crm.standalone.shop.ShopJournal;
import shop.crm.standalone.shop.ShopTraffic;
import shop.crm.topology.domain.RfmRules;

/** The simulated shop at work: publishes its history, then goes on with live traffic. */
public final class DemoShop implements AutoCloseable {

  private static final int SLOWEST_MILLIS = 350;
  private static final int FASTEST_MILLIS = 150;
  private static final Duration TOLD = Duration.ofSeconds(30);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

  private final Path directory;
  private final ShopPublisher publisher;
  private final Clock clock;
  private final ShopTraffic traffic;
  private final ShopBooks books = new ShopBooks();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private ShopJournal journal;
  private volatile boolean live;

  /**
   * A shop that goes on where its journal ends.
   *
   * @param directory where its journal is kept
   * @param publisher takes its events; closed with the shop
   */
  public DemoShop(Path directory, ShopJournal journal, ShopPublisher publisher, Clock clock) {
    this.directory = directory;
    this.journal = journal;
    this.publisher = publisher;
    this.clock = clock;
    this.traffic = new ShopTraffic(journal.settings());
    while (traffic.taken() < journal.published()) {
      take();
    }
  }

  private InboundEvent take() {
    boolean history = traffic.inHistory();
    InboundEvent event = traffic.next(clock.instant());
    if (history) {
      books.add(event);
    }
    return event;
  }

  /**
   * Publishes what is left of the history, and waits until all of it is confirmed.
   *
   * @return how many events were published
   */
  public long publishHistory(ImportProgress progress) throws PublishFailed, IOException {
    Instant start = journal.settings().start();
    long span = Duration.between(start, journal.settings().end()).toSeconds();
    long published = 0;
    while (traffic.inHistory()) {
      InboundEvent event = take();
      publisher.publish(event);
      published++;
      long done = Duration.between(start, event.head().time()).toSeconds();
      progress.at("a year of orders", done, span);
    }
    progress.done();
    confirm();
    return published;
  }

  /** The customers at the end of the history, as they stand now. */
  public List<Account> accounts(RfmRules rules) {
    return books.accounts(rules, clock.instant());
  }

  /**
   * Goes on until it is closed, with about four events a second.
   *
   * @param status is told now and then what was going on
   */
  public void runLive(Consumer<String> status) throws PublishFailed, IOException {
    live = true;
    try {
      SplittableRandom pace = new SplittableRandom();
      Map<InboundType, Integer> counts = new EnumMap<>(InboundType.class);
      Instant told = clock.instant();
      while (!stop.await(pace.nextInt(FASTEST_MILLIS, SLOWEST_MILLIS), TimeUnit.MILLISECONDS)) {
        InboundEvent event = take();
        publisher.publish(event);
        counts.merge(event.type(), 1, Integer::sum);
        if (clock.instant().isAfter(told.plus(TOLD))) {
          confirm();
          status.accept(told(counts));
          counts.clear();
          told = clock.instant();
        }
      }
      confirm();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private void confirm() throws PublishFailed, IOException {
    publisher.awaitConfirms();
    journal = new ShopJournal(journal.settings(), traffic.taken());
    journal.write(directory);
  }

  private static String told(Map<InboundType, Integer> counts) {
    return "live: %d orders, %d completed, %d cancelled, %d refunded, %d new customers in %d s"
        .formatted(
            counts.getOrDefault(InboundType.ORDER_CREATED, 0),
            counts.getOrDefault(InboundType.ORDER_COMPLETED, 0),
            counts.getOrDefault(InboundType.ORDER_CANCELLED, 0),
            counts.getOrDefault(InboundType.ORDER_REFUNDED, 0),
            counts.getOrDefault(InboundType.USER_REGISTERED, 0),
            TOLD.toSeconds());
  }

  /** Ends the live traffic once what was published is confirmed, and closes the publisher. */
  @Override
  public void close() {
    stop.countDown();
    try {
      if (live) {
        stopped.await(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      publisher.close();
    }
  }
}
