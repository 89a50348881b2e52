package shop.crm.connectors.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The same work by several threads at once. */
final class Together {

  private Together() {}

  static <T> List<T> together(int threads, Callable<T> work)
      throws InterruptedException, ExecutionException {
    return together(threads, number -> work);
  }

  /** Each thread has its own work, and all begin at the same time. */
  static <T> List<T> together(int threads, IntFunction<Callable<T>> work)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(threads);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> futures =
          IntStream.range(0, threads)
              .mapToObj(
                  number ->
                      executor.submit(
                          () -> {
                            start.await();
                            return work.apply(number).call();
                          }))
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
