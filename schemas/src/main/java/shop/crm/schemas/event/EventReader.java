package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.fact.InboundType;

/**
 * Reads and checks what comes in: CloudEvents 1.0 in structured JSON, and the plain bodies that
 * existing publishers send. One pass over the bytes, no tree. Stateless and safe for use by many
 * threads.
 */
public final class EventReader {

  /** How far ahead of the clock an event may be dated. */
  public static final Duration MAX_AHEAD = Duration.ofHours(24);

  /** How deep a body may be nested. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_EVENT_ID = 512;

  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          // The last of two would win, also where it is money.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String currency;
  private final String defaultTenant;
  private final Supplier<ZoneId> zone;

  /** A reader for a deployment whose times without a zone are those of UTC. */
  public EventReader(String currency, String defaultTenant) {
    this(currency, defaultTenant, ZoneOffset.UTC);
  }

  /**
   * A reader for a deployment whose time zone stays.
   *
   * @param zone of times in the data that have none
   * @throws IllegalArgumentException if the default tenant is not a tenant id
   */
  public EventReader(String currency, String defaultTenant, ZoneId zone) {
    this(currency, defaultTenant, () -> zone);
  }

  /**
   * A reader for a deployment.
   *
   * @param currency the only currency that is accepted, ISO 4217
   * @param defaultTenant whose event it is where nothing names a tenant
   * @param zone of times in the data that have none, asked for each event
   * @throws IllegalArgumentException if the default tenant is not a tenant id
   */
  public EventReader(String currency, String defaultTenant, Supplier<ZoneId> zone) {
    if (!Ids.isReachable(defaultTenant)) {
      throw new IllegalArgumentException("the default tenant is not a tenant id");
    }
    this.currency = currency;
    this.defaultTenant = defaultTenant;
    this.zone = zone;
  }

  /**
   * Reads one body.
   *
   * @param body the bytes as they came
   * @param envelope what is known from outside the body
   * @param now the clock, for events that are dated ahead of it
   */
  public Decoded read(byte[] body, Envelope envelope, Instant now) {
    int greatest = envelope.plainAllowed() ? Topics.MAX_BODY_BYTES : Topics.MAX_EVENT_BYTES;
    if (body.length > greatest) {
      return rejected(Reason.TOO_LARGE, "body has " + body.length + " bytes");
    }
    Body fields;
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return rejected(Reason.NOT_JSON, "body is not a JSON object");
      }
      fields = Body.read(parser);
      if (parser.nextToken() != null) {
        return rejected(Reason.NOT_JSON, "something follows the JSON object");
      }
    } catch (StreamConstraintsException _) {
      return rejected(
          Reason.TOO_LARGE,
          "body is nested deeper than " + MAX_DEPTH + ", or holds a number or name too long");
    } catch (IOException _) {
      // Jackson's message quotes the source, which may be personal data.
      return rejected(
          Reason.NOT_JSON, "body is not well-formed JSON, or an object has a name twice");
    }
    try {
      LeftOut leftOut = new LeftOut();
      InboundEvent event = event(fields, body, envelope, now, leftOut);
      return new Decoded.Accepted(event, leftOut.rejection());
    } catch (InvalidBody invalid) {
      return new Decoded.Rejected(invalid.rejection());
    }
  }

  private InboundEvent event(
      Body body, byte[] bytes, Envelope envelope, Instant now, LeftOut leftOut) throws InvalidBody {
    boolean cloudEvent = isCloudEvent(body, envelope);
    InboundType type =
        type(cloudEvent ? Optional.of(body.text(Field.TYPE)) : envelope.routingKey());
    Body data = cloudEvent ? body.data() : body;
    boolean user = type == InboundType.USER_REGISTERED;
    String customer = id(data, user ? Field.USER_ID : Field.CUSTOMER_ID);
    String about = user ? customer : id(data, Field.ORDER_ID);
    CustomerKey key = new CustomerKey(tenant(body, data, cloudEvent, envelope), customer);
    Instant time = time(body, data, cloudEvent, envelope);
    checkNotAhead(time, now);
    Head head =
        cloudEvent
            ? new Head(eventId(body.text(Field.ID)), key, time, source(body, customer))
            : new Head(
                eventId(
                    envelope.messageId().isPresent()
                        ? envelope.messageId().get()
                        : derivedId(type, about, data, bytes)),
                key,
                time,
                "amqp:" + type.wire());
    checkCurrency(data, type);
    return switch (type) {
      case ORDER_CREATED ->
          new OrderCreated(
              head, about, data.money(Field.TOTAL), data.items(), orderedAt(data, now));
      case ORDER_COMPLETED -> new OrderCompleted(head, about, data.optionalMoney(Field.TOTAL));
      case ORDER_CANCELLED -> new OrderCancelled(head, about, data.reason());
      case ORDER_REFUNDED ->
          new OrderRefunded(head, about, id(data, Field.REFUND_ID), data.money(Field.AMOUNT));
      case USER_REGISTERED -> {
        Texts.storable(head.id(), "event id");
        LocalDate today = LocalDate.ofInstant(now, zone.get());
        yield new UserRegistered(head, data.profile(today, leftOut));
      }
    };
  }

  private Optional<Instant> orderedAt(Body data, Instant now) throws InvalidBody {
    if (!data.tells(Field.ORDERED_AT)) {
      return Optional.empty();
    }
    Instant orderedAt = data.time(Field.ORDERED_AT, zone.get());
    checkNotAhead(orderedAt, now);
    return Optional.of(orderedAt);
  }

  private static void checkNotAhead(Instant time, Instant now) throws InvalidBody {
    if (time.isAfter(now.plus(MAX_AHEAD))) {
      throw new InvalidBody(Reason.FUTURE_EVENT, "dated more than 24 h ahead");
    }
  }

  /**
   * The id of a body that comes without one: the same for the same body, so that it is a duplicate,
   * and another for a corrected one.
   */
  private static String derivedId(InboundType type, String about, Body data, byte[] bytes)
      throws InvalidBody {
    String subject = type == InboundType.ORDER_REFUNDED ? id(data, Field.REFUND_ID) : about;
    return type.wire() + ":" + subject + ":" + Hashes.hex(bytes);
  }

  private static boolean isCloudEvent(Body body, Envelope envelope) throws InvalidBody {
    if (body.has(Field.SPECVERSION)) {
      if (!body.text(Field.SPECVERSION).equals("1.0")) {
        throw InvalidBody.illTyped(Field.SPECVERSION.wire(), "1.0");
      }
      return true;
    }
    if (!envelope.plainAllowed()) {
      throw InvalidBody.missing(Field.SPECVERSION.wire());
    }
    return false;
  }

  private static InboundType type(Optional<String> name) throws InvalidBody {
    return InboundType.of(name.orElseThrow(() -> InvalidBody.missing("routing key")))
        .orElseThrow(() -> new InvalidBody(Reason.UNKNOWN_TYPE, "type is not known"));
  }

  private String tenant(Body body, Body data, boolean cloudEvent, Envelope envelope)
      throws InvalidBody {
    Optional<String> tenant = cloudEvent ? body.optional(Field.TENANTID) : Optional.empty();
    if (tenant.isEmpty()) {
      tenant =
          envelope.tenant().isPresent()
              ? envelope.tenant()
              : data.optional(Field.TENANT_ID).filter(it -> !it.isBlank());
    }
    if (tenant.isPresent() && !Ids.isReachable(tenant.get())) {
      throw invalidId("tenant id");
    }
    return tenant.orElse(defaultTenant);
  }

  private static String eventId(String id) throws InvalidBody {
    if (id.isEmpty()) {
      throw new InvalidBody(Reason.INVALID_ID, "event id is empty");
    }
    if (id.codePointCount(0, id.length()) > MAX_EVENT_ID) {
      throw new InvalidBody(
          Reason.INVALID_ID, "event id is not of at most " + MAX_EVENT_ID + " characters");
    }
    return Texts.checked(id, "event id");
  }

  private static String source(Body body, String customer) throws InvalidBody {
    if (body.has(Field.SUBJECT) && !body.text(Field.SUBJECT).equals(customer)) {
      throw InvalidBody.illTyped(Field.SUBJECT.wire(), "the customer of data");
    }
    String source = body.text(Field.SOURCE);
    if (source.isEmpty()) {
      throw InvalidBody.illTyped(Field.SOURCE.wire(), "a name: it is empty");
    }
    return source;
  }

  private void checkCurrency(Body data, InboundType type) throws InvalidBody {
    if (type != InboundType.USER_REGISTERED && data.tells(Field.CURRENCY)) {
      if (!data.text(Field.CURRENCY).equals(currency)) {
        throw new InvalidBody(Reason.UNSUPPORTED_CURRENCY, "currency is not " + currency);
      }
    }
  }

  private Instant time(Body body, Body data, boolean cloudEvent, Envelope envelope)
      throws InvalidBody {
    if (cloudEvent && body.has(Field.TIME)) {
      return body.instant(Field.TIME);
    }
    if (!cloudEvent && envelope.timestamp().isPresent()) {
      Instant timestamp = envelope.timestamp().get();
      if (timestamp.isBefore(Instant.EPOCH)) {
        throw InvalidBody.illTyped("timestamp", "a time since 1970");
      }
      return timestamp.truncatedTo(ChronoUnit.MICROS);
    }
    return data.tells(Field.OCCURRED_AT)
        ? data.time(Field.OCCURRED_AT, zone.get())
        : envelope.receivedAt().truncatedTo(ChronoUnit.MICROS);
  }

  private static String id(Body data, Field field) throws InvalidBody {
    String id = data.id(field);
    if (!Ids.isReachable(id)) {
      throw invalidId(field.wire());
    }
    return id;
  }

  private static InvalidBody invalidId(String field) {
    return new InvalidBody(Reason.INVALID_ID, field + " is not " + Ids.REACHABLE);
  }

  private static Decoded rejected(Reason reason, String detail) {
    return new Decoded.Rejected(new Rejection(reason, detail));
  }
}
