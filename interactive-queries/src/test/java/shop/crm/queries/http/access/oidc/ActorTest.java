package shop.crm.queries.http.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorTest {

  private static final String ISSUER = "https://issuer.example";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "auth0|5f7c8ec7c33c6c004bbafe82",
        "shop-backend",
        "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ"
      })
  void an_opaque_subject_stands_as_it_is(String subject) {
    assertEquals("oidc:" + subject, Actor.of(ISSUER, subject));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jane.doe@example.com",
        "client@clients",
        "380501234567",
        "380-50-123-45-67",
        "+380501234567",
        "Jane Doe",
        "a\nb",
        "\u043e\u043b\u0435\u043d\u0430",
        "-",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void any_other_is_a_hash_that_differs_from_issuer_to_issuer(String subject) {
    String actor = Actor.of(ISSUER, subject);
    assertTrue(actor.matches("oidc:~[0-9a-f]{32}"), actor);
    assertEquals(actor, Actor.of(ISSUER, subject));
    assertNotEquals(actor, Actor.of("https://other.example", subject));
  }

  @Test
  void the_hash_is_what_the_manual_says() {
    // printf 'https://issuer.example\njane.doe@example.com' | sha256sum | cut -c1-32
    assertEquals(
        "oidc:~239b306202d047b145c9bc1bafd14ed3", Actor.of(ISSUER, "jane.doe@example.com"));
  }
}
