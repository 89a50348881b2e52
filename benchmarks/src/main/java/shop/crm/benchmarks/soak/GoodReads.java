package shop.crm.benchmarks.soak;

import java.io.IOException;
import java.net.URI;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import shop.crm.benchmarks.load.Pace;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;

/**
 * GETs of the shop's customers by one of its back ends. One that is not answered is asked again,
 * and has waited as long as that takes. Used by one thread; there are several, or else one slow
 * answer would be counted for all that are due behind it.
 */
final class GoodReads {

  /** How many ask beside each other: 50 GETs a second in all. */
  static final int READERS = 10;

  private static final int PER_SECOND = 5;

  private final URI server;
  private final Supplier<Phase> phase;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final LongAdder refused = new LongAdder();
  private final int number;
  private final SplittableRandom random;

  GoodReads(URI server, int number, Supplier<Phase> phase) {
    this.number = number;
    this.random = new SplittableRandom(number);
    this.server = server;
    this.phase = phase;
  }

  /** How many answers were none, or told of a fault of the service. */
  long refused() {
    return refused.sum();
  }

  /** Asks until it is told to end. */
  void run() throws InterruptedException, IOException {
    try (Caller caller = new Caller(server, GoodOrders.TENANT)) {
      Pace pace = new Pace(PER_SECOND, (double) number / READERS);
      while (!closing.get()) {
        long due = pace.next();
        Phase current = phase.get();
        String path =
            "/api/v1/customers/" + GoodOrders.customer(random.nextInt(GoodOrders.CUSTOMERS));
        while (!answered(caller, path) && !closing.get()) {
          refused.increment();
          TimeUnit.MILLISECONDS.sleep(100);
        }
        current.read(System.nanoTime() - due);
      }
    }
  }

  /** Ends {@link #run}. */
  void end() {
    closing.set(true);
  }

  /** A customer who has not ordered yet is no fault. */
  private static boolean answered(Caller caller, String path) {
    try {
      Answer answer = caller.get(path);
      return answer.status() == 200 || answer.status() == 404;
    } catch (IOException _) {
      return false;
    }
  }
}
