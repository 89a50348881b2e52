package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.LiveState.PartitionCohorts;
import shop.crm.queries.live.LiveState.PartitionMigrations;
import shop.crm.queries.live.LiveState.PartitionTallies;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.DayMigrations;
import shop.crm.schemas.model.customer.Migration;
import shop.crm.schemas.state.MigrationsRow;
import shop.crm.topology.domain.CohortTallies;
import shop.crm.topology.domain.CohortTallies.Cell;
import shop.crm.topology.domain.Granularity;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.live.LiveTasks;

/** Partition 0 runs here, without customers; 1 and 2 run elsewhere and are told as JSON. */
class MovementsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HostInfo OTHER = new HostInfo("other", 8084);
  private static final CohortQuery ALL = new CohortQuery(Granularity.MONTH, 0, 9);
  private static final Migration CAME =
      new Migration(Optional.empty(), Optional.of(RfmSegment.CHAMPIONS), Cause.ORDER);
  private static final Migration LEFT =
      new Migration(Optional.of(RfmSegment.CHAMPIONS), Optional.of(RfmSegment.LOST), Cause.TIME);

  private static DayMigrations moves(Migration way, long count) {
    return DayMigrations.NONE.with(way, count);
  }

  private static final class Others implements Tallier.Peers {

    private final List<Integer> partitions;

    Others(Integer... partitions) {
      this.partitions = List.of(partitions);
    }

    @Override
    public List<PartitionTallies> ask(HostInfo instance, String tenant) {
      return List.of();
    }

    @Override
    public List<PartitionCohorts> cohorts(HostInfo instance, String tenant, CohortQuery query)
        throws IOException {
      byte[] json =
          PeerTallies.toJson(
              partitions.stream()
                  .map(
                      partition ->
                          new PartitionCohorts(
                              partition,
                              new CohortTallies(
                                  Map.of(
                                      3,
                                      List.of(new Cell(partition, 700), new Cell(1, 5)),
                                      3 + partition,
                                      List.of(new Cell(1, 2))),
                                  4 + partition)))
                  .toList());
      return JSON.readValue(json, new TypeReference<List<PartitionCohorts>>() {});
    }

    @Override
    public List<PartitionMigrations> migrations(
        HostInfo instance, String tenant, int fromEpochDay, int toEpochDay) throws IOException {
      byte[] json =
          PeerTallies.toJson(
              partitions.stream()
                  .map(
                      partition ->
                          new PartitionMigrations(
                              partition,
                              Map.of(
                                  20_000,
                                  MigrationsRow.encode(moves(CAME, partition).with(LEFT, 7)),
                                  20_000 + partition,
                                  MigrationsRow.encode(moves(LEFT, 300)))))
                  .toList());
      return JSON.readValue(json, new TypeReference<List<PartitionMigrations>>() {});
    }

    @Override
    public void close() {}
  }

  private static Movements movements(Integer... elsewhere) {
    LiveTasks live = new LiveTasks();
    live.started(0, FakeTask.counting(tenant -> TenantTallies.EMPTY));
    Others others = new Others(elsewhere);
    return new Movements(new Tallier(live, others, 3), others, () -> List.of(OTHER));
  }

  @Test
  void cohorts_of_all_partitions_add_up() {
    assertEquals(
        Optional.of(
            new CohortTallies(
                Map.of(
                    3, List.of(new Cell(3, 1_400), new Cell(2, 10)),
                    4, List.of(new Cell(1, 2)),
                    5, List.of(new Cell(1, 2))),
                6)),
        movements(1, 2).cohorts("default", ALL));
  }

  @Test
  void moves_of_all_partitions_add_up() {
    assertEquals(
        Optional.of(
            Map.of(
                20_000, moves(CAME, 3).with(LEFT, 14),
                20_001, moves(LEFT, 300),
                20_002, moves(LEFT, 300))),
        movements(1, 2).migrations("default", 0, 30_000));
  }

  @Test
  void a_partition_that_is_missing_or_told_twice_is_no_answer() {
    assertEquals(Optional.empty(), movements(1).cohorts("default", ALL));
    assertEquals(Optional.empty(), movements(0, 1, 2).cohorts("default", ALL));
    assertEquals(Optional.empty(), movements(2).migrations("default", 0, 30_000));
  }
}
