package shop.crm.queries.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionCohorts;
import shop.crm.queries.live.LiveState.PartitionMigrations;
import shop.crm.queries.live.LiveState.PartitionTallies;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.LiveTask;

/** Gathers the figures of all partitions, each exactly once, or nothing. */
final class Tallier {

  private final LiveTasks live;
  private final Peers peers;
  private final int partitions;
  private final Gather gather = new Gather();

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<PartitionTallies> ask(HostInfo instance, String tenant)
        throws IOException, InterruptedException;

    List<PartitionCohorts> cohorts(HostInfo instance, String tenant, CohortQuery query)
        throws IOException, InterruptedException;

    List<PartitionMigrations> migrations(
        HostInfo instance, String tenant, int fromEpochDay, int toEpochDay)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  /** What is read of the task of a partition. */
  interface Read<P> {
    P of(int partition, LiveTask task);
  }

  Tallier(LiveTasks live, Peers peers, int partitions) {
    this.live = live;
    this.peers = peers;
    this.partitions = partitions;
  }

  List<PartitionTallies> local(String tenant) {
    return local(tallies(tenant));
  }

  /** What is read of each partition whose task runs here. */
  <P> List<P> local(Read<P> read) {
    return IntStream.range(0, partitions)
        .boxed()
        .flatMap(partition -> live.task(partition).map(task -> read.of(partition, task)).stream())
        .toList();
  }

  private static Read<PartitionTallies> tallies(String tenant) {
    return (partition, task) ->
        new PartitionTallies(partition, task.tallies(tenant), task.segments(tenant));
  }

  /** The tallies of all partitions. */
  Optional<List<PartitionTallies>> all(String tenant, Supplier<List<HostInfo>> others) {
    return all(tallies(tenant), others, instance -> peers.ask(instance, tenant));
  }

  /**
   * The figures of all partitions, each once; empty if one is missing or came twice.
   *
   * @param others asked only if they are needed: the other instances that own partitions
   */
  <P extends OfPartition> Optional<List<P>> all(
      Read<P> read, Supplier<List<HostInfo>> others, Gather.Ask<P> ask) {
    List<P> parts = new ArrayList<>(local(read));
    if (parts.size() < partitions) {
      parts.addAll(gather.all(others.get(), ask));
    }
    BitSet covered = new BitSet(partitions);
    for (P part : parts) {
      if (part.partition() < 0 || part.partition() >= partitions || covered.get(part.partition())) {
        return Optional.empty();
      }
      covered.set(part.partition());
    }
    return covered.cardinality() == partitions ? Optional.of(parts) : Optional.empty();
  }
}
