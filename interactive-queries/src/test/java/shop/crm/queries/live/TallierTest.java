package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import shop.crm.topology.domain.SegmentCounts;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.live.LiveTasks;

class TallierTest {

  private static final HostInfo OTHER = new HostInfo("other", 8084);

  private final LiveTasks live = new LiveTasks();

  private static TenantTallies customers(long count) {
    TenantTallies none = TenantTallies.EMPTY;
    return new TenantTallies(
        count,
        2 * count,
        300 * count,
        none.segmentCustomers(),
        none.segmentRevenueMinor(),
        new long[] {0, 0, 0, 0, count},
        none.frequency(),
        none.monetary(),
        Map.of("bronze", count),
        new long[] {count, 0, 1},
        none.rules());
  }

  private void here(int partition, long count) {
    live.started(
        partition,
        FakeTask.counting(
            tenant -> tenant.equals("default") ? customers(count) : TenantTallies.EMPTY));
  }

  private Optional<Long> sum(Optional<List<PartitionTallies>> remote) {
    Tallier.Peers peers =
        new Tallier.Peers() {
          @Override
          public List<PartitionTallies> ask(HostInfo instance, String tenant) throws IOException {
            return remote.orElseThrow(() -> new IOException("away"));
          }

          @Override
          public List<PartitionCohorts> cohorts(HostInfo instance, String tenant, CohortQuery query)
              throws IOException {
            throw new IOException("away");
          }

          @Override
          public List<PartitionMigrations> migrations(
              HostInfo instance, String tenant, int fromEpochDay, int toEpochDay)
              throws IOException {
            throw new IOException("away");
          }

          @Override
          public void close() {}
        };
    return new Tallier(live, peers, 3)
        .all("default", () -> List.of(OTHER))
        .map(parts -> parts.stream().mapToLong(part -> part.tallies().customers()).sum());
  }

  @Test
  void with_all_partitions_here_nobody_is_asked() {
    here(0, 1);
    here(1, 20);
    here(2, 300);

    assertEquals(Optional.of(321L), sum(Optional.empty()));
  }

  @Test
  void partitions_elsewhere_are_added() {
    here(1, 20);

    assertEquals(
        Optional.of(321L),
        sum(
            Optional.of(
                List.of(
                    new PartitionTallies(0, customers(1), SegmentCounts.EMPTY),
                    new PartitionTallies(2, customers(300), SegmentCounts.EMPTY)))));
  }

  @Test
  void a_missing_partition_is_no_answer_instead_of_a_smaller_one() {
    here(0, 1);
    here(1, 20);

    assertEquals(Optional.empty(), sum(Optional.of(List.of())));
    assertEquals(Optional.empty(), sum(Optional.empty()));
  }

  @Test
  void a_partition_that_two_claim_is_no_answer_instead_of_a_greater_one() {
    here(0, 1);
    here(1, 20);

    assertEquals(
        Optional.empty(),
        sum(
            Optional.of(
                List.of(
                    new PartitionTallies(1, customers(1), SegmentCounts.EMPTY),
                    new PartitionTallies(2, customers(300), SegmentCounts.EMPTY)))));
  }

  @Test
  void tallies_survive_the_way_between_instances() throws IOException {
    byte[] json =
        PeerTallies.toJson(List.of(new PartitionTallies(2, customers(7), SegmentCounts.EMPTY)));
    PartitionTallies read =
        new ObjectMapper().readValue(json, new TypeReference<List<PartitionTallies>>() {}).get(0);

    assertEquals(2, read.partition());
    assertEquals(
        List.of(7L, 14L, 2_100L, Map.of("bronze", 7L)),
        List.of(
            read.tallies().customers(),
            read.tallies().orders(),
            read.tallies().revenueMinor(),
            read.tallies().tiers()));
    assertArrayEquals(new long[] {0, 0, 0, 0, 7}, read.tallies().recency());
    assertArrayEquals(new long[11], read.tallies().segmentCustomers());
    assertArrayEquals(new long[] {7, 0, 1}, read.tallies().optIns());
  }
}
