package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.check.OrderBooks;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** A shop and its readers, who go on through all parts of a soak. */
final class GoodTraffic {

  private static final int STOP_SECONDS = 120;

  private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase());
  private final OrderBooks books = new OrderBooks();
  private final List<Thread> threads = new ArrayList<>();
  private final GoodOrders orders;
  private final List<GoodReads> reads;
  private final Arrivals arrivals;
  private final Faults faults;

  /** One of its threads. */
  private interface Part {
    void run() throws InterruptedException, IOException;
  }

  private GoodTraffic(ServiceAddresses service, int ordersPerSecond, Faults faults) {
    this.faults = faults;
    orders = new GoodOrders(service.amqp(), books, ordersPerSecond);
    reads =
        IntStream.range(0, GoodReads.READERS)
            .mapToObj(number -> new GoodReads(service.http(), number, phase::get))
            .toList();
    arrivals = new Arrivals(service.http(), service.amqp(), books, phase::get);
  }

  static GoodTraffic start(ServiceAddresses service, int ordersPerSecond, Faults faults) {
    GoodTraffic traffic = new GoodTraffic(service, ordersPerSecond, faults);
    traffic.start("orders", traffic.orders::run);
    traffic.reads.forEach(reader -> traffic.start("reads", reader::run));
    traffic.start("arrivals", traffic.arrivals::run);
    return traffic;
  }

  private void start(String name, Part part) {
    threads.add(Thread.ofPlatform().name("good " + name).daemon().start(() -> run(name, part)));
  }

  private void run(String name, Part part) {
    try {
      part.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      faults.add("good traffic cannot go on: " + e, name);
    }
  }

  /** What is waited for from now on. */
  Phase begin() {
    Phase next = new Phase();
    phase.set(next);
    return next;
  }

  OrderBooks books() {
    return books;
  }

  /** How many good GETs had to be asked again so far. */
  long refusedReads() {
    return reads.stream().mapToLong(GoodReads::refused).sum();
  }

  /** Ends it; what was sent is confirmed then, unless the broker is gone for good. */
  void end() throws InterruptedException {
    orders.end();
    reads.forEach(GoodReads::end);
    arrivals.end();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    for (Thread thread : threads) {
      long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
      thread.join(left);
      if (thread.isAlive()) {
        faults.add("good traffic is still waiting for the service", thread.getName());
        thread.interrupt();
      }
    }
  }
}
