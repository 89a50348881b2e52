package shop.crm.queries.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionTallies;
import shop.crm.topology.LiveTasks;

/** Gathers the tallies of all partitions, each exactly once, or nothing. */
final class Tallier {

  private final LiveTasks live;
  private final Peers peers;
  private final int partitions;
  private final Gather gather = new Gather();

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<PartitionTallies> ask(HostInfo instance, String tenant)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  Tallier(LiveTasks live, Peers peers, int partitions) {
    this.live = live;
    this.peers = peers;
    this.partitions = partitions;
  }

  List<PartitionTallies> local(String tenant) {
    return IntStream.range(0, partitions)
        .boxed()
        .flatMap(
            partition ->
                live
                    .task(partition)
                    .map(
                        task ->
                            new PartitionTallies(
                                partition, task.tallies(tenant), task.segments(tenant)))
                    .stream())
        .toList();
  }

  /**
   * The tallies of all partitions, each once; empty if one is missing or came twice.
   *
   * @param others asked only if they are needed: the other instances that own partitions
   */
  Optional<List<PartitionTallies>> all(String tenant, Supplier<List<HostInfo>> others) {
    List<PartitionTallies> parts = new ArrayList<>(local(tenant));
    if (parts.size() < partitions) {
      parts.addAll(gather.all(others.get(), instance -> peers.ask(instance, tenant)));
    }
    BitSet covered = new BitSet(partitions);
    for (PartitionTallies part : parts) {
      if (part.partition() < 0 || part.partition() >= partitions || covered.get(part.partition())) {
        return Optional.empty();
      }
      covered.set(part.partition());
    }
    return covered.cardinality() == partitions ? Optional.of(parts) : Optional.empty();
  }
}
