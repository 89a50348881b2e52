package shop.crm.queries.live;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionPurchases;
import shop.crm.topology.domain.clv.PurchaseHistogram;

/** Gathers how a tenant's customers bought from all partitions, each exactly once, or nothing. */
final class PurchaseGatherer {

  private final Tallier tallier;
  private final Peers peers;

  /** How another instance is asked. */
  interface Peers extends AutoCloseable {
    List<PartitionPurchases> ask(HostInfo instance, String tenant)
        throws IOException, InterruptedException;

    @Override
    void close();
  }

  PurchaseGatherer(Tallier tallier, Peers peers) {
    this.tallier = tallier;
    this.peers = peers;
  }

  List<PartitionPurchases> local(String tenant) {
    return tallier.local(read(tenant));
  }

  /**
   * That of all partitions; empty if one is missing or came twice.
   *
   * @param others asked only if they are needed: the other instances that own partitions
   */
  Optional<PurchaseHistogram> all(String tenant, Supplier<List<HostInfo>> others) {
    return tallier
        .all(read(tenant), others, instance -> peers.ask(instance, tenant))
        .map(
            parts ->
                parts.stream()
                    .map(PartitionPurchases::purchases)
                    .reduce(new PurchaseHistogram(), PurchaseHistogram::plus));
  }

  private static Tallier.Read<PartitionPurchases> read(String tenant) {
    return (partition, task) -> new PartitionPurchases(partition, task.purchases(tenant));
  }
}
