package shop.crm.connectors.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/** Bodies and headers as publishers of CloudEvents send them, and bodies that are encoded. */
class CloudEventsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-02-01T08:00:00Z");
  private static final EventReader READER = new EventReader("UAH", "default");
  private static final String DATA =
      "{\"order_id\":\"o\",\"customer_id\":\"c\",\"total\":99999999999.99}";
  private static final OrderCreated EVENT =
      new OrderCreated(
          new Head("e1", new CustomerKey("acme", "c"), EARLIER, "/shop"),
          "o",
          Money.parse("99999999999.99"),
          List.of());

  private final Translator translator =
      new Translator(READER, "UAH", Clock.fixed(NOON, ZoneOffset.UTC), "crm.events");

  @ParameterizedTest
  @ValueSource(strings = {"cloudEvents:", "cloudEvents_", "ce-", "ce_", "Ce-", "CLOUDEVENTS:"})
  void attributes_in_headers_are_those_of_the_event(String prefix) {
    assertEquals(List.of(EVENT), events(binary(prefix), DATA.getBytes(UTF_8)));
  }

  @Test
  void the_time_may_be_a_timestamp_of_amqp() {
    Map<String, Object> headers = headers("cloudEvents:");
    headers.put("cloudEvents:time", Date.from(EARLIER));
    assertEquals(
        List.of(EVENT),
        events(new BasicProperties.Builder().headers(headers).build(), DATA.getBytes(UTF_8)));
  }

  @Test
  void the_content_type_tells_that_a_body_is_a_whole_event_whatever_the_headers_are() {
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType("Application/CloudEvents+JSON; charset=utf-8")
            .headers(headers("ce-"))
            .build();
    assertEquals(List.of(EVENT), events(properties, structured("e1", DATA)));
    assertEquals(List.of("missing-field: specversion"), rejections(properties, DATA));
  }

  @Test
  void an_attribute_that_is_missing_ill_typed_or_told_twice_is_named() {
    Map<String, Object> headers = headers("cloudEvents:");
    headers.remove("cloudEvents:specversion");
    assertEquals(List.of("missing-field: specversion"), rejections(headers));
    headers = headers("cloudEvents:");
    headers.put("cloudEvents:type", 7);
    assertEquals(
        List.of("invalid-field: header cloudEvents:type is not a text"), rejections(headers));
    headers = headers("cloudEvents:");
    headers.put("ce-id", text("e2"));
    assertEquals(List.of("invalid-field: two headers tell the attribute id"), rejections(headers));
  }

  @Test
  void data_cannot_add_attributes_to_its_event() {
    assertEquals(
        List.of("not-json: data is not one well-formed JSON value"),
        rejections(binary("ce-"), "{},\"tenantid\":\"other\""));
    assertEquals(List.of("missing-field: data"), rejections(binary("ce-"), ""));
    assertEquals(List.of("invalid-field: data is not an object"), rejections(binary("ce-"), "[1]"));
  }

  @Test
  void each_event_of_a_batch_is_an_event_or_a_dead_letter_of_its_own() {
    List<Translation> all =
        translate(
            batch(),
            ("\ufeff [ "
                    + new String(structured("e1", DATA), UTF_8)
                    + " , 7,{\"\u0456\":[]} ,"
                    + new String(structured("e2", DATA), UTF_8)
                    + "]")
                .getBytes(UTF_8));
    assertEquals(
        List.of("e1", "invalid:7", "invalid:{\"\u0456\":[]}", "e2"),
        all.stream()
            .map(
                one ->
                    switch (one) {
                      case Translation.Event event -> read(event).head().id();
                      case Translation.Dead dead ->
                          "invalid:" + new String(dead.record().value(), UTF_8);
                    })
            .toList());
  }

  @Test
  void a_batch_without_events_is_nothing_and_one_that_is_none_or_has_too_many_is_refused_whole() {
    assertEquals(List.of(), translate(batch(), "[]".getBytes(UTF_8)));
    assertEquals(
        List.of("not-json: the batch is not a well-formed JSON list"), rejections(batch(), "{}"));
    assertEquals(
        List.of("not-json: the batch is not a well-formed JSON list"),
        rejections(batch(), "[" + new String(structured("e1", DATA), UTF_8) + ","));
    assertEquals(
        List.of("too-large: the batch has more than 2000 events"),
        rejections(batch(), "[" + "1,".repeat(2000) + "1]"));
  }

  @Test
  void data_may_be_base64() throws Exception {
    String coded = java.util.Base64.getEncoder().encodeToString(DATA.getBytes(UTF_8));
    assertEquals(
        List.of(EVENT),
        events(new BasicProperties(), event("e1", "\"data_base64\":\"" + coded + "\"")));
    assertEquals(
        List.of("invalid-field: data_base64 is not base64 of a JSON object"),
        rejections(new BasicProperties(), new String(event("e1", "\"data_base64\":\"!\""), UTF_8)));
    assertEquals(
        List.of("invalid-field: data_base64 is not absent where there is data"),
        rejections(
            new BasicProperties(),
            new String(event("e1", "\"data\":{},\"data_base64\":\"" + coded + "\""), UTF_8)));
  }

  @Test
  void a_gzip_body_is_what_it_inflates_to_within_bounds() throws Exception {
    BasicProperties gzip = new BasicProperties.Builder().contentEncoding("gzip").build();
    assertEquals(List.of(EVENT), events(gzip, gzip(structured("e1", DATA))));
    assertEquals(
        List.of("invalid-field: content_encoding is gzip, and the body is not"),
        rejections(gzip, DATA));
    var bomb = translate(gzip, gzip(new byte[Topics.MAX_BODY_BYTES + 1]));
    assertEquals(List.of("too-large: body inflates to more than 1048576 bytes"), rejections(bomb));
  }

  @Test
  void an_encoding_that_is_not_read_is_named_and_a_character_set_is_none() {
    BasicProperties br = new BasicProperties.Builder().contentEncoding("br").build();
    assertEquals(
        List.of("invalid-field: content_encoding is neither gzip, nor identity or utf-8"),
        rejections(br, DATA));
    BasicProperties utf8 = new BasicProperties.Builder().contentEncoding("UTF-8").build();
    assertEquals(List.of(EVENT), events(utf8, structured("e1", DATA)));
  }

  @Test
  void a_header_that_nobody_reads_may_hold_anything() {
    LongString noise = LongStringHelper.asLongString(new byte[] {-1, 0, 'x', -64});
    Map<String, Object> headers = new HashMap<>(binary("ce-").getHeaders());
    headers.put("z", noise);
    BasicProperties properties = binary("ce-").builder().headers(headers).build();
    assertEquals(List.of(EVENT), events(properties, DATA.getBytes(UTF_8)));
  }

  @Test
  void a_tenant_that_is_not_a_text_is_refused() {
    for (Object value : new Object[] {true, 1.5, 7L, new byte[] {'a'}, Map.of("a", "b")}) {
      BasicProperties properties =
          new BasicProperties.Builder().headers(Map.of("tenant_id", value)).build();
      assertEquals(
          List.of("invalid-field: header tenant_id is not a text"), rejections(properties, DATA));
    }
  }

  private static BasicProperties binary(String prefix) {
    return new BasicProperties.Builder()
        .contentType("application/json")
        .headers(headers(prefix))
        .build();
  }

  private static Map<String, Object> headers(String prefix) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(prefix + "specversion", text("1.0"));
    headers.put(prefix + "id", text("e1"));
    headers.put(prefix + "source", text("/shop"));
    headers.put(prefix + "type", text("order.created"));
    headers.put(prefix + "time", text(EARLIER.toString()));
    headers.put(prefix + "tenantid", text("acme"));
    headers.put(prefix + "traceparent", text("00-1-2-01"));
    headers.put("x-of-the-shop", true);
    return headers;
  }

  /** As headers come from a broker. */
  private static LongString text(String text) {
    return LongStringHelper.asLongString(text);
  }

  private static BasicProperties batch() {
    return new BasicProperties.Builder().contentType("application/cloudevents-batch+json").build();
  }

  private static byte[] structured(String id, String data) {
    return event(id, "\"data\":" + data);
  }

  private static byte[] event(String id, String data) {
    return ("{\"specversion\":\"1.0\",\"id\":\""
            + id
            + "\",\"source\":\"/shop\",\"type\":\"order.created\",\"time\":\""
            + EARLIER
            + "\",\"tenantid\":\"acme\","
            + data
            + "}")
        .getBytes(UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private List<Translation> translate(BasicProperties properties, byte[] body) {
    Envelope envelope = new Envelope(1, false, "shop.events", "order.created");
    return translator.translate(new Delivery(envelope, properties, body), OptionalLong.empty());
  }

  private List<InboundEvent> events(BasicProperties properties, byte[] body) {
    List<InboundEvent> events = new ArrayList<>();
    for (Translation one : translate(properties, body)) {
      events.add(read(assertInstanceOf(Translation.Event.class, one)));
    }
    return events;
  }

  private static InboundEvent read(Translation.Event event) {
    return assertInstanceOf(
            Decoded.Accepted.class,
            READER.read(
                event.record().value(), shop.crm.schemas.event.Envelope.cloudEvent(NOON), NOON))
        .event();
  }

  private List<String> rejections(Map<String, Object> headers) {
    return rejections(new BasicProperties.Builder().headers(headers).build(), DATA);
  }

  private List<String> rejections(BasicProperties properties, String body) {
    return rejections(translate(properties, body.getBytes(UTF_8)));
  }

  private static List<String> rejections(List<Translation> translations) {
    List<String> rejections = new ArrayList<>();
    for (Translation one : translations) {
      Translation.Dead dead = assertInstanceOf(Translation.Dead.class, one);
      rejections.add(
          dead.reason().code()
              + ": "
              + new String(dead.letter().headers().get("crm-detail"), UTF_8));
    }
    return rejections;
  }
}
