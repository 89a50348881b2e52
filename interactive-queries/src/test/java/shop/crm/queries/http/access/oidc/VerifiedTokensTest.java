package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.access.oidc.VerifiedTokens.Verified;

class VerifiedTokensTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final KeySet KEYS = new KeySet(List.of());
  private static final Caller CALLER = new Caller.OfTenant("oidc:a", "acme", Set.of());

  private final VerifiedTokens tokens = new VerifiedTokens(100);

  private static Digest digest(int token) {
    return new Digest(token, 0, 0, 0);
  }

  private void put(int token) {
    tokens.put(digest(token), new Verified(CALLER, NOW.plusSeconds(1), KEYS));
  }

  private Optional<Caller> find(int token) {
    return tokens.find(digest(token), KEYS, NOW);
  }

  @Test
  void a_token_is_known_until_it_ends() {
    put(1);
    assertEquals(Optional.of(CALLER), find(1));
    assertEquals(Optional.empty(), tokens.find(digest(1), KEYS, NOW.plusSeconds(1)));
    assertEquals(Optional.empty(), find(2));
  }

  @Test
  void a_token_is_known_by_the_very_keys_that_it_was_checked_by() {
    put(1);
    assertEquals(Optional.empty(), tokens.find(digest(1), new KeySet(List.of()), NOW));
  }

  @Test
  void what_is_asked_for_stays_and_there_are_never_more_than_it_may_have() {
    for (int i = 0; i < 10_000; i++) {
      put(i);
      assertTrue(tokens.size() <= 100);
      assertEquals(Optional.of(CALLER), find(0));
      assertEquals(Optional.of(CALLER), find(Math.max(0, i - 10)));
    }
    assertEquals(Optional.empty(), find(5_000));
  }
}
