package shop.crm.queries.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.HostInfo;

/** Asks several instances at once; those that do not answer are left out, and logged once. */
final class Gather {

  private static final long MILLIS_BETWEEN_LOOKS = 50;

  private final PeersAway away = new PeersAway();

  /** How one instance is asked. */
  interface Ask<T> {
    List<T> of(HostInfo instance) throws IOException, InterruptedException;
  }

  /**
   * What they answer.
   *
   * @param stop whether to wait no longer; those that have not answered by then are let go
   */
  <T> List<T> all(List<HostInfo> instances, Ask<T> ask, BooleanSupplier stop) {
    List<T> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<T>>> asked =
          instances.stream().map(one -> threads.submit(() -> ask.of(one))).toList();
      for (int i = 0; i < asked.size(); i++) {
        try {
          Optional<List<T>> part = await(asked.get(i), stop);
          if (part.isEmpty()) {
            threads.shutdownNow();
            return parts;
          }
          parts.addAll(part.get());
          away.answered(instances.get(i));
        } catch (ExecutionException e) {
          away.failed(instances.get(i), e.getCause());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return parts;
  }

  private static <T> Optional<T> await(Future<T> asked, BooleanSupplier stop)
      throws InterruptedException, ExecutionException {
    while (!stop.getAsBoolean()) {
      try {
        return Optional.of(asked.get(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // Not yet: the loop asks whether to wait on.
        continue;
      }
    }
    return Optional.empty();
  }
}
