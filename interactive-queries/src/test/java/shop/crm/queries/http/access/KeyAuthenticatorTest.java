package shop.crm.queries.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.access.SecretHash;

class KeyAuthenticatorTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-03-01T23:59:59Z");
  private static final Set<Scope> SCOPES = Set.of(Scope.CUSTOMERS_READ, Scope.PII_READ);

  private final Map<String, ApiKey> keys = new HashMap<>();
  private final Map<String, LocalDate> uses = new HashMap<>();
  private final KeyCredential credential = KeyCredential.generate(RANDOM);
  private boolean complete = true;
  private int hashes;
  private int comparisons;

  private final KeyAuthenticator authenticator =
      new KeyAuthenticator(
          () -> complete,
          id -> Optional.ofNullable(keys.get(id)),
          uses::put,
          Clock.fixed(NOW, ZoneOffset.UTC),
          presented -> {
            hashes++;
            return presented.hash();
          },
          (stored, presented) -> {
            comparisons++;
            return stored.matches(presented);
          });

  private static ApiKey.Secret secret(KeyCredential of, Instant... until) {
    return new ApiKey.Secret(of.hash(), Stream.of(until).findFirst());
  }

  private void put(Optional<String> tenant, Optional<Instant> expires, ApiKey.Secret... secrets) {
    ApiKey key =
        new ApiKey(
            credential.id(),
            "of a test",
            new Grant(tenant, SCOPES),
            List.of(secrets),
            NOW.minus(Duration.ofDays(9)),
            expires,
            1);
    keys.put(key.id(), key);
  }

  private Caller caller(KeyCredential presented) {
    return authenticator.authenticate(presented.text());
  }

  private String refusal(String presented) {
    Problem problem =
        assertThrows(ProblemException.class, () -> authenticator.authenticate(presented)).problem();
    return problem.status() + " " + problem.slug();
  }

  private String refusal(KeyCredential presented) {
    return refusal(presented.text());
  }

  @Test
  void the_owner_of_a_tenants_key_is_somebody_of_the_tenant_with_its_scopes() {
    put(Optional.of("shop"), Optional.empty(), secret(credential));

    assertEquals(new Caller.OfTenant("key:" + credential.id(), "shop", SCOPES), caller(credential));
  }

  @Test
  void the_owner_of_a_key_of_the_platform_is_somebody_of_the_platform() {
    put(Optional.empty(), Optional.empty(), secret(credential));

    assertEquals(new Caller.OfPlatform("key:" + credential.id(), SCOPES), caller(credential));
  }

  @Test
  void a_key_that_there_is_not_and_a_wrong_secret_are_refused_alike() {
    put(Optional.of("shop"), Optional.empty(), secret(credential));

    assertEquals("401 bad-credential", refusal(KeyCredential.generate(RANDOM)));
    assertEquals("401 bad-credential", refusal(KeyCredential.generate(credential.id(), RANDOM)));
    assertEquals(Map.of(), uses);
  }

  /** Where the work is the same, so is the time. */
  @Test
  void it_does_the_same_for_a_wrong_id_as_for_a_wrong_secret_and_for_the_right_one() {
    Instant later = NOW.plusSeconds(1);
    put(Optional.of("shop"), Optional.empty(), secret(credential));
    refusal(KeyCredential.generate(RANDOM));
    assertEquals("1 hash, 2 comparisons", work(), "wrong id");
    refusal(KeyCredential.generate(credential.id(), RANDOM));
    assertEquals("1 hash, 2 comparisons", work(), "wrong secret");
    caller(credential);
    assertEquals("1 hash, 2 comparisons", work(), "right");

    KeyCredential next = KeyCredential.generate(credential.id(), RANDOM);
    put(Optional.of("shop"), Optional.empty(), secret(next), secret(credential, later));
    caller(next);
    assertEquals("1 hash, 2 comparisons", work(), "rotated");
    put(Optional.of("shop"), Optional.of(NOW), secret(credential));
    refusal(credential);
    assertEquals("1 hash, 2 comparisons", work(), "expired");
  }

  private String work() {
    String work = hashes + " hash, " + comparisons + " comparisons";
    hashes = 0;
    comparisons = 0;
    return work;
  }

  /** What an absent secret is compared with must not be a hash that somebody has the secret of. */
  @Test
  void what_stands_for_no_secret_lets_nobody_in() {
    KeyAuthenticator deceived =
        new KeyAuthenticator(
            () -> true,
            _ -> Optional.empty(),
            uses::put,
            Clock.fixed(NOW, ZoneOffset.UTC),
            _ -> SecretHash.ofHex("0".repeat(64)),
            SecretHash::matches);

    assertThrows(ProblemException.class, () -> deceived.authenticate(credential.text()));
  }

  @Test
  void a_key_is_valid_until_it_expires() {
    put(Optional.of("shop"), Optional.of(NOW.plusMillis(1)), secret(credential));
    assertTrue(caller(credential).may(Scope.PII_READ));

    put(Optional.of("shop"), Optional.of(NOW), secret(credential));
    assertEquals("401 bad-credential", refusal(credential));
  }

  @Test
  void the_secret_before_a_rotation_is_valid_for_as_long_as_was_chosen() {
    KeyCredential next = KeyCredential.generate(credential.id(), RANDOM);
    put(Optional.of("shop"), Optional.empty(), secret(next), secret(credential, NOW.plusMillis(1)));
    assertEquals(caller(next), caller(credential));

    put(Optional.of("shop"), Optional.empty(), secret(next), secret(credential, NOW));
    assertEquals("401 bad-credential", refusal(credential));
    assertTrue(caller(next).may(Scope.PII_READ));
  }

  @Test
  void before_all_keys_are_known_nobody_gets_in_by_one() {
    put(Optional.of("shop"), Optional.empty(), secret(credential));
    complete = false;

    assertEquals("503 not-available", refusal(credential));
    assertEquals("503 not-available", refusal(KeyCredential.generate(RANDOM)));
    ProblemException thrown = assertThrows(ProblemException.class, () -> caller(credential));
    assertEquals("1", thrown.problem().headers().get("Retry-After"));
  }

  @Test
  void a_use_is_noted_by_its_day() {
    put(Optional.of("shop"), Optional.empty(), secret(credential));
    caller(credential);

    assertEquals(Map.of(credential.id(), LocalDate.of(2026, 3, 1)), uses);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crm_", "crm_x_y", "crm_0123456789abcdef_short"})
  void what_begins_as_a_key_and_is_none_is_refused_without_being_looked_up(String text) {
    assertTrue(authenticator.takes(text));
    assertEquals("401 bad-credential", refusal(text));
  }

  @Test
  void what_begins_otherwise_is_nothing_it_knows() {
    assertFalse(authenticator.takes("eyJhbGciOiJub25lIn0.e30."));
    assertFalse(authenticator.takes("CRM_"));
    assertFalse(authenticator.takes(""));
  }
}
