package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.connectors.postgres.Together.together;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.Profiles.Answer;
import shop.crm.connectors.postgres.Profiles.Once;
import shop.crm.connectors.postgres.StoredProfile.Ledger;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Origin;

/** Requests that meet: for the same points, the same email, the same key. */
class AtOnceIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final CustomerKey ANNA = new CustomerKey("shop", "anna");
  private static final int THREADS = 8;

  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles =
      new PostgresProfiles(postgres.database(), Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void drop() {
    postgres.close();
  }

  private StoredProfile create(String id, String email) {
    CustomerKey key = new CustomerKey("shop", id);
    return profiles.write(w -> w.create(key, PostgresProfilesIT.profile(email), Origin.API));
  }

  private long number(String sql) {
    return Long.parseLong(postgres.texts(sql).getFirst());
  }

  /** Adds points, or spends them as far as there are any. */
  private boolean enter(long points) {
    return profiles.write(
        w -> {
          StoredProfile customer = w.lock(ANNA, Optional.empty()).orElseThrow();
          if (customer.ledger().entered() + points < 0) {
            return false;
          }
          var type = points < 0 ? LoyaltyEntry.Type.REDEEM : LoyaltyEntry.Type.ADJUST;
          StoredProfile after = w.enter(customer, type, points, Optional.empty()).customer();
          assertEquals(customer.ledger().entered() + points, after.ledger().entered());
          return true;
        });
  }

  @Test
  void points_added_and_spent_at_once_add_up_and_are_never_overspent() throws Exception {
    create("anna", "anna@example.org");

    List<Integer> entries =
        together(
            THREADS,
            thread ->
                () -> {
                  Random random = new Random(thread);
                  return (int)
                      IntStream.range(0, 40).filter(i -> enter(random.nextInt(-60, 40))).count();
                });

    Ledger ledger = profiles.find(ANNA).profile().orElseThrow().ledger();
    assertEquals(
        new Ledger(
            number("SELECT sum(points) FROM loyalty_entries"),
            number("SELECT sum(points) FROM loyalty_entries WHERE points > 0")),
        ledger);
    assertTrue(ledger.entered() >= 0, "overspent: " + ledger);
    long entered = entries.stream().mapToLong(Integer::longValue).sum();
    assertEquals(entered, number("SELECT count(*) FROM loyalty_entries"));
    assertEquals(
        entered,
        number("SELECT count(*) FROM outbox WHERE topic = '" + Topics.LOYALTY_ENTRIES + "'"));
    assertTrue(entered < 40 * THREADS, "there were points enough for all");
  }

  @Test
  void of_several_who_register_one_email_at_once_one_has_it() throws Exception {
    assertOneHas("wanted@example.org", id -> create(id, "Wanted@example.org"));
  }

  @Test
  void of_several_who_change_to_one_email_at_once_one_has_it() throws Exception {
    IntStream.range(0, THREADS).forEach(i -> create("c" + i, "c" + i + "@example.org"));

    assertOneHas(
        "wanted@example.org",
        id ->
            profiles.write(
                w ->
                    w.revise(
                        w.lock(new CustomerKey("shop", id), Optional.empty()).orElseThrow(),
                        PostgresProfilesIT.profile("wanted@example.org"),
                        Origin.API)));
  }

  private interface Attempt {
    StoredProfile by(String id);
  }

  private void assertOneHas(String email, Attempt attempt) throws Exception {
    List<Optional<AlreadyThere.What>> refused =
        together(
            THREADS,
            thread ->
                () -> {
                  try {
                    attempt.by("c" + thread);
                    return Optional.<AlreadyThere.What>empty();
                  } catch (AlreadyThere e) {
                    return Optional.of(e.what());
                  }
                });
    assertEquals(1, refused.stream().filter(Optional::isEmpty).count());
    assertEquals(
        List.of(AlreadyThere.What.EMAIL),
        refused.stream().flatMap(Optional::stream).distinct().toList());
    int winner = refused.indexOf(Optional.<AlreadyThere.What>empty());
    assertEquals(
        List.of("c" + winner),
        postgres.texts("SELECT id FROM customers WHERE email_key = '" + email + "'"));
    assertEquals(
        number("SELECT sum(version) FROM customers"),
        number("SELECT count(*) FROM outbox WHERE topic = '" + Topics.PROFILES + "'"));
  }

  @Test
  void who_is_created_while_being_erased_comes_after_the_erasure() throws Exception {
    create("anna", "anna@example.org");
    CountDownLatch erased = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Boolean> erasing =
        apart(
            w -> {
              w.erase(w.lock(ANNA, Optional.empty()).orElseThrow());
              erased.countDown();
              return passes(go);
            });
    assertTrue(erased.await(30, TimeUnit.SECONDS), "nobody was erased");
    CompletableFuture<StoredProfile> creating =
        apart(w -> w.create(ANNA, PostgresProfilesIT.profile("anna@example.org"), Origin.API));
    awaitWaiting();

    go.countDown();

    assertTrue(erasing.get());
    assertEquals(3, creating.get().version());
    assertEquals(Optional.of(NOW), creating.get().erasedAt());
    assertEquals(Optional.of(creating.get()), profiles.find(ANNA).profile());
  }

  /** On a thread of its own. */
  private <T> CompletableFuture<T> apart(Function<ProfileWriter, T> work) {
    return CompletableFuture.supplyAsync(() -> profiles.write(work), Thread::startVirtualThread);
  }

  private static boolean passes(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request that is in the middle of its work until it is let go. */
  private final class Slow {

    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CompletableFuture<Answer> answer;

    Slow(Once once, Callable<Answer> end) throws InterruptedException {
      answer =
          apart(
              once,
              w -> {
                w.create(ANNA, PostgresProfilesIT.profile("a@example.org"), Origin.API);
                working.countDown();
                try {
                  go.await();
                  return end.call();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertTrue(working.await(30, TimeUnit.SECONDS), "its work did not begin");
    }
  }

  private static Answer answer(String body) {
    return new Answer(201, Optional.of("anna"), Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static final Once KEY = new Once("shop", "key-1", "body");

  private CompletableFuture<Answer> second(Once once) {
    return apart(once, w -> answer("second"));
  }

  /** On a thread of its own. */
  private CompletableFuture<Answer> apart(Once once, Function<ProfileWriter, Answer> work) {
    return CompletableFuture.supplyAsync(
        () -> profiles.once(once, work), Thread::startVirtualThread);
  }

  /** Until PostgreSQL has a transaction wait for another one. */
  private void awaitWaiting() {
    await(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND wait_event_type = 'Lock'",
        waiting -> waiting.equals("1"));
  }

  private void await(String sql, Predicate<String> enough) {
    Instant end = Instant.now().plusSeconds(30);
    while (!enough.test(postgres.texts(sql).getFirst())) {
      assertTrue(Instant.now().isBefore(end), "waited in vain: " + sql);
    }
  }

  @Test
  void a_key_whose_work_is_under_way_waits_for_its_answer() throws Exception {
    Slow first = new Slow(KEY, () -> answer("first"));
    CompletableFuture<Answer> second = second(KEY);
    awaitWaiting();

    first.go.countDown();

    assertEquals("first", text(first.answer.get()));
    assertEquals("first", text(second.get()));
    assertEquals(1, profiles.find(ANNA).profile().orElseThrow().version());
  }

  @Test
  void a_key_whose_work_is_under_way_is_not_for_another_body() throws Exception {
    Slow first = new Slow(KEY, () -> answer("first"));
    CompletableFuture<Answer> second = second(new Once("shop", "key-1", "other body"));
    awaitWaiting();

    first.go.countDown();

    assertEquals("first", text(first.answer.get()));
    assertEquals(
        KeyReused.class, assertThrows(ExecutionException.class, second::get).getCause().getClass());
  }

  @Test
  void where_the_first_fails_the_one_that_waited_does_the_work() throws Exception {
    Slow first =
        new Slow(
            KEY,
            () -> {
              throw new IllegalStateException("no");
            });
    CompletableFuture<Answer> second = second(KEY);
    awaitWaiting();

    first.go.countDown();

    assertThrows(ExecutionException.class, first.answer::get);
    assertEquals("second", text(second.get()));
    assertEquals("second", text(profiles.once(KEY, w -> answer("third"))));
    assertEquals(Optional.empty(), profiles.find(ANNA).profile());
  }
}
