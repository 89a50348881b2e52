package shop.crm.queries.live;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.live.LiveState.PartitionCohorts;
import shop.crm.queries.live.LiveState.PartitionMigrations;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.state.MigrationsRow;
import shop.crm.topology.domain.CohortTallies;

/** How a tenant's customers come back, and between which segments they move. */
final class Movements {

  private final Tallier tallier;
  private final Tallier.Peers peers;
  private final Supplier<List<HostInfo>> others;

  Movements(Tallier tallier, Tallier.Peers peers, Supplier<List<HostInfo>> others) {
    this.tallier = tallier;
    this.peers = peers;
    this.others = others;
  }

  List<PartitionCohorts> localCohorts(String tenant, CohortQuery query) {
    return tallier.local(read(tenant, query));
  }

  /** The cohorts over all partitions; empty if one is missing. */
  Optional<CohortTallies> cohorts(String tenant, CohortQuery query) {
    return tallier
        .all(read(tenant, query), others, instance -> peers.cohorts(instance, tenant, query))
        .map(
            parts ->
                parts.stream()
                    .map(PartitionCohorts::cohorts)
                    .reduce(CohortTallies.EMPTY, CohortTallies::plus));
  }

  private static Tallier.Read<PartitionCohorts> read(String tenant, CohortQuery query) {
    return (partition, task) ->
        new PartitionCohorts(
            partition, task.cohorts(tenant, query.granularity(), query.from(), query.to()));
  }

  List<PartitionMigrations> localMigrations(String tenant, int fromEpochDay, int toEpochDay) {
    return tallier.local(read(tenant, fromEpochDay, toEpochDay));
  }

  /** The moves over all partitions; empty if one is missing. */
  Optional<NavigableMap<Integer, DayMigrations>> migrations(
      String tenant, int fromEpochDay, int toEpochDay) {
    return tallier
        .all(
            read(tenant, fromEpochDay, toEpochDay),
            others,
            instance -> peers.migrations(instance, tenant, fromEpochDay, toEpochDay))
        .map(Movements::sum);
  }

  private static NavigableMap<Integer, DayMigrations> sum(List<PartitionMigrations> parts) {
    NavigableMap<Integer, DayMigrations> sum = new TreeMap<>();
    for (PartitionMigrations part : parts) {
      part.days()
          .forEach((day, row) -> sum.merge(day, MigrationsRow.decode(row), DayMigrations::plus));
    }
    return sum;
  }

  private static Tallier.Read<PartitionMigrations> read(
      String tenant, int fromEpochDay, int toEpochDay) {
    return (partition, task) ->
        new PartitionMigrations(
            partition,
            task.migrations(tenant, fromEpochDay, toEpochDay).entrySet().stream()
                .collect(
                    Collectors.toMap(
                        Map.Entry::getKey, day -> MigrationsRow.encode(day.getValue()))));
  }
}
