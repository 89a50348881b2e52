package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.connectors.postgres.SegmentsInPostgres.SHOP;
import static shop.crm.connectors.postgres.SegmentsInPostgres.customer;
import static shop.crm.connectors.postgres.SegmentsInPostgres.locked;
import static shop.crm.connectors.postgres.SegmentsInPostgres.manual;
import static shop.crm.connectors.postgres.Together.together;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.SegmentRecordJson;

/** What many do to segments at the same time. */
class ConcurrentSegmentsIT {

  private static final int THREADS = 6;
  private static final List<String> CUSTOMERS =
      IntStream.range(0, 8).mapToObj(i -> "c" + i).toList();
  private static final List<String> SEGMENTS = List.of("tea", "milk", "salt", "soap");

  private final SegmentsInPostgres crm = new SegmentsInPostgres();
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger threads = new AtomicInteger();

  @AfterEach
  void drop() {
    crm.close();
  }

  /** A transaction that lost against another one is begun again: that is seen here. */
  private <T> T write(Function<ProfileWriter, T> work) {
    transactions.incrementAndGet();
    return crm.profiles.write(
        writer -> {
          attempts.incrementAndGet();
          return work.apply(writer);
        });
  }

  @Test
  void of_two_segments_with_one_name_one_is_created() throws Exception {
    List<Boolean> created =
        together(
            8,
            () -> {
              String id = "s" + threads.incrementAndGet();
              try {
                write(writer -> writer.segments().create(SHOP, manual(id, "Tea")));
                return true;
              } catch (AlreadyThere e) {
                assertEquals(AlreadyThere.What.NAME, e.what());
                return false;
              }
            });
    assertEquals(1, created.stream().filter(one -> one).count());
    assertEquals(1, crm.segments.all(SHOP).size());
    assertEquals(1, crm.definitions().size());
    assertEquals(transactions.get(), attempts.get());
  }

  @Test
  void a_segment_of_one_idempotency_key_is_created_once() throws Exception {
    Once once = new Once(SHOP, "key-1", "f");
    List<String> answers =
        together(
            8,
            () -> {
              Answer answer =
                  crm.profiles.once(
                      once,
                      writer -> {
                        String id = "s" + threads.incrementAndGet();
                        writer.segments().create(SHOP, manual(id, id));
                        byte[] body = id.getBytes(StandardCharsets.UTF_8);
                        return new Answer(201, Optional.empty(), Map.of(), body);
                      });
              return new String(answer.body(), StandardCharsets.UTF_8);
            });
    assertEquals(List.of("s1"), answers.stream().distinct().toList());
    assertEquals(List.of("s1"), ids(crm.segments.all(SHOP)));
  }

  private static List<String> ids(List<StoredSegment> segments) {
    return segments.stream().map(segment -> segment.definition().id()).toList();
  }

  @Test
  void the_outbox_follows_the_revisions_of_the_tenant() throws Exception {
    together(
        THREADS,
        () -> {
          String id = "s" + threads.incrementAndGet();
          for (int i = 0; i < 10; i++) {
            String name = id + " " + i;
            write(writer -> writer.segments().create(SHOP, manual(id, name)));
            write(writer -> revise(writer.segments(), id, name + " again"));
            write(writer -> delete(writer.segments(), id));
          }
          return write(writer -> writer.segments().create(SHOP, manual(id, id)));
        });
    int changes = THREADS * 31;
    List<SegmentRecord> published = crm.definitions();
    assertEquals(
        LongStream.rangeClosed(1, changes).boxed().toList(),
        published.stream().map(SegmentRecord::revision).toList());
    assertEquals(
        IntStream.range(0, THREADS * 11).boxed().toList(),
        published.stream().map(SegmentRecord::number).distinct().sorted().toList());
    Map<String, SegmentRecord> newest = new HashMap<>();
    published.forEach(record -> newest.put(record.id(), record));
    Map<String, SegmentRecord> stored = new HashMap<>();
    for (StoredSegment segment : crm.segments.all(SHOP)) {
      SegmentDefinition definition = segment.definition();
      stored.put(definition.id(), new SegmentRecord.Defined(definition));
    }
    assertEquals(stored, newest);
    assertEquals(transactions.get(), attempts.get());
  }

  private static StoredSegment revise(SegmentWriter writer, String id, String name) {
    return writer.revise(locked(writer, id), manual(id, name));
  }

  private static boolean delete(SegmentWriter writer, String id) {
    writer.delete(locked(writer, id));
    return true;
  }

  @Test
  void an_erasure_waits_for_who_has_a_segment_of_the_customer() throws Exception {
    crm.customers(List.of("anna"));
    crm.create(manual("tea", "Tea"));
    crm.add("tea", "anna");
    try (var executor = Executors.newSingleThreadExecutor()) {
      List<Future<Boolean>> erasures = new ArrayList<>();
      boolean removed =
          write(
              writer -> {
                SegmentDefinition tea = locked(writer.segments(), "tea").definition();
                erasures.add(
                    executor.submit(() -> write(w -> SegmentsInPostgres.erase(w, "anna"))));
                awaitWhoWaits();
                return writer.segments().remove(tea, customer("anna"));
              });
      assertTrue(removed);
      assertTrue(erasures.getFirst().get());
    }
    assertEquals(0, crm.members("tea"));
    assertEquals(List.of(), crm.in("tea"));
    assertEquals(2, attempts.get());
  }

  /** Until a transaction waits for the lock of another. */
  private void awaitWhoWaits() {
    String waiting =
        "SELECT pid FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (crm.postgres.texts(waiting).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "nobody waits");
    }
  }

  @Test
  void members_are_counted_right_whatever_happens_at_once_and_nobody_waits_in_a_circle()
      throws Exception {
    crm.customers(CUSTOMERS);
    SEGMENTS.forEach(id -> crm.create(manual(id, id)));
    together(
        THREADS,
        () -> {
          Random random = new Random(threads.incrementAndGet());
          for (int i = 0; i < 60; i++) {
            anything(random);
          }
          return true;
        });
    assertEquals(transactions.get(), attempts.get());
    Map<Integer, Set<String>> stored = new HashMap<>();
    for (StoredSegment segment : crm.segments.all(SHOP)) {
      List<String> in = crm.in(segment.definition().id());
      assertEquals(in.size(), segment.members(), segment.definition().id());
      if (!in.isEmpty()) {
        stored.put(segment.definition().number(), Set.copyOf(in));
      }
    }
    assertEquals(stored, membersByOutbox());
    String rows = "SELECT number::text FROM segment_members";
    assertEquals(
        stored.values().stream().mapToInt(Set::size).sum(), crm.postgres.texts(rows).size());
  }

  private void anything(Random random) {
    String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
    String one = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
    switch (random.nextInt(10)) {
      case 0, 1 -> write(writer -> SegmentsInPostgres.add(writer, segment, one));
      case 2, 3 -> write(writer -> remove(writer.segments(), segment, one));
      case 4, 5, 6 -> write(writer -> addAll(writer, segment));
      case 7 -> anotherSegment(segment, segment + random.nextInt());
      default -> anotherCustomer(one);
    }
  }

  private static boolean remove(SegmentWriter writer, String segment, String customer) {
    return writer
        .lock(SHOP, segment)
        .map(there -> writer.remove(there.definition(), customer(customer)))
        .orElse(false);
  }

  private static int addAll(ProfileWriter writer, String segment) {
    List<String> there =
        CUSTOMERS.stream()
            .filter(id -> writer.lock(customer(id), Optional.empty()).isPresent())
            .toList();
    Optional<StoredSegment> locked = writer.segments().lock(SHOP, segment);
    locked.ifPresent(
        to -> there.forEach(id -> writer.segments().add(to.definition(), customer(id))));
    return there.size();
  }

  /** Deletes a segment, and another takes its id. */
  private void anotherSegment(String id, String name) {
    write(
        writer -> {
          writer.segments().lock(SHOP, id).ifPresent(writer.segments()::delete);
          return true;
        });
    unlessThere(writer -> writer.segments().create(SHOP, manual(id, name)));
  }

  /** Erases a customer, and another takes the id. */
  private void anotherCustomer(String id) {
    write(writer -> SegmentsInPostgres.erase(writer, id));
    unlessThere(
        writer ->
            writer.create(
                customer(id), PostgresProfilesIT.profile(id + "@example.org"), Origin.API));
  }

  private void unlessThere(Function<ProfileWriter, ?> creation) {
    try {
      write(creation);
    } catch (AlreadyThere e) {
      // Another thread was first.
      assertEquals(AlreadyThere.What.ID, e.what());
    }
  }

  /**
   * Who is in each segment after all that was published, in its order; those with none left out.
   */
  private Map<Integer, Set<String>> membersByOutbox() {
    Map<Integer, Set<String>> members = new HashMap<>();
    String sql =
        "SELECT topic || ' ' || record_key || ' ' || convert_from(value, 'UTF8')"
            + " FROM outbox ORDER BY id";
    for (String row : crm.postgres.texts(sql)) {
      String[] parts = row.split(" ", 3);
      byte[] value = parts[2].getBytes(StandardCharsets.UTF_8);
      switch (parts[0]) {
        case Topics.SEGMENT_MEMBERS -> apply(ManualMembershipJson.read(value), members);
        case Topics.CUSTOMER_DELETED -> {
          String customer = parts[1].substring(SHOP.length() + 1);
          members.values().forEach(in -> in.remove(customer));
        }
        case Topics.SEGMENTS -> {
          if (SegmentRecordJson.read(value) instanceof SegmentRecord.Deleted deleted) {
            members.remove(deleted.number());
          }
        }
        default -> {}
      }
    }
    members.values().removeIf(Set::isEmpty);
    return members;
  }

  private static void apply(ManualMembership change, Map<Integer, Set<String>> members) {
    Set<String> in = members.computeIfAbsent(change.number(), absent -> new HashSet<>());
    String customer = change.customer().customer();
    // Each is a change: nobody is put in twice, or taken out of where they are not.
    assertTrue(change.member() ? in.add(customer) : in.remove(customer), customer);
  }
}
