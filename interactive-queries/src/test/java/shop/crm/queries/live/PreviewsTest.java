package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import shop.crm.queries.live.LiveState.Listed;
import shop.crm.queries.live.Located.Here;
import shop.crm.queries.live.Located.Unavailable;
import shop.crm.schemas.Stores;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.topology.domain.TenantTallies;
import shop.crm.topology.live.LiveTasks;

class PreviewsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HostInfo OTHER = new HostInfo("there", 8084);
  private static final Unavailable<Preview> NOT_NOW = new Unavailable<>(Duration.ofSeconds(2));
  private static final BooleanSupplier WAITING = () -> false;
  private static final int COMPARED = 7;

  private final Instance here = new Instance(NOW, List.of(0), this::ask);
  private final Instance there = new Instance(NOW.minusSeconds(5), List.of(1), this::ask);

  /** One after the other: what the other instance is asked, and how it answers. */
  private final List<Preview.Question> asked = new ArrayList<>();

  private List<Preview.Part> ask(HostInfo instance, Preview.Question question)
      throws IOException, InterruptedException {
    Preview.Question read = PeerPreviews.question(PeerPreviews.toJson(question));
    asked.add(read);
    if (there.previews.local(read, WAITING) instanceof Here<List<Preview.Part>>(var parts, var f)) {
      return PeerPreviews.answer(PeerPreviews.toJson(parts));
    }
    throw new IOException("not now");
  }

  /** Those whose tier is silver, beside the members of a segment. */
  private static Preview.Question silver(OptionalInt compare) {
    try {
      return new Preview.Question(
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

  private Located<Preview> preview(Preview.Question question) {
    return here.previews.all(question, () -> List.of(OTHER), WAITING);
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
    Preview.Question question = silver(OptionalInt.of(COMPARED));

    preview(question);

    assertEquals(List.of(question), asked);
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
    here.streams.put(Stores.CUSTOMERS, "default/1600", new byte[] {99});
    AtomicInteger looks = new AtomicInteger();

    Located<Preview> found =
        here.previews.all(silver(OptionalInt.empty()), List::of, () -> looks.incrementAndGet() > 2);

    assertEquals(NOT_NOW, found);
  }

  @Test
  void two_are_looked_for_at_once_and_a_third_is_refused() throws Exception {
    here.own(1);
    here.put("default/a", silver());
    CountDownLatch busy = new CountDownLatch(Previews.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < Previews.AT_ONCE; i++) {
      BooleanSupplier waits = () -> waited(busy, go);
      others.add(
          Thread.ofVirtual()
              .start(() -> here.previews.all(silver(OptionalInt.empty()), List::of, waits)));
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
    Instance alone =
        new Instance(
            NOW,
            List.of(0),
            (instance, question) -> {
              asking.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                letGo.countDown();
              }
              return List.of();
            });

    Located<Preview> found =
        alone.previews.all(
            silver(OptionalInt.empty()), () -> List.of(OTHER), () -> asking.getCount() == 0);

    assertEquals(NOT_NOW, found);
    assertTrue(letGo.await(20, TimeUnit.SECONDS));
  }

  /** One process with its partitions. */
  private static final class Instance {

    final FakeStreams streams = new FakeStreams();
    final LiveTasks tasks = new LiveTasks();
    final Previews previews;

    /** How the others are asked. */
    private interface Ask {
      List<Preview.Part> of(HostInfo instance, Preview.Question question)
          throws IOException, InterruptedException;
    }

    Instance(Instant asOf, List<Integer> owned, Ask ask) {
      owned.forEach(this::own);
      previews =
          new Previews(
              tasks,
              new Previews.Peers() {
                @Override
                public List<Preview.Part> ask(HostInfo instance, Preview.Question question)
                    throws IOException, InterruptedException {
                  return ask.of(instance, question);
                }

                @Override
                public void close() {}
              },
              new FakePartitions(streams, asOf));
    }

    void own(int partition) {
      streams.active.add(partition);
      tasks.started(partition, FakeTask.counting(tenant -> TenantTallies.EMPTY));
    }

    void put(String key, CustomerState state) {
      streams.put(Stores.CUSTOMERS, key, CustomerRow.encode(state));
    }
  }
}
