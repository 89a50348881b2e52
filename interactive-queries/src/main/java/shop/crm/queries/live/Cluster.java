package shop.crm.queries.live;

import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.ClusterStatus.Instance;
import shop.crm.queries.live.StreamsView.Lag;
import shop.crm.schemas.Topics;

/**
 * Who takes part, and what each owns.
 *
 * @param streams where that is known
 * @param self the address of this process
 */
record Cluster(StreamsView streams, HostInfo self) {

  private static final long LAG_TIMEOUT_MILLIS = 2_000;

  /** The other instances that own partitions, and which. */
  Map<HostInfo, BitSet> others() {
    Map<HostInfo, BitSet> others = new LinkedHashMap<>();
    for (Instance instance : instances()) {
      if (!instance.self() && !instance.partitions().isEmpty()) {
        BitSet owned = new BitSet();
        instance.partitions().forEach(owned::set);
        others.put(new HostInfo(instance.host(), instance.port()), owned);
      }
    }
    return others;
  }

  /** The other instances that keep a copy of a partition. */
  List<HostInfo> copies(int partition) {
    return instances().stream()
        .filter(instance -> !instance.self() && instance.standbys().contains(partition))
        .map(instance -> new HostInfo(instance.host(), instance.port()))
        .toList();
  }

  /** Every instance, sorted by address. */
  List<Instance> instances() {
    Collection<StreamsMetadata> known = List.of();
    if (streams.state().isRunningOrRebalancing()) {
      known = streams.instances();
    }
    return known.stream()
        .map(
            instance ->
                new Instance(
                    instance.host(),
                    instance.port(),
                    instance.hostInfo().equals(self),
                    partitions(instance.topicPartitions()),
                    partitions(instance.standbyTopicPartitions())))
        .sorted(Comparator.comparing(Instance::host).thenComparing(Instance::port))
        .toList();
  }

  private static List<Integer> partitions(Collection<TopicPartition> inputs) {
    return inputs.stream()
        .filter(input -> input.topic().equals(Topics.ORDERS))
        .map(TopicPartition::partition)
        .sorted()
        .toList();
  }

  /** Whether every partition has an owner. */
  boolean covers(int partitions) {
    return instances().stream()
            .flatMap(instance -> instance.partitions().stream())
            .distinct()
            .count()
        == partitions;
  }

  /** The partitions that this process owns. */
  List<Integer> own() {
    return instances().stream()
        .filter(Instance::self)
        .flatMap(instance -> instance.partitions().stream())
        .toList();
  }

  /** Records that stores here are still behind their changelogs; empty if Kafka does not tell. */
  Optional<Map<String, Long>> restoring() {
    var asked =
        CompletableFuture.supplyAsync(streams::lags, task -> Thread.ofVirtual().start(task))
            .orTimeout(LAG_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    try {
      Map<String, Long> behind = new TreeMap<>();
      asked
          .join()
          .forEach(
              (store, lags) ->
                  behind.put(store, lags.values().stream().mapToLong(Lag::behind).sum()));
      return Optional.of(behind);
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }
}
