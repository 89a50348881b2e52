package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static shop.crm.schemas.event.Bodies.NOW;
import static shop.crm.schemas.event.Bodies.READER;
import static shop.crm.schemas.event.Bodies.event;
import static shop.crm.schemas.event.Bodies.order;
import static shop.crm.schemas.event.Bodies.plain;
import static shop.crm.schemas.event.Bodies.read;
import static shop.crm.schemas.event.Bodies.user;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileField;

class EventReaderTest {

  private static final Instant TEN = Instant.parse("2026-02-01T10:00:00Z");
  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Head HEAD = new Head("e-1", CUSTOMER, TEN, "oms");
  private static final Optional<String> NONE = Optional.empty();

  @Test
  void an_order_with_its_items_is_read() {
    assertEquals(
        new OrderCreated(
            HEAD,
            "o-1",
            new Money(123450),
            List.of(
                new OrderItem("TEA", Optional.of("Чай 🍵"), 3, Optional.of(new BigDecimal("89.9"))),
                new OrderItem("CUP", NONE, 1, Optional.of(new BigDecimal("0.0375"))))),
        event(
            read(
                order(
                    "order.created",
                    """
                    "total":"1234.50","currency":"UAH","items":[
                      {"sku":"TEA","name":"Чай 🍵","quantity":3,"unit_price":"89.9","x":[{}]},
                      {"unit_price":0.0375,"quantity":null,"sku":"CUP","name":null}]\
                    """))));
  }

  @Test
  void the_other_steps_of_an_order_are_read() {
    assertEquals(
        new OrderCompleted(HEAD, "o-1", Optional.of(new Money(100))),
        event(read(order("order.completed", "\"total\":1"))));
    assertEquals(
        new OrderCompleted(HEAD, "o-1", Optional.empty()),
        event(read(order("order.completed", "\"total\":null"))));
    assertEquals(
        new OrderCancelled(HEAD, "o-1", Optional.of("late")),
        event(read(order("order.cancelled", "\"reason\":\"late\""))));
    assertEquals(
        new OrderRefunded(HEAD, "o-1", "r-1", new Money(5)),
        event(read(order("order.refunded", "\"refund_id\":\"r-1\",\"amount\":\"0.05\""))));
  }

  @Test
  void a_profile_is_read_in_full() {
    Address address =
        new Address(
            Optional.of("a-1"),
            Address.Type.SHIPPING,
            new Address.Place(
                Optional.of("Хрещатик 1"),
                NONE,
                Optional.of("Київ"),
                NONE,
                Optional.of("01001"),
                Optional.of("UA")),
            true);
    Address bare =
        new Address(
            NONE, Address.Type.OTHER, new Address.Place(NONE, NONE, NONE, NONE, NONE, NONE), false);
    assertEquals(
        new UserRegistered(
            new Head("e-1", CUSTOMER, TEN, "auth"),
            Profile.NOTHING
                .edit()
                .text(ProfileField.EMAIL, Optional.of("a@example.org"))
                .text(ProfileField.PHONE, Optional.of("+38044"))
                .text(ProfileField.FIRST_NAME, Optional.of("Анна"))
                .text(ProfileField.LAST_NAME, Optional.of("O'Neil"))
                .date(ProfileField.DATE_OF_BIRTH, Optional.of(LocalDate.of(1990, 5, 17)))
                .text(ProfileField.GENDER, Optional.of("f"))
                .addresses(List.of(address, bare))
                .tags(List.of("vip"))
                .text(ProfileField.SOURCE, Optional.of("web"))
                .flag(ProfileField.EMAIL_OPT_IN, Optional.of(true))
                .flag(ProfileField.SMS_OPT_IN, Optional.of(false))
                .build()),
        event(
            read(
                user(
                    """
                    "email":"a@example.org","phone":"+38044","first_name":"Анна",
                    "last_name":"O'Neil","date_of_birth":"1990-05-17","gender":"f","source":"web",
                    "email_opt_in":true,"sms_opt_in":false,"push_opt_in":null,
                    "tags":["vip",""],"addresses":[
                      {"id":"a-1","type":"shipping","line1":"Хрещатик 1","line2":null,"city":"Київ",
                       "postal_code":"01001","country":"UA","is_default":true},
                      {"type":null,"is_default":null,"country":null}]\
                    """))));
  }

  @Test
  void nothing_but_an_id_makes_an_empty_profile() {
    assertEquals(
        new UserRegistered(new Head("e-1", CUSTOMER, TEN, "auth"), Profile.NOTHING),
        event(read(user(""))));
  }

  @Test
  void data_may_stand_before_the_type() {
    String body =
        """
        {"data":{"total":"5","customer_id":"c-1","order_id":"o-1"},"tenantid":"t-1",
         "time":"2026-02-01T10:00:00Z","type":"order.created","source":"oms","id":"e-1",
         "specversion":"1.0"}\
        """;
    assertEquals(new OrderCreated(HEAD, "o-1", new Money(500), List.of()), event(read(body)));
  }

  @Test
  void unknown_fields_are_passed_over() {
    String body =
        """
        {"x":{"data":{"order_id":7},"a":[[[]]]},"specversion":"1.0","id":"e-1","source":"oms",
         "big":%s,"type":"order.created","time":"2026-02-01T10:00:00Z","tenantid":"t-1",
         "items":[7],"email":9,"data":{"data":{"data":[1]},"order_id":"o-1","customer_id":"c-1",
         "total":"5","tags":7,"reason":{"a":[]},"type":[],"id":{},"source":3,"time":"never"}}\
        """
            .formatted("9".repeat(200));
    assertEquals(new OrderCreated(HEAD, "o-1", new Money(500), List.of()), event(read(body)));
  }

  @Test
  void attributes_stand_in_any_order() {
    String body =
        """
        {"data":{"order_id":"o-1","customer_id":"c-1"},"tenantid":"t-1",
        "time":"2026-02-01T10:00:00Z","type":"order.completed","source":"oms","id":"e-1",
        "specversion":"1.0"}\
        """;
    assertEquals(new OrderCompleted(HEAD, "o-1", Optional.empty()), event(read(body)));
  }

  @Test
  void an_attribute_that_is_null_is_as_good_as_absent() {
    String body =
        """
        {"specversion":"1.0","id":"e-1","source":"oms","type":"order.completed","subject":null,
        "time":null,"tenantid":null,"data":{"order_id":"o-1","customer_id":"c-1",
        "tenant_id":"t-1","occurred_at":"2026-02-01T10:00:00Z","currency":null}}\
        """;
    assertEquals(new OrderCompleted(HEAD, "o-1", Optional.empty()), event(read(body)));
  }

  @Test
  void a_plain_body_takes_its_head_from_the_message() {
    Envelope envelope =
        new Envelope(
            true,
            Optional.of("order.cancelled"),
            Optional.of("m-1"),
            Optional.of(TEN),
            Optional.of("t-1"),
            NOW);
    String body =
        """
        {"order_id":"o-1","customer_id":"c-1","tenant_id":7,"occurred_at":"never","id":1,"type":2,
        "time":3,"source":4,"subject":5,"data":6,"tenantid":7,"specversion":null,
        "reason":"late"}\
        """;
    assertEquals(
        new OrderCancelled(
            new Head("m-1", CUSTOMER, TEN, "amqp:order.cancelled"), "o-1", Optional.of("late")),
        event(read(body, envelope)));
  }

  @Test
  void what_the_message_does_not_tell_the_plain_body_does() {
    String body =
        """
        {"user_id":"c-1","tenant_id":"t-1","occurred_at":"2026-02-01T12:00:00+02:00",
        "source":"web"}\
        """;
    assertEquals(
        new UserRegistered(
            new Head("user.registered:c-1:" + hash(body), CUSTOMER, TEN, "amqp:user.registered"),
            Profile.NOTHING.edit().text(ProfileField.SOURCE, Optional.of("web")).build()),
        event(read(body, plain("user.registered"))));
  }

  @Test
  void what_nothing_tells_has_its_default() {
    String body = "{\"order_id\":\"o-1\",\"customer_id\":\"c-1\"}";
    assertEquals(
        new OrderCompleted(
            new Head(
                "order.completed:o-1:" + hash(body),
                new CustomerKey("default", "c-1"),
                NOW,
                "amqp:order.completed"),
            "o-1",
            Optional.empty()),
        event(read(body, plain("order.completed"))));
  }

  /** The id of a body without one: the first half of the body's SHA-256. */
  private static String hash(String body) {
    return Hashes.hex(body.getBytes(UTF_8));
  }

  @Test
  void without_an_id_the_same_body_is_the_same_fact_and_a_corrected_one_is_another() {
    String body = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"refund_id\":\"r\",\"amount\":1}";
    String id = event(read(body, plain("order.refunded"))).head().id();

    assertEquals("order.refunded:r:d1af133599bf770d80ecf25b3e371b82", id);
    assertEquals(id, event(read(body, plain("order.refunded"))).head().id());
    String corrected = body.replace("1}", "2}");
    assertNotEquals(id, event(read(corrected, plain("order.refunded"))).head().id());
  }

  @Test
  void a_cloud_event_over_rabbitmq_speaks_for_itself() {
    Envelope envelope =
        new Envelope(
            true,
            Optional.of("something.else"),
            Optional.of("m-1"),
            Optional.of(NOW),
            Optional.of("t-2"),
            NOW);
    assertEquals(
        new OrderCompleted(HEAD, "o-1", Optional.empty()),
        event(read(order("order.completed", ""), envelope)));
  }

  @ParameterizedTest
  @CsvSource({
    "'\"1234.50\"', 123450",
    "'\"1234.5\"', 123450",
    "'\"0\"', 0",
    "'\"007\"', 700",
    "'1e2', 10000",
    "'1.5E+3', 150000",
    "'12.500', 1250",
    "'-0', 0",
    "'-0.0', 0",
    "'0e999999999', 0",
    "'0.07', 7",
    "'\"99999999999.99\"', 9999999999999",
    "'99999999999.99', 9999999999999"
  })
  void money_is_a_decimal_string_or_a_number(String json, long minor) {
    assertEquals(
        new OrderCreated(HEAD, "o-1", new Money(minor), List.of()),
        event(read(order("order.created", "\"total\":" + json))));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-01T10:00:00Z, 2026-02-01T10:00:00Z",
    "2026-02-01t10:00:00z, 2026-02-01T10:00:00Z",
    "2026-02-01T00:30:00-09:30, 2026-02-01T10:00:00Z",
    "2026-02-02T09:59:00+23:59, 2026-02-01T10:00:00Z",
    "2026-02-01T10:00:00.5Z, 2026-02-01T10:00:00.500Z",
    "2026-02-01T10:00:00.123456789Z, 2026-02-01T10:00:00.123456Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "2024-02-29T23:59:59+00:00, 2024-02-29T23:59:59Z",
    "2026-03-02T12:00:00Z, 2026-03-02T12:00:00Z"
  })
  void times_are_rfc_3339_to_the_microsecond(String text, String expected) {
    String body = order("order.completed", "").replace("2026-02-01T10:00:00Z", text);
    assertEquals(
        new OrderCompleted(
            new Head("e-1", CUSTOMER, Instant.parse(expected), "oms"), "o-1", Optional.empty()),
        event(read(body)));
  }

  /** The lines of {@code items.csv}: what stands in the field, and what is kept of the lines. */
  @ParameterizedTest
  @CsvFileSource(resources = "items.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
  void of_a_line_is_kept_what_can_be_read_and_the_order_counts(String items, String kept) {
    OrderCreated order =
        (OrderCreated) event(read(order("order.created", "\"total\":1,\"items\":" + items)));

    assertEquals(new Money(100), order.total());
    assertEquals(
        kept == null ? "" : kept,
        order.items().stream()
            .map(
                item ->
                    String.join(
                        " ",
                        item.quantity().toPlainString(),
                        "x",
                        item.sku().orElse("-"),
                        item.name().orElse("-"),
                        item.unitPrice().map(BigDecimal::toPlainString).orElse("-")))
            .collect(Collectors.joining("; ")));
    byte[] written = EventWriter.write(order, "UAH");
    assertEquals(order, event(READER.read(written, Bodies.cloudEvent(), NOW)));
  }

  @Test
  void of_very_many_lines_and_of_a_very_long_name_the_beginning_is_kept() {
    String line = "{\"sku\":\"s\",\"name\":\"" + "🍵".repeat(300) + "\"},";
    OrderCreated many = withItems("[" + "{\"sku\":\"s\"},".repeat(1_200) + "{}]");
    OrderCreated large = withItems("[" + line.repeat(1_200) + "{}]");

    assertEquals(1_000, many.items().size());
    assertEquals(Optional.of("🍵".repeat(256)), large.items().getFirst().name());
    assertEquals(38, large.items().size());
  }

  private static OrderCreated withItems(String items) {
    return (OrderCreated) event(read(order("order.created", "\"total\":1,\"items\":" + items)));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "-3, -3", "3.0, 3", "1e3, 1000", "9223372036854775807, 9223372036854775807"})
  void an_id_may_be_an_integer(String json, String id) {
    String body = "{\"order_id\":%s,\"customer_id\":%s,\"refund_id\":%s,\"amount\":1}";
    OrderRefunded refund =
        (OrderRefunded) event(read(body.formatted(json, json, json), plain("order.refunded")));
    assertEquals(
        List.of(id, id, id),
        List.of(refund.orderId(), refund.head().customer().customer(), refund.refundId()));
    assertEquals(
        id,
        event(read("{\"user_id\":" + json + "}", plain("user.registered")))
            .head()
            .customer()
            .customer());
  }

  /** The service's zone is two hours ahead of UTC, three in summer. */
  @ParameterizedTest
  @CsvSource({
    "1769940000, 2026-02-01T10:00:00Z",
    "1769940000.25, 2026-02-01T10:00:00.250Z",
    "1769940000123, 2026-02-01T10:00:00.123Z",
    "99999999, 1973-03-03T09:46:39Z",
    "0, 1970-01-01T00:00:00Z",
    "'\"2026-02-01T12:00:00\"', 2026-02-01T10:00:00Z",
    "'\"2026-02-01 12:00:00.5\"', 2026-02-01T10:00:00.500Z",
    "'\"2025-07-01T12:00:00\"', 2025-07-01T09:00:00Z",
    "'\"2026-02-01 10:00:00Z\"', 2026-02-01T10:00:00Z",
    "'\"2026-02-01T10:00:00Z\"', 2026-02-01T10:00:00Z"
  })
  void times_in_the_data_are_taken_as_shops_write_them(String json, String expected) {
    EventReader kyiv = new EventReader("UAH", "default", ZoneId.of("Europe/Kyiv"));
    String body =
        "{\"order_id\":1,\"customer_id\":1,\"total\":1,\"occurred_at\":%s,\"ordered_at\":%s}";
    OrderCreated order =
        (OrderCreated)
            event(
                kyiv.read(body.formatted(json, json).getBytes(UTF_8), plain("order.created"), NOW));
    assertEquals(Instant.parse(expected), order.head().time());
    assertEquals(Optional.of(Instant.parse(expected)), order.orderedAt());
  }

  @Test
  void a_body_of_one_mebibyte_is_read_and_its_written_form_is_read_from_a_topic() {
    StringBuilder items = new StringBuilder();
    while (items.length() < 10_000) {
      items.append(items.isEmpty() ? "" : ",").append("{\"sku\":\"s\"}");
    }
    String body = order("order.created", "\"total\":1,\"items\":[" + items + "],\"x\":\"%s\"");
    int room = Topics.MAX_BODY_BYTES - body.length() + 2;
    byte[] full = body.formatted("x".repeat(room)).getBytes(UTF_8);
    assertEquals(Topics.MAX_BODY_BYTES, full.length);

    InboundEvent read = event(READER.read(full, plain("order.created"), NOW));
    byte[] written = EventWriter.write(read, "UAH");

    assertEquals(read, event(READER.read(written, Bodies.cloudEvent(), NOW)));
  }
}
