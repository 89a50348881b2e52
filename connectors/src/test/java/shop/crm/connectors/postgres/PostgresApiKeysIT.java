package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.ApiKeys.Placed;
import shop.crm.connectors.postgres.ApiKeys.StoredKey;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.topic.ApiKeyRecordJson;

class PostgresApiKeysIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<Scope> SCOPES = Set.of(Scope.ADMIN, Scope.CUSTOMERS_READ);
  private static final Optional<String> ALL = Optional.empty();

  private final Clock clock = Clock.fixed(NOW.plusNanos(789), ZoneOffset.UTC);
  private final TestDatabase postgres = new TestDatabase();
  private final Profiles profiles = new PostgresProfiles(postgres.database(), clock);
  private final ApiKeys keys = new PostgresApiKeys(postgres.database(), clock);

  @AfterEach
  void drop() {
    postgres.close();
  }

  private static KeyDraft draft(String owner, KeyCredential credential) {
    return new KeyDraft(
        credential.id(),
        "Чай \"пуер\"",
        Grant.of(owner, SCOPES),
        credential.hash(),
        Optional.of(NOW.plus(Duration.ofDays(90))));
  }

  private static KeyDraft draft(String owner) {
    return draft(owner, KeyCredential.generate(RANDOM));
  }

  private <T> T write(Function<KeyWriter, T> work) {
    return profiles.write(writer -> work.apply(writer.keys()));
  }

  private StoredKey create(KeyDraft draft) {
    return write(writer -> writer.create(draft));
  }

  private StoredKey rotate(String id, KeyCredential next, Instant end) {
    return write(writer -> writer.rotate(writer.lock(id).orElseThrow(), next.hash(), end));
  }

  private void revoke(String id) {
    write(
        writer -> {
          writer.revoke(writer.lock(id).orElseThrow());
          return id;
        });
  }

  /** What the instances are told, in its order. */
  private List<ApiKeyRecord> told() {
    String sql = "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = '%s' ORDER BY id";
    return postgres.texts(sql.formatted(Topics.KEYS)).stream()
        .map(text -> ApiKeyRecordJson.read(text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> ids(List<StoredKey> found) {
    return found.stream().map(stored -> stored.key().id()).toList();
  }

  @Test
  void a_key_is_read_back_as_created_and_the_instances_are_told() {
    KeyDraft draft = draft("shop");
    StoredKey created = create(draft);
    ApiKey expected =
        new ApiKey(
            draft.id(),
            draft.name(),
            draft.grant(),
            List.of(new ApiKey.Secret(draft.secret(), Optional.empty())),
            NOW,
            draft.expiresAt(),
            1);

    assertEquals(new StoredKey(expected, 1, Optional.empty()), created);
    assertEquals(Optional.of(created), keys.find(draft.id()));
    assertEquals(Optional.of(created), write(writer -> writer.lock(draft.id())));
    assertEquals(Optional.empty(), keys.find("0000000000000000"));
    assertEquals(List.of(new ApiKeyRecord.Issued(expected)), told());
    assertEquals(List.of(draft.id()), postgres.texts("SELECT record_key FROM outbox ORDER BY id"));
  }

  @Test
  void a_key_of_the_platform_is_read_back_as_such_and_one_may_never_expire() {
    KeyCredential credential = KeyCredential.generate(RANDOM);
    Grant everything = new Grant(Optional.empty(), EnumSet.allOf(Scope.class));
    KeyDraft draft =
        new KeyDraft(credential.id(), "p", everything, credential.hash(), Optional.empty());
    create(draft);

    ApiKey found = keys.find(credential.id()).orElseThrow().key();
    assertEquals(everything, found.grant());
    assertEquals(Optional.empty(), found.expiresAt());
  }

  @Test
  void an_id_is_one_keys_own_even_when_that_is_revoked() {
    KeyDraft draft = draft("shop");
    create(draft);
    assertThrows(AlreadyThere.class, () -> create(draft));
    revoke(draft.id());
    assertThrows(AlreadyThere.class, () -> create(draft));
  }

  @Test
  void keys_are_listed_page_by_page_of_one_owner_or_of_all() {
    List<String> made =
        List.of("shop", "other", "shop", "*", "shop").stream()
            .map(owner -> create(draft(owner)).key().id())
            .toList();

    assertEquals(made, ids(keys.list(ALL, -1, 10)));
    List<StoredKey> first = keys.list(ALL, -1, 2);
    assertEquals(made.subList(0, 2), ids(first));
    assertEquals(made.subList(2, 4), ids(keys.list(ALL, first.getLast().number(), 2)));
    assertEquals(
        List.of(made.get(0), made.get(2), made.get(4)),
        ids(keys.list(Optional.of("shop"), -1, 10)));
    assertEquals(List.of(made.get(3)), ids(keys.list(Optional.of("*"), -1, 10)));
    assertEquals(List.of(), keys.list(Optional.of("nobody"), -1, 10));
  }

  @Test
  void a_rotated_key_has_the_new_secret_and_for_a_while_the_old_one() {
    KeyDraft draft = draft("shop");
    StoredKey created = create(draft);
    KeyCredential next = KeyCredential.generate(draft.id(), RANDOM);
    Instant end = NOW.plusSeconds(60);
    StoredKey rotated = rotate(draft.id(), next, end);

    assertEquals(
        List.of(
            new ApiKey.Secret(next.hash(), Optional.empty()),
            new ApiKey.Secret(draft.secret(), Optional.of(end))),
        rotated.key().secrets());
    assertEquals(2, rotated.key().revision());
    assertEquals(created.key().grant(), rotated.key().grant());
    assertEquals(created.key().expiresAt(), rotated.key().expiresAt());
    assertEquals(Optional.of(rotated), keys.find(draft.id()));
    assertEquals(new ApiKeyRecord.Issued(rotated.key()), told().getLast());
  }

  @Test
  void a_rotation_ends_what_the_one_before_it_has_left() {
    KeyDraft draft = draft("shop");
    create(draft);
    KeyCredential second = KeyCredential.generate(draft.id(), RANDOM);
    KeyCredential third = KeyCredential.generate(draft.id(), RANDOM);
    rotate(draft.id(), second, NOW.plusSeconds(60));
    rotate(draft.id(), third, NOW.plusSeconds(90));

    assertEquals(
        List.of(third.hash(), second.hash()),
        keys.find(draft.id()).orElseThrow().key().secrets().stream()
            .map(ApiKey.Secret::hash)
            .toList());
  }

  @Test
  void a_rotation_at_once_leaves_nothing_of_the_old_secret() {
    KeyDraft draft = draft("shop");
    create(draft);
    KeyCredential next = KeyCredential.generate(draft.id(), RANDOM);
    StoredKey rotated = rotate(draft.id(), next, NOW.plusNanos(789));

    assertEquals(
        List.of(new ApiKey.Secret(next.hash(), Optional.empty())), rotated.key().secrets());
    assertEquals(Optional.of(rotated), keys.find(draft.id()));
    assertEquals(
        List.of(), postgres.texts("SELECT old_sha256 FROM api_keys WHERE old_sha256 IS NOT NULL"));
  }

  @Test
  void a_revoked_key_is_found_nowhere_and_the_instances_are_told() {
    KeyDraft draft = draft("shop");
    create(draft);
    revoke(draft.id());

    assertEquals(Optional.empty(), keys.find(draft.id()));
    assertEquals(Optional.empty(), write(writer -> writer.lock(draft.id())));
    assertEquals(List.of(), keys.list(ALL, -1, 10));
    assertEquals(new ApiKeyRecord.Revoked(draft.id(), 2, NOW), told().getLast());
  }

  @Test
  void what_fails_changes_nothing_and_tells_nobody() {
    KeyDraft draft = draft("shop");
    assertThrows(
        IllegalStateException.class,
        () ->
            write(
                writer -> {
                  writer.create(draft);
                  throw new IllegalStateException("a test");
                }));

    assertEquals(Optional.empty(), keys.find(draft.id()));
    assertEquals(List.of(), told());
  }

  @Test
  void an_owner_has_no_more_keys_than_it_may_have_and_the_others_do_not_care() {
    postgres.execute(
        """
        INSERT INTO api_keys (id, owner, name, scopes, secret_sha256, revision, created_at)
        SELECT 'k' || n, 'shop', 'k', '{}', 'k', 1, now() FROM generate_series(1, %d) n"""
            .formatted(ApiKey.MAX_OF_OWNER - 1));
    StoredKey last = create(draft("shop"));

    assertThrows(TooManyKeys.class, () -> create(draft("shop")));
    create(draft("other"));
    revoke(last.key().id());
    assertEquals("shop", create(draft("shop")).key().grant().owner());
  }

  @Test
  void a_key_that_was_thought_of_outside_is_put_in_place_once() {
    KeyCredential credential = KeyCredential.generate(RANDOM);
    KeyDraft draft = draft("*", credential);
    KeyDraft other = draft("*", KeyCredential.generate(credential.id(), RANDOM));

    assertEquals(Placed.CREATED, keys.putIfAbsent(draft, Optional.empty()));
    assertEquals(Placed.THERE, keys.putIfAbsent(draft, Optional.empty()));
    assertEquals(Placed.OTHER_SECRET, keys.putIfAbsent(other, Optional.empty()));
    assertEquals(1, told().size());
    revoke(credential.id());
    assertEquals(Placed.REVOKED, keys.putIfAbsent(draft, Optional.empty()));
    assertEquals(Optional.empty(), keys.find(credential.id()));
  }

  @Test
  void instances_that_start_at_once_put_it_in_place_once()
      throws ExecutionException, InterruptedException {
    KeyDraft draft = draft("*");
    CountDownLatch together = new CountDownLatch(6);
    List<Placed> placed;
    try (ExecutorService instances = Executors.newFixedThreadPool(6)) {
      List<Future<Placed>> starts =
          IntStream.range(0, 6)
              .mapToObj(
                  _ ->
                      instances.submit(
                          () -> {
                            together.countDown();
                            together.await();
                            return keys.putIfAbsent(draft, Optional.empty());
                          }))
              .toList();
      placed = new ArrayList<>();
      for (Future<Placed> start : starts) {
        placed.add(start.get());
      }
    }

    assertEquals(1, placed.stream().filter(Placed.CREATED::equals).count(), "" + placed);
    assertEquals(5, placed.stream().filter(Placed.THERE::equals).count(), "" + placed);
    assertEquals(1, told().size());
  }

  @Test
  void the_day_of_the_last_use_never_goes_back_and_is_no_change_of_the_key() {
    String id = create(draft("shop")).key().id();
    LocalDate day = LocalDate.of(2026, 3, 2);
    keys.used(Map.of(id, day, "0000000000000000", day));
    keys.used(Map.of(id, day.minusDays(1)));

    StoredKey found = keys.find(id).orElseThrow();
    assertEquals(Optional.of(day), found.lastUsedOn());
    assertEquals(1, found.key().revision());
    assertEquals(1, told().size());
    assertEquals(Optional.of(day), keys.list(ALL, -1, 1).getFirst().lastUsedOn());
  }

  /** Each waits for the other, or the outbox had two records of one revision. */
  @Test
  void two_who_change_a_key_at_once_follow_one_another()
      throws ExecutionException, InterruptedException {
    String id = create(draft("shop")).key().id();
    int changes = 40;
    try (ExecutorService admins = Executors.newFixedThreadPool(4)) {
      List<Future<StoredKey>> done =
          IntStream.range(0, changes)
              .mapToObj(
                  _ ->
                      admins.submit(
                          () -> rotate(id, KeyCredential.generate(id, RANDOM), NOW.plusSeconds(9))))
              .toList();
      for (Future<StoredKey> one : done) {
        assertTrue(one.get().key().revision() > 1);
      }
    }

    assertEquals(
        IntStream.rangeClosed(1, changes + 1).mapToObj(Long::valueOf).toList(),
        told().stream().map(ApiKeyRecord::revision).toList());
  }
}
