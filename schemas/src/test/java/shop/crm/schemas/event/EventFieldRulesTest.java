package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static shop.crm.schemas.event.Bodies.NOW;
import static shop.crm.schemas.event.Bodies.order;
import static shop.crm.schemas.event.Bodies.read;
import static shop.crm.schemas.event.Bodies.rejection;
import static shop.crm.schemas.event.Bodies.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.profile.Profile;

class EventFieldRulesTest {

  private static final String AMOUNT =
      " is not an amount from 0 to 99999999999.99 with at most 2 decimal places";

  private static void assertRejected(Reason reason, String detail, String body) {
    assertEquals(new Rejection(reason, detail), rejection(read(body)), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"abc\"",
        "\"-1\"",
        "\"-0\"",
        "\"+1\"",
        "\"1.234\"",
        "\"1.500\"",
        "\"1e2\"",
        "\" 1\"",
        "\"1\\n\"",
        "\".5\"",
        "\"5.\"",
        "\"1,50\"",
        "\"1.2.3\"",
        "\"١٢\"",
        "\"NaN\"",
        "\"100000000000\"",
        "\"000000000001\"",
        "-0.01",
        "1.234",
        "100000000000",
        "1e11",
        "1e2147483647",
        "1e-2147483647",
        "1e-3"
      })
  void what_is_not_an_amount_is_rejected_as_money(String json) {
    assertRejected(
        Reason.INVALID_MONEY, "total" + AMOUNT, order("order.created", "\"total\":" + json));
    assertRejected(
        Reason.INVALID_MONEY, "total" + AMOUNT, order("order.completed", "\"total\":" + json));
    assertRejected(
        Reason.INVALID_MONEY,
        "amount" + AMOUNT,
        order("order.refunded", "\"refund_id\":\"r\",\"amount\":" + json));
  }

  @Test
  void another_currency_is_not_supported() {
    for (String type : new String[] {"created", "completed", "cancelled", "refunded"}) {
      assertRejected(
          Reason.UNSUPPORTED_CURRENCY,
          "currency is not UAH",
          order("order." + type, "\"currency\":\"EUR\""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-01",
        "2026-02-01T10:00Z",
        "2026-02-01T10:00:00",
        "2026-02-01 10:00:00Z",
        "2026-02-01T10:00:00.Z",
        "2026-02-01T10:00:00.1234567890Z",
        "2026-02-01T24:00:00Z",
        "2026-02-01T10:60:00Z",
        "2026-02-01T10:00:60Z",
        "2026-02-30T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-02-01T10:00:00+2:00",
        "2026-02-01T10:00:00+0200",
        "2026-02-01T10:00:00+24:00",
        "2026-02-01T10:00:00Z ",
        "+2026-02-01T10:00:00Z",
        "+12026-02-01T10:00:00Z",
        "-0001-02-01T10:00:00Z",
        "٢٠٢٦-02-01T10:00:00Z"
      })
  void what_is_not_an_rfc_3339_time_is_rejected(String text) {
    assertRejected(
        Reason.INVALID_FIELD,
        "time is not an RFC 3339 time",
        order("order.completed", "").replace("2026-02-01T10:00:00Z", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01"})
  void a_time_before_1970_is_rejected(String text) {
    assertRejected(
        Reason.INVALID_FIELD,
        "time is not a time since 1970",
        order("order.completed", "").replace("2026-02-01T10:00:00Z", text));
  }

  @Test
  void an_event_may_be_dated_24_hours_ahead_and_no_more() {
    String body = order("order.completed", "");
    Bodies.event(read(body.replace("2026-02-01T10:00:00Z", "2026-03-02T12:00:00Z")));
    assertRejected(
        Reason.FUTURE_EVENT,
        "dated more than 24 h ahead",
        body.replace("2026-02-01T10:00:00Z", "2026-03-02T12:00:00.000001Z"));
  }

  @Test
  void the_timestamp_of_a_message_is_held_to_the_same_rules() {
    String body = "{\"order_id\":\"o-1\",\"customer_id\":\"c-1\"}";
    assertEquals(
        new Rejection(Reason.FUTURE_EVENT, "dated more than 24 h ahead"),
        rejection(read(body, at(Instant.MAX))));
    assertEquals(
        new Rejection(Reason.INVALID_FIELD, "timestamp is not a time since 1970"),
        rejection(read(body, at(Instant.EPOCH.minusMillis(1)))));
  }

  private static Envelope at(Instant timestamp) {
    return new Envelope(
        true,
        Optional.of("order.completed"),
        Optional.empty(),
        Optional.of(timestamp),
        Optional.empty(),
        NOW);
  }

  private static String repeated(String element, int times) {
    return (element + ",").repeat(times - 1) + element + "]";
  }

  private static void assertLeftOut(String detail, String fields) {
    Decoded.Accepted accepted = assertInstanceOf(Decoded.Accepted.class, read(user(fields)));
    assertEquals(Optional.of(detail), accepted.leftOut().map(Rejection::detail), fields);
    assertEquals(
        new InboundEvent.UserRegistered(accepted.event().head(), Profile.NOTHING),
        accepted.event());
  }

  /** The cases of {@code profiles.csv}: fields, what is kept of them, and what is left out. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "profiles.csv",
      numLinesToSkip = 1,
      delimiter = '|',
      quoteCharacter = '`')
  void what_breaks_a_rule_is_left_out_and_the_rest_counts(
      String fields, String kept, String leftOut) {
    Decoded.Accepted accepted = assertInstanceOf(Decoded.Accepted.class, read(user(fields)));

    Profile profile = ((InboundEvent.UserRegistered) accepted.event()).profile();
    byte[] json = JsonBytes.object(out -> ProfileJson.write(out, profile));
    ObjectNode expected = Bodies.object("{\"addresses\":[],\"tags\":[]}");
    expected.setAll(Bodies.object(kept == null ? "{}" : kept));
    assertEquals(expected, Bodies.object(new String(json, UTF_8)), fields);
    assertEquals(
        Optional.ofNullable(leftOut).map(it -> new Rejection(Reason.INVALID_FIELD, it)),
        accepted.leftOut());
    byte[] written = EventWriter.write(accepted.event(), "UAH");
    assertEquals(
        new Decoded.Accepted(accepted.event()),
        Bodies.READER.read(written, Bodies.cloudEvent(), NOW));
  }

  @Test
  void the_id_of_a_registration_is_stored_too() {
    assertRejected(
        Reason.INVALID_FIELD,
        "event id is not free of the character U+0000",
        user("").replace("\"e-1\"", "\"e\\u0000\""));
    assertEquals(
        new Rejection(Reason.INVALID_FIELD, "event id is not free of the character U+0000"),
        rejection(read("{\"user_id\":\"c-1\"}", withMessageId("e\0"))));
    Bodies.event(read(order("order.completed", "").replace("\"e-1\"", "\"e\\u0000\"")));
  }

  private static Envelope withMessageId(String id) {
    return new Envelope(
        true,
        Optional.of("user.registered"),
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "email, 254",
    "phone, 32",
    "first_name, 200",
    "last_name, 200",
    "gender, 64",
    "source, 128"
  })
  void a_text_of_a_profile_is_as_long_as_over_http(String field, int most) {
    assertLeftOut(
        field + " has more than " + most + " characters",
        "\"%s\":\"%s\"".formatted(field, "😀".repeat(most + 1)));
  }

  @Test
  void texts_are_bounded() {
    assertLeftOut("tags has more than 64 characters", "\"tags\":[\"" + "x".repeat(65) + "\"]");
    assertRejected(
        Reason.INVALID_FIELD,
        "reason is not of at most 500 characters",
        order("order.cancelled", "\"reason\":\"" + "x".repeat(501) + "\""));
  }

  @Test
  void lists_of_a_profile_are_bounded() {
    assertLeftOut("addresses is not a list of at most 20", "\"addresses\":[" + repeated("{}", 21));
    assertLeftOut("tags is not a list of at most 100", "\"tags\":[" + repeated("\"a\"", 101));
    String line = "\"" + "😀".repeat(200) + "\"";
    String address = "{\"line1\":" + line + ",\"line2\":" + line + ",\"city\":" + line + "}";
    assertLeftOut(
        "addresses has more than 32768 bytes together", "\"addresses\":[" + repeated(address, 20));
    String tags =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"%02d%s\"".formatted(i, "😀".repeat(62)))
            .collect(Collectors.joining(",", "[", "]"));
    assertLeftOut("tags has more than 16384 bytes together", "\"tags\":" + tags);
  }

  @ParameterizedTest
  @ValueSource(strings = {"currency", "reason", "occurred_at", "tenant_id"})
  void a_blank_text_is_as_good_as_absent(String field) {
    String body = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"%s\":\" \"}";
    var without = Bodies.event(read(body.formatted("x"), withId("order.cancelled")));
    assertEquals(without, Bodies.event(read(body.formatted(field), withId("order.cancelled"))));
  }

  private static Envelope withId(String type) {
    return new Envelope(
        true, Optional.of(type), Optional.of("m"), Optional.empty(), Optional.empty(), NOW);
  }
}
