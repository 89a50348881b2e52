package shop.crm.queries.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.streams.state.HostInfo;

/** Asks several instances at once; those that do not answer are left out, and logged once. */
final class Gather {

  private final PeersAway away = new PeersAway();

  /** How one instance is asked. */
  interface Ask<T> {
    List<T> of(HostInfo instance) throws IOException, InterruptedException;
  }

  <T> List<T> all(List<HostInfo> instances, Ask<T> ask) {
    List<T> parts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<T>>> asked =
          instances.stream().map(one -> threads.submit(() -> ask.of(one))).toList();
      for (int i = 0; i < asked.size(); i++) {
        try {
          parts.addAll(asked.get(i).get());
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
}
