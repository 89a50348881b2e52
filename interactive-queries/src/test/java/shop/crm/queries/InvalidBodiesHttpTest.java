package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;

/** None of these bodies gets in, so one server does for all of them. */
class InvalidBodiesHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String BOB = CUSTOMERS + "/bob";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
    server.create("{\"id\": \"bob\", \"first_name\": \"Bob\"}");
  }

  @AfterAll
  static void stop() {
    assertEquals(List.of("bob"), server.get(CUSTOMERS).ids(), "what is invalid got in");
    assertEquals(1, server.get(BOB).json().get("version").asInt(), "what is invalid changed bob");
    server.close();
  }

  private static void assertRefused(String body, String... errors) {
    List<Reply> replies =
        List.of(
            server.create(body), server.json("PUT", BOB, body), server.json("PATCH", BOB, body));
    for (Reply reply : replies) {
      assertEquals("422 invalid-body", reply.problem());
      assertEquals(List.of(errors), reply.errors());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "email | 5 | is not a text",
        "email | \"bob\" | is not an email address",
        "email | \"bob@example\" | is not an email address",
        "email | \"bob@@example.org\" | is not an email address",
        "email | \"b ob@example.org\" | is not an email address",
        "phone | \"call me\" | is not a phone number: digits, with + ( ) - . / and spaces, without an extension",
        "phone | \"+\" | is not a phone number: digits, with + ( ) - . / and spaces, without an extension",
        "first_name | [\"Bob\"] | is not a text",
        "last_name | \"a\\u0000b\" | has control characters, or half of a surrogate pair",
        "last_name | \"a\\nb\" | has control characters, or half of a surrogate pair",
        "last_name | \"\\ud83d\" | has control characters, or half of a surrogate pair",
        "date_of_birth | \"2001-02-29\" | is not a date like 1990-12-31",
        "date_of_birth | \"17.05.1990\" | is not a date like 1990-12-31",
        "date_of_birth | \"2026-03-02\" | is not from 1900 up to today",
        "date_of_birth | \"1899-12-31\" | is not from 1900 up to today",
        "gender | true | is not a text",
        "source | {} | is not a text",
        "addresses | {} | is not a list of at most 20 addresses",
        "tags | \"vip\" | is not a list of at most 100 texts",
        "email_opt_in | \"true\" | is not true or false",
        "sms_opt_in | 1 | is not true or false",
        "push_opt_in | [] | is not true or false",
        "nick | \"x\" | is not a field of a customer",
        "id | \"a b\" | is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
            + " and neither . nor ..",
        "id | \".\" | is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
            + " and neither . nor ..",
        "id | \"..\" | is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
            + " and neither . nor ..",
        "id | 5 | is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
            + " and neither . nor .."
      })
  void a_wrong_value_is_named_by_its_field(String field, String value, String message) {
    assertRefused("{\"" + field + "\": " + value + "}", "/" + field + " " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "first_name, 200",
    "last_name, 200",
    "gender, 64",
    "source, 128",
    "phone, 32",
    "email, 254"
  })
  void a_text_that_is_too_long_is_one_error(String field, int most) {
    assertRefused(
        "{\"" + field + "\": \"" + "😀".repeat(most + 1) + "\"}",
        "/" + field + " has more than " + most + " characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", ".c", "😀", "@", "1x"})
  void a_text_that_is_far_too_long_is_refused_at_once(String piece) {
    String text =
        piece.repeat(900_000 / piece.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    assertRefused(
        "{\"email\": \"a@b" + text + "\", \"phone\": \"" + "1".repeat(100_000) + "x\"}",
        "/email has more than 254 characters",
        "/phone has more than 32 characters");
  }

  @Test
  void every_wrong_field_is_named_at_once_however_deep() {
    assertRefused(
        """
        {"email": "nobody", "nick": 1,
         "addresses": [
           {"type": "shipping", "country": "UA"},
           {"type": "home", "country": "ua", "line1": "", "postal_code": 1001, "id": "a b",
             "is_default": "yes", "zip/code": "1"},
           "Main St"],
         "tags": ["a", 5, "", null], "sms_opt_in": "no"}
        """,
        "/email is not an email address",
        "/nick is not a field of a customer",
        "/addresses/1/zip~1code is not a field of an address",
        "/addresses/1/id is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -",
        "/addresses/1/type is not shipping, billing or other",
        "/addresses/1/postal_code is not a text",
        "/addresses/1/country is not a country of ISO 3166-1 alpha-2",
        "/addresses/1/is_default is not true or false",
        "/addresses/2 is not an object",
        "/tags/1 is not a text",
        "/tags/3 is not a text",
        "/sms_opt_in is not true or false");
  }

  @Test
  void too_many_addresses_and_tags_are_one_error_each() {
    assertRefused(
        "{\"addresses\": ["
            + String.join(",", Collections.nCopies(21, "{}"))
            + "], \"tags\": ["
            + String.join(",", Collections.nCopies(101, "5"))
            + "]}",
        "/addresses is not a list of at most 20 addresses",
        "/tags is not a list of at most 100 texts");
  }

  @Test
  void of_many_errors_the_first_hundred_are_told() {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      fields.add("\"f" + i + "\": 1");
    }

    assertEquals(100, server.create("{" + String.join(",", fields) + "}").errors().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "5", "null", "\"bob\""})
  void what_is_no_object_is_told_of_the_whole_body(String body) {
    assertRefused(body, " is not an object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{\"id\": \"x\"} {}", "{'id': 'x'}", "{\"id\": NaN}", "\u0000"})
  void what_is_no_json_is_malformed(String body) {
    for (String method : List.of("PUT", "PATCH")) {
      assertEquals("400 malformed-request", server.json(method, BOB, body).problem(), method);
    }
    assertEquals("400 malformed-request", server.create(body).problem());
  }

  @Test
  void json_that_is_nested_too_deep_or_broken_utf_8_is_malformed() {
    byte[] broken = {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xC3, '"', '}'};
    Reply reply =
        server.send(
            "POST", CUSTOMERS, BodyPublishers.ofByteArray(broken), "Content-Type", Json.MEDIA_TYPE);

    assertEquals("400 malformed-request", reply.problem());
    assertEquals("400 malformed-request", server.create("[".repeat(100_000)).problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/merge-patch+json", "a/b/c", "*/*"})
  void a_body_of_another_type_is_refused(String type) {
    Reply reply = server.post(CUSTOMERS, "{}", "Content-Type", type);

    assertEquals("415 unsupported-media-type", reply.problem());
  }

  @Test
  void a_body_without_a_type_is_refused() {
    assertEquals("415 unsupported-media-type", server.post(CUSTOMERS, "{}").problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST " + CUSTOMERS, "PUT " + BOB, "PATCH " + BOB})
  void a_body_over_one_mebibyte_is_refused(String call) {
    String[] parts = call.split(" ");
    Reply reply =
        server.send(
            parts[0],
            parts[1],
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[(1 << 20) + 1])),
            "Content-Type",
            Json.MEDIA_TYPE);

    assertEquals("413 too-large", reply.problem());
  }

  @Test
  void a_name_that_is_too_long_is_told_up_to_a_whole_character() {
    String long63 = "x".repeat(63);

    assertRefused("{\"" + long63 + "😀y\": 1}", "/" + long63 + "😀 is not a field of a customer");
    assertRefused(
        "{\"addresses\": [{\"type\": \"other\", \"" + long63 + "~/\": 1}]}",
        "/addresses/0/" + long63 + "~0 is not a field of an address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"first_name\": \"A\", \"first_name\": \"B\"}",
        "{\"first_name\": \"A\", \"f\\u0069rst_name\": \"A\"}",
        "{\"addresses\": [{\"type\": \"other\", \"city\": \"A\", \"city\": \"B\"}]}",
        "{\"nick\": {\"a\": 1, \"a\": 2}}"
      })
  void the_same_name_twice_in_an_object_is_malformed_everywhere(String body) {
    for (Reply reply :
        List.of(
            server.create(body),
            server.json("PUT", BOB, body),
            server.json("PATCH", BOB, body),
            server.json("POST", ApiPaths.SEGMENTS, body),
            server.json("POST", ApiPaths.SEGMENTS + "/preview", body),
            server.json("POST", BOB + "/loyalty/entries", body),
            server.json("POST", "/api/v1/analytics/clv/fit", body))) {
      assertEquals("400 malformed-request", reply.problem());
    }
    assertEquals(
        1,
        server
            .post(CUSTOMERS + ":import", body, "Content-Type", "application/x-ndjson")
            .json()
            .path("failed")
            .asInt());
  }
}
