package shop.crm.queries.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.customer.ChangeEvent;

/**
 * Whatever happens to readers and instances, each reader has what it wants of all that comes after
 * its first position, once, and of each partition in order.
 */
class FeedModelIT {

  private static final int PARTITIONS = 2;
  private static final int SLOTS = 3 * PARTITIONS;
  private static final int CHANGES = 3_000;
  private static final int CLIENTS = 12;

  /** A ring that most readers fall off, and readers that are woken up all the time. */
  private static final FeedSettings TIGHT =
      new FeedSettings(
          100,
          new FeedSettings.RingSize(64, 1 << 20),
          Duration.ofMillis(3),
          Duration.ofSeconds(30),
          Duration.ofNanos(1),
          2,
          Duration.ofMinutes(1));

  private final FakeChangeLog log = new FakeChangeLog(SLOTS);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void every_reader_has_what_comes_after_its_position_once(long seed) throws Exception {
    Random random = new Random(seed);
    AtomicReferenceArray<Feed> instances = new AtomicReferenceArray<>(2);
    for (int i = 0; i < 2; i++) {
      instances.set(i, feed());
    }
    List<Client> clients = new ArrayList<>();
    List<Future<Client>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(filter(random), Optional.empty(), new Random(random.nextLong()));
        clients.add(client);
        runs.add(threads.submit(() -> run(client, instances)));
      }
      for (int change = 0; change < CHANGES; change++) {
        if (change % 900 == 600) {
          int which = random.nextInt(2);
          instances.getAndSet(which, feed()).close();
        }
        append(random, change);
      }
      finish(random);
      for (Future<Client> run : runs) {
        run.get();
      }
      for (Client client : clients) {
        assertExact(client);
      }
      List<Client> later = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        List<String> ids = clients.get(random.nextInt(CLIENTS)).ids();
        Position from = Position.parse(ids.get(random.nextInt(ids.size())));
        Client client = new Client(filter(random), Optional.of(from), new Random(i));
        later.add(run(client, instances));
      }
      for (Client client : later) {
        assertExact(client);
      }
    } finally {
      instances.get(0).close();
      instances.get(1).close();
    }
  }

  private Feed feed() {
    return new Feed(log, TIGHT, new SimpleMeterRegistry());
  }

  /** Connects, now here and now there, until it has come to the end of everything. */
  private Client run(Client client, AtomicReferenceArray<Feed> instances) throws Exception {
    Random random = new Random(client.hashCode());
    while (!isThrough(client)) {
      try {
        client.connect(instances.get(random.nextInt(2)), true);
      } catch (TooManyReaders _) {
        Thread.yield();
      }
    }
    return client;
  }

  private boolean isThrough(Client client) {
    return client
        .position()
        .filter(position -> List.of(1L).equals(List.of(ended())))
        .filter(position -> log.after(position).stream().allMatch(List::isEmpty))
        .isPresent();
  }

  private volatile long ended;

  private long ended() {
    return ended;
  }

  private void finish(Random random) {
    append(random, CHANGES);
    ended = 1;
  }

  private void append(Random random, int number) {
    int slot = random.nextInt(SLOTS);
    log.append(slot, change(random, slot / PARTITIONS, number));
    if (random.nextInt(5) == 0) {
      log.mark(random.nextInt(SLOTS));
    }
    if (random.nextInt(40) == 0) {
      log.append(random.nextInt(SLOTS), FakeChangeLog.bytes("no json"));
    }
    if (random.nextInt(8) == 0) {
      Thread.yield();
    }
  }

  private static ChangeEvent change(Random random, int topic, int number) {
    String key = (random.nextInt(4) == 0 ? "other/c" : "shop/c") + random.nextInt(4);
    return switch (topic) {
      case 0 ->
          Moves.toSegment(
              key,
              number,
              RfmSegment.ALL.get(random.nextInt(11)),
              RfmSegment.ALL.get(random.nextInt(11)));
      case 1 -> Moves.toSilver(key, number);
      default ->
          random.nextBoolean() ? Moves.into(key, number, "vip") : Moves.outOf(key, number, "vip");
    };
  }

  private static ChangeFilter filter(Random random) {
    List<Function<String, ChangeFilter>> kinds =
        List.of(
            Moves::all,
            Moves::all,
            tenant -> Moves.of(tenant, ChangeType.TIER_CHANGED),
            tenant -> Moves.of(tenant, ChangeType.SEGMENT_ENTERED, ChangeType.SEGMENT_CHANGED),
            tenant ->
                new ChangeFilter(
                    tenant,
                    Moves.all(tenant).types(),
                    Optional.of("rfm-lost"),
                    Optional.empty(),
                    Optional.empty()),
            tenant ->
                new ChangeFilter(
                    tenant,
                    Moves.all(tenant).types(),
                    Optional.of("vip"),
                    Optional.of("c1"),
                    Optional.empty()));
    return kinds.get(random.nextInt(kinds.size())).apply(random.nextInt(4) == 0 ? "other" : "shop");
  }

  private void assertExact(Client client) {
    List<List<String>> expected = new ArrayList<>();
    for (List<Change> slot : log.after(client.begin())) {
      expected.add(
          slot.stream()
              .filter(client.filter()::takes)
              .map(change -> new String(change.json(), StandardCharsets.UTF_8))
              .toList());
    }
    List<List<String>> had = new ArrayList<>();
    for (List<String> slot : expected) {
      had.add(client.events().stream().filter(slot::contains).toList());
    }
    assertEquals(expected, had);
    assertEquals(expected.stream().mapToInt(List::size).sum(), client.events().size());
  }
}
