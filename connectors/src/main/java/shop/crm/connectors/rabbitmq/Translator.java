package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.EpochTime;
import shop.crm.schemas.model.fact.InboundEvent;

/** Turns what came over AMQP into what is written to Kafka. Safe for use by many threads. */
final class Translator {

  private static final Logger LOG = LoggerFactory.getLogger(Translator.class);

  private final EventReader reader;
  private final String currency;
  private final Clock clock;
  private final String source;

  Translator(EventReader reader, String currency, Clock clock, String queue) {
    this.reader = reader;
    this.currency = currency;
    this.clock = clock;
    this.source = DeadLetter.rabbitSource(queue);
  }

  /**
   * The records for one delivery, one after the other; the time of each is the time of receipt,
   * now.
   *
   * @param sizeBeforeCut how many bytes the body has, where only its beginning is there
   */
  List<Translation> translate(Delivery delivery, OptionalLong sizeBeforeCut) {
    Instant now = clock.instant();
    Received whole = Received.whole(delivery, sizeBeforeCut.orElse(delivery.getBody().length));
    try {
      if (sizeBeforeCut.isPresent()) {
        long size = sizeBeforeCut.getAsLong();
        return List.of(dead(tooLarge("body has " + size + " bytes"), whole, now));
      }
      return events(whole, now);
    } catch (UnreadableMessage e) {
      return List.of(dead(e.rejection(), whole, now));
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours; but one message must not hold up all behind it, and its bytes are kept.
      LOG.error("reading a message failed; it goes to the dead letters", e);
      return List.of(unreadable(e, whole, now));
    }
  }

  /** The dead letter for an event that Kafka's topic does not take. */
  Translation tooLarge(Translation.Event event) {
    int size = event.record().value().length;
    return dead(
        tooLarge("the topic does not take an event of " + size + " bytes"),
        event.from(),
        clock.instant());
  }

  private List<Translation> events(Received whole, Instant now) throws UnreadableMessage {
    BasicProperties properties = whole.delivery().getProperties();
    ContentMode mode = ContentMode.of(properties);
    Envelope envelope = envelope(whole.delivery(), mode == ContentMode.UNTOLD, now);
    byte[] body = ContentEncoding.decoded(properties, whole.body());
    if (body.length > Topics.MAX_BODY_BYTES) {
      throw new UnreadableMessage(Reason.TOO_LARGE, "body has " + body.length + " bytes");
    }
    return switch (mode) {
      case UNTOLD, STRUCTURED -> List.of(event(body, whole, envelope, now));
      case BINARY ->
          List.of(
              event(BinaryEvent.structured(properties.getHeaders(), body), whole, envelope, now));
      case BATCH -> {
        List<Translation> all = new ArrayList<>();
        for (byte[] element : EventBatch.split(body)) {
          all.add(event(element, Received.part(whole.delivery(), element), envelope, now));
        }
        yield all;
      }
    };
  }

  private Translation event(byte[] body, Received from, Envelope envelope, Instant now) {
    return switch (reader.read(body, envelope, now)) {
      case Decoded.Accepted(InboundEvent event, Optional<Rejection> leftOut) ->
          event(event, leftOut, from, now);
      case Decoded.Rejected(Rejection rejection) -> dead(rejection, from, now);
    };
  }

  private Translation event(
      InboundEvent event, Optional<Rejection> leftOut, Received from, Instant now) {
    byte[] value = EventWriter.write(event, currency);
    if (value.length > Topics.MAX_EVENT_BYTES) {
      return dead(tooLarge("the event written out has " + value.length + " bytes"), from, now);
    }
    byte[] key = event.head().customer().toString().getBytes(StandardCharsets.UTF_8);
    return new Translation.Event(
        event.type(),
        new ProducerRecord<>(EventTopics.of(event.type()), null, now.toEpochMilli(), key, value),
        from,
        leftOut.map(rejection -> dead(rejection, from, now)));
  }

  private Translation.Dead dead(Rejection rejection, Received from, Instant now) {
    DeadLetter letter =
        DeadLetter.of(rejection, source, now, from.body(), from.size(), from.originals());
    return new Translation.Dead(rejection.reason(), letter, now);
  }

  /** Without what it came with: that may be what cannot be read, tables within tables. */
  private Translation unreadable(Throwable fault, Received from, Instant now) {
    Rejection rejection = new Rejection(Reason.POISON, fault.getClass().getName());
    DeadLetter letter = DeadLetter.of(rejection, source, now, from.body(), from.size(), Map.of());
    return new Translation.Dead(rejection.reason(), letter, now);
  }

  private static Rejection tooLarge(String detail) {
    return new Rejection(Reason.TOO_LARGE, detail);
  }

  private static Envelope envelope(Delivery delivery, boolean plainAllowed, Instant now)
      throws UnreadableMessage {
    BasicProperties properties = delivery.getProperties();
    return new Envelope(
        plainAllowed,
        HeaderText.present(delivery.getEnvelope().getRoutingKey()),
        HeaderText.present(properties.getMessageId()),
        Optional.ofNullable(properties.getTimestamp()).map(Translator::instant),
        properties.getHeaders() == null
            ? Optional.empty()
            : HeaderText.of(Headers.TENANT_ID, properties.getHeaders().get(Headers.TENANT_ID)),
        now);
  }

  /** AMQP counts seconds; who puts milliseconds there is thousands of years ahead. */
  private static Instant instant(Date timestamp) {
    long number = timestamp.getTime() / 1_000;
    return EpochTime.isMillis(number) ? Instant.ofEpochMilli(number) : timestamp.toInstant();
  }
}
