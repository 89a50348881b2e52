package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.access.SigningKey.json;
import static shop.crm.access.TestIssuer.DISCOVERY;
import static shop.crm.access.TestIssuer.KEYS;

import com.sun.net.httpserver.HttpHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.access.SigningKey;
import shop.crm.access.TestIssuer;
import shop.crm.connectors.ConnectorStatus;

/** Keys that come, change and go away, and an issuer that does. */
class IssuerTest {

  private static final String AWAY = "503 not-available";
  private static final String BAD = "401 bad-credential";

  private static final SigningKey NEXT = SigningKey.of("ES256", "next");

  private final Tokens tokens = new Tokens();

  @AfterEach
  void close() {
    tokens.close();
  }

  private String good(SigningKey key) {
    return key.sign(tokens.claims());
  }

  private void assertTaken(SigningKey key) {
    assertEquals("oidc:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", tokens.caller(good(key)).actor());
  }

  /** What {@code /status} tells. */
  private ConnectorStatus.State state() {
    return tokens.authenticator.status().state();
  }

  @Test
  void many_tokens_ask_the_issuer_once() {
    assertTaken(Tokens.RSA);
    assertTaken(Tokens.EC);
    assertTaken(Tokens.ED);
    assertEquals(1, tokens.server.asked(KEYS));
    assertEquals(1, tokens.server.asked(DISCOVERY));
  }

  @Test
  void a_new_key_is_taken_at_once() {
    assertTaken(Tokens.EC);
    tokens.server.publish(Tokens.EC, NEXT);
    assertTaken(NEXT);
    assertTaken(Tokens.EC);
    assertEquals(2, tokens.server.asked(KEYS));
  }

  @Test
  void a_key_without_a_name_is_followed_by_the_next() {
    tokens.server.publishSet(List.of(Tokens.EC.jwk("kid", null)));
    assertTaken(new SigningKey("ES256", "unnamed", Tokens.EC.pair()), Map.of("alg", "ES256"));
    tokens.server.publishSet(List.of(NEXT.jwk("kid", null)));
    assertTaken(NEXT, Map.of("alg", "ES256"));
    tokens.assertRefused(
        TokenRefusal.UNKNOWN_KEY, Tokens.EC.sign(Map.of("alg", "ES256"), tokens.claims()));
  }

  private void assertTaken(SigningKey key, Map<String, ?> header) {
    tokens.caller(key.sign(header, tokens.claims()));
  }

  @Test
  void of_two_keys_a_token_has_to_name_one() {
    tokens.server.publish(Tokens.EC, NEXT);
    tokens.assertRefused(
        TokenRefusal.UNKNOWN_KEY, NEXT.sign(Map.of("alg", "ES256"), tokens.claims()));
    assertTaken(NEXT);
  }

  @Test
  void a_key_that_is_taken_back_ends_with_the_next_look_and_so_do_its_tokens() {
    String token = good(Tokens.EC);
    tokens.caller(token);
    tokens.server.publish(NEXT);
    tokens.caller(token);
    tokens.clock.move(Issuer.FRESH);
    tokens.issuer.look();
    tokens.assertRefused(TokenRefusal.UNKNOWN_KEY, token);
  }

  @Test
  void keys_are_asked_for_again_when_it_is_time_and_not_before() {
    tokens.issuer.look();
    tokens.clock.move(Issuer.FRESH.minusMillis(1));
    tokens.issuer.look();
    assertEquals(1, tokens.server.asked(KEYS));
    tokens.clock.move(Duration.ofMillis(1));
    tokens.issuer.look();
    assertEquals(2, tokens.server.asked(KEYS));
  }

  @Test
  void keys_that_stay_the_same_are_the_same() {
    tokens.issuer.look();
    KeySet before = tokens.issuer.keys();
    tokens.clock.move(Issuer.FRESH);
    tokens.issuer.look();
    assertEquals(2, tokens.server.asked(KEYS));
    assertSame(before, tokens.issuer.keys());
    assertEquals(Optional.of(Duration.ZERO), tokens.issuer.age());
  }

  @Test
  void a_flood_of_unknown_keys_asks_seldom() {
    tokens.issuer.look();
    for (int i = 0; i < 100; i++) {
      tokens.assertRefused(
          TokenRefusal.UNKNOWN_KEY, good(new SigningKey("ES256", "no-" + i, NEXT.pair())));
    }
    assertEquals(1 + CallBudget.BURST, tokens.server.asked(KEYS));
    tokens.clock.move(CallBudget.REFILL);
    tokens.assertRefused(TokenRefusal.UNKNOWN_KEY, good(NEXT));
    tokens.assertRefused(TokenRefusal.UNKNOWN_KEY, good(NEXT));
    assertEquals(2 + CallBudget.BURST, tokens.server.asked(KEYS));
    assertTaken(Tokens.EC);
  }

  @Test
  void while_the_issuer_is_away_known_keys_go_on_for_a_day_and_unknown_ones_are_503() {
    assertTaken(Tokens.EC);
    tokens.server.close();
    tokens.clock.move(Issuer.FRESH);
    tokens.issuer.look();
    assertTaken(Tokens.EC);
    assertEquals(AWAY, tokens.problem(good(NEXT)));
    assertEquals(1, tokens.refused(TokenRefusal.ISSUER_AWAY));
    assertEquals(ConnectorStatus.State.RECONNECTING, state());
    assertEquals(
        Optional.of(tokens.server.address().replace("http://", "no connection to ")),
        tokens.issuer.problem());
    tokens.clock.move(Issuer.USABLE.minus(Issuer.FRESH).minusSeconds(1));
    assertTaken(Tokens.EC);
    String token = good(Tokens.EC);
    tokens.caller(token);
    tokens.clock.move(Duration.ofSeconds(1));
    assertEquals(AWAY, tokens.problem(token));
  }

  @Test
  void a_bad_token_is_401_even_while_the_issuer_is_away() {
    tokens.server.close();
    assertEquals(BAD, tokens.problem("a.b.c"));
    assertEquals(BAD, tokens.problem(Tokens.EC.sign(tokens.claims("aud", "other"))));
    assertEquals(AWAY, tokens.problem(good(Tokens.EC)));
  }

  @Test
  void an_issuer_that_comes_back_is_believed_again() {
    HttpHandler keys = TestIssuer.json(json(Map.of("keys", List.of(Tokens.EC.jwk()))));
    tokens.server.answer(KEYS, TestIssuer.status(500));
    assertEquals(AWAY, tokens.problem(good(Tokens.EC)));
    assertEquals(ConnectorStatus.State.RECONNECTING, state());
    tokens.server.answer(KEYS, keys);
    tokens.issuer.look();
    assertTaken(Tokens.EC);
    assertEquals(
        new ConnectorStatus("oidc-issuer", ConnectorStatus.State.RUNNING, 1, 1, Optional.empty()),
        tokens.authenticator.status());
  }

  /** An answer in the place of discovery or keys, and what the service says of it. */
  record Odd(String path, HttpHandler answer, String said) {
    @Override
    public String toString() {
      return path + ": " + said;
    }
  }

  static Stream<Odd> odd() {
    String large = json(Map.of("keys", List.of(), "padding", "x".repeat(300_000)));
    return Stream.of(
        new Odd(DISCOVERY, TestIssuer.status(404), "it answers 404 for its discovery document"),
        new Odd(KEYS, TestIssuer.status(500), "it answers 500 for its keys"),
        new Odd(KEYS, TestIssuer.status(204), "it answers 204 for its keys"),
        new Odd(KEYS, TestIssuer.redirect("/other"), "it answers 302 for its keys"),
        new Odd(
            DISCOVERY, TestIssuer.redirect("/other"), "it answers 302 for its discovery document"),
        new Odd(KEYS, TestIssuer.json("[]"), "its keys: not a JSON object"),
        new Odd(KEYS, TestIssuer.json("<html>"), "its keys: not JSON"),
        new Odd(
            KEYS, TestIssuer.json("{\"keys\":[],\"keys\":[]}"), "its keys: a name stands twice"),
        new Odd(KEYS, TestIssuer.json("{\"keys\":{}}"), "its keys are no JWK set"),
        new Odd(
            KEYS,
            TestIssuer.json(large),
            "its keys cannot be read, or not within 256 KiB: IOException"),
        new Odd(
            DISCOVERY,
            TestIssuer.json("{\"issuer\":\"https://other.example\"}"),
            "its discovery document names another issuer"),
        new Odd(DISCOVERY, TestIssuer.json("{}"), "its discovery document names another issuer"));
  }

  @ParameterizedTest
  @MethodSource
  void odd(Odd odd) {
    HttpHandler keys = TestIssuer.json(json(Map.of("keys", List.of(NEXT.jwk()))));
    tokens.server.answer("/other", keys);
    assertTaken(Tokens.EC);
    tokens.server.answer(odd.path(), odd.answer());
    assertEquals(AWAY, tokens.problem(good(NEXT)));
    assertEquals(Optional.of(odd.said()), tokens.authenticator.status().problem());
    assertEquals(0, tokens.server.asked("/other"));
    assertTaken(Tokens.EC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example/keys",
        "http://127.0.0.1.example/keys",
        "file:///etc/passwd",
        "https://user:secret@keys.example/keys",
        "/keys",
        "::",
        ""
      })
  void keys_are_read_over_no_line_that_others_write_on(String address) {
    tokens.server.publishDiscovery(Map.of("issuer", tokens.server.address(), "jwks_uri", address));
    assertEquals(AWAY, tokens.problem(good(Tokens.EC)));
    String said = tokens.authenticator.status().problem().orElseThrow();
    assertEquals("its jwks_uri is no ", said.substring(0, 19));
  }

  @Test
  void an_issuer_that_takes_all_its_keys_back_ends_all_tokens() {
    String token = good(Tokens.EC);
    tokens.caller(token);
    tokens.server.publish();
    tokens.clock.move(Issuer.FRESH);
    tokens.issuer.look();
    tokens.assertRefused(TokenRefusal.UNKNOWN_KEY, token);
    assertEquals(ConnectorStatus.State.RECONNECTING, state());
  }

  @Test
  void all_who_wait_wait_for_the_same_call() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    HttpHandler keys = TestIssuer.json(json(Map.of("keys", List.of(Tokens.EC.jwk()))));
    tokens.server.answer(
        KEYS,
        exchange -> {
          asked.countDown();
          await(answered);
          keys.handle(exchange);
        });
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> actors =
          IntStream.range(0, 50)
              .mapToObj(_ -> callers.submit(() -> tokens.caller(good(Tokens.EC)).actor()))
              .toList();
      await(asked);
      answered.countDown();
      for (Future<String> actor : actors) {
        assertEquals("oidc:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", actor.get());
      }
    }
    assertEquals(1, tokens.server.asked(KEYS));
  }

  @Test
  void a_request_does_not_wait_for_ever() {
    CountDownLatch answered = new CountDownLatch(1);
    try (Tokens impatient = new Tokens(Duration.ofMillis(50))) {
      impatient.server.answer(KEYS, _ -> await(answered));
      assertEquals(AWAY, impatient.problem(Tokens.EC.sign(impatient.claims())));
      answered.countDown();
    }
  }

  @Test
  void an_answer_that_drips_is_given_up() throws Exception {
    CountDownLatch givenUp = new CountDownLatch(1);
    tokens.server.answer(
        KEYS,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await(givenUp);
        });
    try (IssuerClient client = new IssuerClient(tokens.settings, Duration.ofMillis(200))) {
      IssuerFault fault = assertThrows(IssuerFault.class, client::fetch);
      assertTrue(fault.getMessage().endsWith(" did not come in time"), fault.getMessage());
    } finally {
      givenUp.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
