package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.LiveState.PartitionPurchases;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.domain.clv.PurchaseHistogram;
import shop.crm.topology.live.LiveTasks;

class PurchaseGathererTest {

  private static final HostInfo OTHER = new HostInfo("other", 8084);

  private final LiveTasks live = new LiveTasks();

  private static PurchaseHistogram bought(int customers) {
    PurchaseHistogram histogram = new PurchaseHistogram();
    histogram.add(2, 20_000, 20_030, 1_250, customers);
    return histogram;
  }

  private void here(int... partitions) {
    for (int partition : partitions) {
      live.started(partition, FakeTask.counting(tenant -> TenantTallies.EMPTY));
    }
  }

  private Optional<PurchaseHistogram> all(Optional<List<PartitionPurchases>> remote) {
    PurchaseGatherer.Peers peers =
        new PurchaseGatherer.Peers() {
          @Override
          public List<PartitionPurchases> ask(HostInfo instance, String tenant) throws IOException {
            return remote.orElseThrow(() -> new IOException("away"));
          }

          @Override
          public void close() {}
        };
    // Who is asked for tallies does not matter here.
    Tallier tallier = new Tallier(live, new PeerTallies(Optional.empty()), 3);
    return new PurchaseGatherer(tallier, peers).all("default", () -> List.of(OTHER));
  }

  @Test
  void partitions_elsewhere_are_added() {
    here(1);

    assertEquals(
        Optional.of(bought(321)),
        all(
            Optional.of(
                List.of(
                    new PartitionPurchases(0, bought(21)),
                    new PartitionPurchases(2, bought(300))))));
  }

  @Test
  void all_of_them_are_there_or_nothing_is() {
    here(0, 1);

    assertEquals(Optional.empty(), all(Optional.empty()));
    assertEquals(Optional.empty(), all(Optional.of(List.of())));
    assertEquals(Optional.empty(), all(Optional.of(List.of(new PartitionPurchases(1, bought(1))))));
    assertEquals(Optional.empty(), all(Optional.of(List.of(new PartitionPurchases(7, bought(1))))));
  }

  @Test
  void what_another_instance_is_told_it_reads() throws IOException {
    List<PartitionPurchases> parts =
        List.of(
            new PartitionPurchases(0, bought(5)),
            new PartitionPurchases(4, new PurchaseHistogram()));

    assertEquals(
        parts, PeerPurchases.answer(JsonBytes.object(json -> PeerPurchases.write(json, parts))));
    for (String answer : List.of("", "{}", "{\"partitions\":[{\"partition\":1}]}")) {
      assertThrows(
          IOException.class,
          () -> PeerPurchases.answer(answer.getBytes(StandardCharsets.UTF_8)),
          answer);
    }
  }
}
