package shop.crm.benchmarks.fuzz.amqp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.schemas.Headers;

/**
 * Malformed messages: that of a number depends on the seed and its number alone, but for the tenant
 * and the clock. Each names a customer of its own, so that one that counts can be told.
 *
 * @param tenant whose customers they name
 * @param now what their times are reckoned from
 */
public record BadMessages(long seed, String tenant, Instant now) {

  /** Before the number of a message, in the id of a customer that must not come about. */
  static final String REFUSED = "bad-";

  private static final String OPEN = "open-";
  private static final String CREATED = "order.created";
  private static final List<String> CONTENT_TYPES =
      List.of("application/json", Headers.CLOUDEVENTS_JSON, "text/plain", "x/y; charset=ж", "");
  private static final int DAY = 86_400;
  private static final int MIB = 1 << 20;

  /** The message of a number. */
  public BadMessage make(long number) {
    Dice dice = Dice.cast(seed, number);
    return switch (dice.below(16)) {
      case 0, 1 -> badId(number, dice);
      case 2, 3 -> badMoney(number, dice);
      case 4, 5 -> badEnvelope(number, dice);
      case 6 -> missing(number, dice);
      case 7 -> noObject(dice);
      case 8 -> brokenOff(number, dice);
      case 9 -> badTenantHeader(number, dice);
      case 10 -> badTimestamp(number, dice);
      case 11 -> badType(number, dice);
      case 12 -> badLines(number, dice);
      case 13 -> badProfile(number, dice);
      case 14 -> damaged(number, dice);
      default -> dice.chance(0.1) ? large(number, dice) : badCurrency(number, dice);
    };
  }

  private BadMessage badId(long number, Dice dice) {
    String type = dice.of(CREATED, "order.completed", "order.cancelled", "order.refunded");
    String field = type.equals("order.refunded") ? "refund_id" : dice.of("order_id", "customer_id");
    ObjectNode order = order(REFUSED, number);
    order.set(field, Events.literal(dice.any(BadValues.IDS)));
    return event("id", type, order, number, dice);
  }

  private BadMessage badMoney(long number, Dice dice) {
    String type = dice.of(CREATED, "order.completed", "order.refunded");
    ObjectNode order = order(REFUSED, number);
    String field = type.equals("order.refunded") ? "amount" : "total";
    order.set(field, Events.literal(dice.any(BadValues.MONEY)));
    return event("money", type, order, number, dice);
  }

  private BadMessage badEnvelope(long number, Dice dice) {
    ObjectNode event = cloudEvent(CREATED, order(REFUSED, number), number);
    String field = dice.any(BadValues.ENVELOPE.keySet().stream().sorted().toList());
    if (dice.chance(0.8)) {
      event.set(field, Events.literal(dice.any(BadValues.ENVELOPE.get(field))));
      return message("envelope: " + field, CREATED, event.toString(), true, dice);
    }
    String needed = dice.of("type", "id", "source", "data");
    event.remove(needed);
    return message("envelope without " + needed, CREATED, event.toString(), true, dice);
  }

  private BadMessage missing(long number, Dice dice) {
    ObjectNode order = order(REFUSED, number);
    order.remove(dice.of("order_id", "customer_id", "total"));
    return event("missing field", CREATED, order, number, dice);
  }

  private BadMessage noObject(Dice dice) {
    byte[] body =
        dice.chance(0.2)
            ? dice.bytes(dice.of(50, 5_000))
            : dice.any(BadValues.NO_OBJECTS).getBytes(StandardCharsets.ISO_8859_1);
    String type = dice.of(CREATED, "user.registered");
    return new BadMessage("no JSON object", type, properties(dice), body, true);
  }

  private BadMessage brokenOff(long number, Dice dice) {
    String event = cloudEvent(CREATED, order(REFUSED, number), number).toString();
    String body =
        switch (dice.below(4)) {
          case 0 -> event.substring(0, dice.below(event.length()));
          case 1 -> event + ",";
          case 2 -> event.replace("\"fuzz\"", "\"a\nb\"");
          default -> event + event;
        };
    return message("JSON with a fault", CREATED, body, true, dice);
  }

  /** Only what has no envelope of its own takes the tenant from there. */
  private BadMessage badTenantHeader(long number, Dice dice) {
    Object value =
        dice.of("a/b", "x".repeat(129), List.of(1), Map.of("a", 1), new byte[] {-1}, "ж", 5L, true);
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType("application/json")
            .messageId("m-" + seed + "-" + number)
            .headers(Map.of(Headers.TENANT_ID, value))
            .build();
    byte[] body = utf8(order(OPEN, number).toString());
    return new BadMessage("tenant header", CREATED, properties, body, false);
  }

  private BadMessage badTimestamp(long number, Dice dice) {
    ObjectNode order = order(REFUSED, number).put("tenant_id", tenant);
    byte[] body = utf8(order.toString());
    long seconds =
        dice.of(
            1L << 62,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            -1L,
            now.getEpochSecond() + DAY + 3_600,
            99_999_999_999L);
    return new BadMessage("timestamp", CREATED, new RawTimestamp(seconds), body, true);
  }

  private BadMessage badType(long number, Dice dice) {
    String type = dice.of("order.x", "order.Created", "order.ж");
    ObjectNode order = order(REFUSED, number).put("tenant_id", tenant);
    return message("type", type, order.toString(), true, dice);
  }

  private BadMessage badCurrency(long number, Dice dice) {
    ObjectNode order = order(REFUSED, number);
    order.set("currency", Events.literal(dice.of("\"USD\"", "\"uah\"", "5", "[]", "{}")));
    return event("currency", CREATED, order, number, dice);
  }

  private BadMessage badLines(long number, Dice dice) {
    ObjectNode order = order(OPEN, number);
    order.set("items", Events.literal(dice.any(BadValues.ITEMS)));
    ObjectNode event = cloudEvent(CREATED, order, number);
    return message("lines", CREATED, event.toString(), false, dice);
  }

  private BadMessage badProfile(long number, Dice dice) {
    ObjectNode user = Events.user(OPEN + number);
    String field = dice.any(BadValues.PROFILE.keySet().stream().sorted().toList());
    user.set(field, Events.literal(dice.any(BadValues.PROFILE.get(field))));
    ObjectNode event = cloudEvent("user.registered", user, number);
    return message("profile: " + field, "user.registered", event.toString(), false, dice);
  }

  private BadMessage damaged(long number, Dice dice) {
    String event = cloudEvent(CREATED, order(OPEN, number), number).toString();
    if (dice.chance(0.1)) {
      String twice = event.replace("\"source\"", "\"id\":\"x\",\"source\"");
      return message("a key twice", CREATED, twice, false, dice);
    }
    byte[] body = utf8(event);
    for (int i = 1 + dice.below(3); i > 0; i--) {
      body[dice.below(body.length)] = (byte) dice.below(256);
    }
    return new BadMessage("damaged", CREATED, properties(dice), body, false);
  }

  private BadMessage large(long number, Dice dice) {
    int size = dice.of(MIB + 1, 3 * MIB);
    if (dice.chance(0.5)) {
      byte[] body = new byte[size];
      Arrays.fill(body, (byte) 'x');
      return new BadMessage("large", CREATED, properties(dice), body, true);
    }
    ObjectNode event = cloudEvent(CREATED, order(REFUSED, number), number);
    return message("large", CREATED, event.put("x", "x".repeat(size)).toString(), true, dice);
  }

  private ObjectNode order(String prefix, long number) {
    return Events.order(prefix + number, seed + "-" + number);
  }

  private ObjectNode cloudEvent(String type, ObjectNode data, long number) {
    String id = "e-" + seed + "-" + number;
    return Events.cloudEvent(type, tenant, id, now.minusSeconds(3_600), data);
  }

  /** With an envelope, or as existing publishers send it. */
  private BadMessage event(String kind, String type, ObjectNode data, long number, Dice dice) {
    String body =
        dice.chance(0.6)
            ? cloudEvent(type, data, number).toString()
            : data.put("tenant_id", tenant).toString();
    return message(kind, type, body, true, dice);
  }

  private BadMessage message(String kind, String type, String body, boolean refused, Dice dice) {
    return new BadMessage(kind, type, properties(dice), utf8(body), refused);
  }

  private static BasicProperties properties(Dice dice) {
    // Not as a text: the embedded broker confirms a message with a text that is not UTF-8, and
    // drops it
    // when it finds that out.
    byte[] noise = dice.bytes(20);
    Map<String, Object> headers =
        dice.of(
            Map.of(),
            Map.of("x", 1),
            Map.of("y", true, "z", noise, "n", Map.of("a", List.of(1, 2, Map.of("b", "c")))),
            Map.of("x".repeat(120), "y".repeat(5_000)));
    return new BasicProperties.Builder()
        .contentType(dice.any(CONTENT_TYPES))
        .headers(headers)
        .deliveryMode(dice.of(1, 2))
        .contentEncoding(dice.of("", "gzip", "utf-8"))
        .correlationId(dice.of("", "c"))
        .type(dice.of("", "t"))
        .timestamp(new Date(1_000L * dice.of(0, 1, 1_000_000_000)))
        .priority(dice.of(0, 9))
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
