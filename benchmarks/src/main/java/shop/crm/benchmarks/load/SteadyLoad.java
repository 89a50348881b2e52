package shop.crm.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * GETs at a steady rate, each at its time whether or not the one before is answered by then, as far
 * as there are connections: what an answer is late counts for those behind it, too.
 *
 * @param headers lines that each request has, each with its end
 * @param paths any of which is asked for, each time anew
 * @param connections among which the requests are dealt out
 * @param perSecond how many requests
 */
public record SteadyLoad(
    URI server, String headers, List<String> paths, int connections, int perSecond) {

  public SteadyLoad {
    paths = List.copyOf(paths);
  }

  /**
   * Asks for a while.
   *
   * @return from the time at which each was to be sent until it was answered, in nanoseconds
   * @throws ExecutionException if one is not answered by 200
   */
  public List<Long> run(Duration time) throws InterruptedException, ExecutionException {
    long each = TimeUnit.SECONDS.toNanos(1) / perSecond;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Long>>> running = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < connections; i++) {
        long first = start + i * each;
        int seed = i;
        Callable<List<Long>> asking =
            () -> ask(seed, first, connections * each, start + time.toNanos());
        running.add(threads.submit(asking));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> one : running) {
        all.addAll(one.get());
      }
      return all;
    }
  }

  private List<Long> ask(int seed, long first, long period, long end)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> took = new ArrayList<>();
    try (HttpLoad connection = new HttpLoad(server, headers)) {
      for (long due = first; due < end; due += period) {
        long early = due - System.nanoTime();
        if (early > 0) {
          TimeUnit.NANOSECONDS.sleep(early);
        }
        HttpLoad.Answer answer = connection.get(paths.get(random.nextInt(paths.size())));
        if (answer.status() != 200) {
          throw new IllegalStateException("answered " + answer.status());
        }
        took.add(System.nanoTime() - due);
      }
    }
    return took;
  }
}
