package shop.crm.queries.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionPurchases;
import shop.crm.topology.LiveTasks;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** Gathers how a tenant's customers bought from all partitions, each exactly once, or nothing. */
final class PurchaseGatherer {

  private final LiveTasks live;
  private final Peers peers;
  private final int partitions;
  private final Gather gather = new Gather();

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<PartitionPurchases> ask(HostInfo instance, String tenant)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  PurchaseGatherer(LiveTasks live, Peers peers, int partitions) {
    this.live = live;
    this.peers = peers;
    this.partitions = partitions;
  }

  List<PartitionPurchases> local(String tenant) {
    return IntStream.range(0, partitions)
        .boxed()
        .flatMap(
            partition ->
                live
                    .task(partition)
                    .map(task -> new PartitionPurchases(partition, task.purchases(tenant)))
                    .stream())
        .toList();
  }

  /**
   * That of all partitions; empty if one is missing or came twice.
   *
   * @param others asked only if they are needed: the other instances that own partitions
   */
  Optional<PurchaseHistogram> all(String tenant, Supplier<List<HostInfo>> others) {
    List<PartitionPurchases> parts = new ArrayList<>(local(tenant));
    if (parts.size() < partitions) {
      parts.addAll(gather.all(others.get(), instance -> peers.ask(instance, tenant)));
    }
    BitSet covered = new BitSet(partitions);
    PurchaseHistogram sum = new PurchaseHistogram();
    for (PartitionPurchases part : parts) {
      if (part.partition() < 0 || part.partition() >= partitions || covered.get(part.partition())) {
        return Optional.empty();
      }
      covered.set(part.partition());
      sum = sum.plus(part.purchases());
    }
    return covered.cardinality() == partitions ? Optional.of(sum) : Optional.empty();
  }
}
