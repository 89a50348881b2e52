package shop.crm.benchmarks.measure;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients at the same time, each of which asks again as soon as it is answered.
 *
 * @param number how many
 * @param turn for how long they ask
 */
record Clients(int number, Duration turn) {

  /** One of them. */
  interface Client extends Closeable {

    /** Asks once, and waits for the answer. */
    void ask() throws IOException, SQLException;
  }

  /** Makes them. */
  interface Entry {

    /** The client of a number, from 0. */
    Client open(int number) throws IOException;
  }

  /** What they did. */
  record Load(double perSecond, Latencies latencies) {}

  /** Lets them ask for one turn. */
  Load load(Entry entry) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(number)) {
      long start = System.nanoTime();
      List<Future<Latencies>> open = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        int client = i;
        Callable<Latencies> asking = () -> ask(entry, client, start + turn.toNanos());
        open.add(threads.submit(asking));
      }
      Latencies all = new Latencies();
      for (Future<Latencies> each : open) {
        all.addAll(each.get());
      }
      return new Load(all.count() * 1e9 / (System.nanoTime() - start), all);
    }
  }

  private static Latencies ask(Entry entry, int number, long endNanos)
      throws IOException, SQLException {
    Latencies latencies = new Latencies();
    try (Client client = entry.open(number)) {
      for (long begin = System.nanoTime(); begin < endNanos; begin = System.nanoTime()) {
        client.ask();
        latencies.add(System.nanoTime() - begin);
      }
    }
    return latencies;
  }
}
