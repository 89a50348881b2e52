package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.FakeCluster.Instance;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.question.Aggregates;
import shop.crm.queries.live.question.AggregatesQuestion;
import shop.crm.queries.live.question.CustomersByIdQuestion;
import shop.crm.queries.live.question.Part;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.topology.domain.TenantAggregates;
import shop.crm.topology.settings.Partitioning;

/** Three partitions, asked at the instance that is called here. */
class QuestionsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Unavailable<?> NOT_NOW = new Unavailable<>(Duration.ofSeconds(1));
  private static final AggregatesQuestion AGGREGATES = new AggregatesQuestion("default");
  private static final CustomerState CUSTOMER =
      CustomerState.begin(NOW, "bronze").withProfile(Profile.STUB, 1, 0);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Instance here = cluster.with("here", NOW);
  private final Instance there = cluster.with("there", NOW.minusSeconds(5));
  private final Instance elsewhere = cluster.with("elsewhere", NOW.minusSeconds(9));

  private static TenantAggregates customers(long count) {
    TenantAggregates none = TenantAggregates.EMPTY;
    return new TenantAggregates(
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

  /** Each partition of an instance has so many customers. */
  private static void owns(Instance instance, long customers, int... partitions) {
    instance.aggregates.put("default", customers(customers));
    for (int partition : partitions) {
      instance.own(partition);
    }
  }

  private Located<Aggregates> aggregates() {
    return here.questions.ask(AGGREGATES, () -> false);
  }

  private static Here<TenantAggregates> sum(Located<Aggregates> located) {
    return (Here<TenantAggregates>) located.map(Aggregates::aggregates);
  }

  @Test
  void with_all_partitions_here_nobody_is_asked() {
    owns(here, 1, 0, 1, 2);
    owns(there, 10, 0);

    assertEquals(3, sum(aggregates()).value().customers());
    assertEquals(List.of(), cluster.asked);
  }

  @Test
  void partitions_elsewhere_are_added_and_the_oldest_tells_how_fresh_the_sum_is() {
    owns(here, 1, 1);
    owns(there, 20, 0);
    owns(elsewhere, 300, 2);

    assertEquals(
        new Here<>(
            customers(1).plus(customers(20)).plus(customers(300)),
            new Freshness(NOW.minusSeconds(9), false)),
        sum(aggregates()));
  }

  @Test
  void a_missing_partition_is_no_answer_instead_of_a_smaller_one() {
    owns(here, 1, 0);
    owns(there, 20, 1);

    assertEquals(NOT_NOW, aggregates());
    owns(elsewhere, 300, 2);
    elsewhere.away = true;
    assertEquals(NOT_NOW, aggregates());
  }

  @Test
  void a_partition_that_is_here_is_not_believed_to_be_elsewhere() {
    owns(here, 1, 0, 1);
    owns(there, 20, 1, 2);

    assertEquals(22, sum(aggregates()).value().customers());
  }

  @Test
  void a_partition_that_two_others_claim_is_no_answer_instead_of_a_greater_one() {
    owns(here, 1, 0);
    owns(there, 20, 1, 2);
    owns(elsewhere, 300, 2);

    assertEquals(NOT_NOW, aggregates());
  }

  /** An id of each partition. */
  private static List<String> ids() {
    return IntStream.range(0, 3)
        .mapToObj(
            partition ->
                IntStream.range(0, 1_000)
                    .mapToObj(i -> "c" + i)
                    .filter(id -> Partitioning.of("default/" + id, 3) == partition)
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  private Located<Set<String>> known(List<String> ids) {
    return here.questions
        .ask(CustomersByIdQuestion.of("default", ids), () -> false)
        .map(Map::keySet);
  }

  private void ownedByOneEach() {
    owns(here, 0, 0);
    owns(there, 0, 1);
    owns(elsewhere, 0, 2);
    for (Instance instance : List.of(here, there, elsewhere)) {
      ids().forEach(id -> instance.put(new CustomerKey("default", id).toString(), CUSTOMER));
    }
  }

  @Test
  void customers_by_id_are_asked_of_their_owners_alone_and_each_only_of_its_own() {
    ownedByOneEach();
    List<String> ids = ids();

    assertEquals(
        new Here<>(Set.of(ids.get(0), ids.get(1)), new Freshness(NOW.minusSeconds(5), false)),
        known(ids.subList(0, 2)));
    assertEquals(
        List.of(
            "there {\"question\":\"customers-by-id/1\",\"tenant\":\"default\",\"ids\":[\"%s\"]}"
                .formatted(ids.get(1))),
        cluster.asked);
  }

  @Test
  void an_instance_that_owns_none_of_the_customers_need_not_answer() {
    ownedByOneEach();
    elsewhere.away = true;
    List<String> ids = ids();

    assertEquals(
        Set.of(ids.get(0), ids.get(1)), ((Here<Set<String>>) known(ids.subList(0, 2))).value());
    assertEquals(NOT_NOW, known(ids));
  }

  @Test
  void customers_whose_owner_is_away_are_read_from_a_copy_which_is_older() {
    ownedByOneEach();
    there.away = true;
    here.streams.standby.add(1);

    assertEquals(
        new Here<>(Set.of(ids().get(1)), new Freshness(NOW.minusSeconds(60), true)),
        known(List.of(ids().get(1))));
  }

  @Test
  void a_customer_whom_nobody_knows_is_missing_and_no_customers_are_none() {
    owns(here, 0, 0, 1, 2);

    assertEquals(new Here<>(Set.of(), new Freshness(NOW, false)), known(ids()));
    assertEquals(new Here<>(Set.of(), new Freshness(NOW, false)), known(List.of()));
  }

  @Test
  void what_is_known_here_of_another_partition_counts_where_its_owner_knows_less() {
    PartialAnswers<String> parts =
        new PartialAnswers<>(BitSet.valueOf(new long[] {0b11}), _ -> NOW);
    parts.here(new Part<>(0, NOW, "a"));
    parts.elsewhere(
        List.of(
            new Part<>(1, NOW.minusSeconds(1), "b"),
            new Part<>(7, NOW, "of none"),
            new Part<>(-1, NOW, "of none")));

    assertEquals(
        Optional.of(new Here<>("a b", new Freshness(NOW, false))),
        parts.merged(all -> String.join(" ", all), Instant.EPOCH));
  }
}
