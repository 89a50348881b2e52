package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.FakeCluster.Instance;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.queries.live.question.Listed;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.PartitionQuestion;
import shop.crm.queries.live.question.Preview;
import shop.crm.queries.live.question.PreviewQuestion;
import shop.crm.queries.live.question.QuestionJson;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.profile.Profile;

class PreviewsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Unavailable<Preview> NOT_NOW = new Unavailable<>(Duration.ofSeconds(2));
  private static final BooleanSupplier WAITING = () -> false;
  private static final int COMPARED = 7;

  private final FakeCluster cluster = new FakeCluster(2);
  private final Instance here = cluster.with("here", NOW, 0);
  private final Instance there = cluster.with("there", NOW.minusSeconds(5), 1);

  /** Those whose tier is silver, beside the members of a segment. */
  private static PreviewQuestion silver(OptionalInt compare) {
    try {
      return new PreviewQuestion(
          "default",
          ConditionsJson.stored(
              new ObjectMapper()
                  .readTree(
                      """
                      {"field": "loyalty_tier", "operator": "eq", "value": "silver"}""")),
          compare,
          NOW);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static CustomerState customer(String tier, Memberships memberships) {
    return CustomerState.begin(NOW, tier)
        .withProfile(Profile.STUB, 1, 0)
        .withMemberships(memberships, 0);
  }

  private static CustomerState silver() {
    return customer("silver", Memberships.NONE);
  }

  private Located<Preview> preview(PreviewQuestion question) {
    return here.questions.ask(question, WAITING);
  }

  private static List<String> sample(Preview preview) {
    return preview.sample().stream().map(Listed::position).map(one -> one.id()).toList();
  }

  @Test
  void customers_of_all_partitions_are_counted_wherever_they_are() {
    here.put("default/b", silver());
    there.put("default/a", silver());
    there.put("default/c", customer("gold", Memberships.NONE));
    there.put("default2/d", silver());
    there.put("def/e", silver());

    Here<Preview> found = (Here<Preview>) preview(silver(OptionalInt.empty()));

    assertEquals(new Freshness(NOW.minusSeconds(5), false), found.freshness());
    assertEquals(new Preview(2, 2, 0, found.value().sample()), found.value());
    assertEquals(List.of("a", "b"), sample(found.value()));
    assertEquals(silver(), found.value().sample().getFirst().state());
  }

  @Test
  void the_other_instance_is_asked_the_very_same() {
    PreviewQuestion question = silver(OptionalInt.of(COMPARED));

    preview(question);

    String json = new String(QuestionJson.toJson(question), StandardCharsets.UTF_8);
    assertEquals(List.of("there " + json), cluster.asked);
  }

  @Test
  void who_comes_and_who_goes_is_told_by_the_memberships_that_there_are() {
    Memberships in = Memberships.NONE.with(COMPARED, NOW);
    here.put("default/stays", customer("silver", in));
    here.put("default/comes", silver());
    there.put("default/goes", customer("gold", in));
    there.put("default/never", customer("gold", Memberships.NONE.with(COMPARED + 1, NOW)));

    Here<Preview> found = (Here<Preview>) preview(silver(OptionalInt.of(COMPARED)));

    assertEquals(new Preview(2, 1, 1, found.value().sample()), found.value());
  }

  @Test
  void a_sample_is_the_first_twenty_by_id_of_all_partitions() {
    List<String> expected = new ArrayList<>();
    for (int i = 100; i < 140; i++) {
      (i % 2 == 0 ? here : there).put("default/c" + i, silver());
      if (i < 120) {
        expected.add("c" + i);
      }
    }

    Here<Preview> found = (Here<Preview>) preview(silver(OptionalInt.empty()));

    assertEquals(40, found.value().count());
    assertEquals(expected, sample(found.value()));
  }

  @Test
  void a_partition_that_nobody_has_is_no_answer() {
    there.streams.active.clear();

    assertEquals(NOT_NOW, preview(silver(OptionalInt.empty())));
  }

  @Test
  void a_partition_that_two_instances_have_counts_once() {
    here.put("default/a", silver());
    there.own(0);
    there.put("default/a", silver());
    there.put("default/behind", silver());

    Here<Preview> found = (Here<Preview>) preview(silver(OptionalInt.empty()));

    assertEquals(1, found.value().count());
  }

  @Test
  void a_scan_ends_soon_after_the_caller_has_gone() {
    here.own(1);
    for (int i = 1_000; i < 1_600; i++) {
      here.put("default/" + i, silver());
    }
    // Whoever gets as far as this one fails.
    here.streams.put(StoreNames.CUSTOMERS, "default/1600", new byte[] {99});
    AtomicInteger looks = new AtomicInteger();

    Located<Preview> found =
        here.questions.ask(silver(OptionalInt.empty()), () -> looks.incrementAndGet() > 2);

    assertEquals(NOT_NOW, found);
  }

  @Test
  void two_are_looked_for_at_once_and_a_third_is_refused() throws Exception {
    here.own(1);
    here.put("default/a", silver());
    CountDownLatch busy = new CountDownLatch(Questions.SCANS_AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < Questions.SCANS_AT_ONCE; i++) {
      BooleanSupplier waits = () -> waited(busy, go);
      others.add(
          Thread.ofVirtual().start(() -> here.questions.ask(silver(OptionalInt.empty()), waits)));
    }
    assertTrue(busy.await(20, TimeUnit.SECONDS));

    assertEquals(NOT_NOW, preview(silver(OptionalInt.empty())));

    go.countDown();
    for (Thread other : others) {
      other.join();
    }
    assertEquals(1, ((Here<Preview>) preview(silver(OptionalInt.empty()))).value().count());
  }

  private static boolean waited(CountDownLatch busy, CountDownLatch go) {
    busy.countDown();
    try {
      return !go.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Test
  void another_instance_that_is_still_looking_is_let_go_with_the_caller() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch letGo = new CountDownLatch(1);
    Questions alone =
        new Questions(
            here.tasks,
            new Questions.Peers() {
              @Override
              public <P> List<Part<P>> ask(HostInfo instance, PartitionQuestion<P, ?> question)
                  throws InterruptedException {
                asking.countDown();
                try {
                  new CountDownLatch(1).await();
                } finally {
                  letGo.countDown();
                }
                return List.of();
              }

              @Override
              public void close() {}
            },
            () -> Map.of(there.address, BitSet.valueOf(new long[] {0b10})),
            new FakePartitions(here.streams, 2, NOW));

    Located<Preview> found = alone.ask(silver(OptionalInt.empty()), () -> asking.getCount() == 0);

    assertEquals(NOT_NOW, found);
    assertTrue(letGo.await(20, TimeUnit.SECONDS));
  }
}
