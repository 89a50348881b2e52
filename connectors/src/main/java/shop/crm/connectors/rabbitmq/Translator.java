package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.EpochTime;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.event.InboundEvent;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

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
   * The record for one delivery; the time of the record is the time of receipt, now.
   *
   * @param sizeBeforeCut how many bytes the body has, where only its beginning is there
   */
  Translation translate(Delivery delivery, OptionalLong sizeBeforeCut) {
    Instant now = clock.instant();
    try {
      if (sizeBeforeCut.isPresent()) {
        long size = sizeBeforeCut.getAsLong();
        return dead(tooLarge("body has " + size + " bytes"), delivery, size, now);
      }
      return switch (reader.read(delivery.getBody(), envelope(delivery, now), now)) {
        case Decoded.Accepted(InboundEvent event, Optional<Rejection> leftOut) ->
            event(event, leftOut, delivery, now);
        case Decoded.Rejected(Rejection rejection) -> dead(rejection, delivery, now);
      };
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours; but one message must not hold up all behind it, and its bytes are kept.
      LOG.error("reading a message failed; it goes to the dead letters", e);
      return unreadable(e, delivery, sizeBeforeCut.orElse(delivery.getBody().length), now);
    }
  }

  /** The dead letter for an event that Kafka's topic does not take. */
  Translation tooLarge(Delivery delivery, Translation.Event event) {
    int size = event.record().value().length;
    return dead(
        tooLarge("the topic does not take an event of " + size + " bytes"),
        delivery,
        clock.instant());
  }

  private Translation event(
      InboundEvent event, Optional<Rejection> leftOut, Delivery delivery, Instant now) {
    byte[] value = EventWriter.write(event, currency);
    if (value.length > Topics.MAX_EVENT_BYTES) {
      return dead(tooLarge("the event written out has " + value.length + " bytes"), delivery, now);
    }
    byte[] key = event.head().customer().toString().getBytes(StandardCharsets.UTF_8);
    return new Translation.Event(
        event.type(),
        new ProducerRecord<>(event.type().topic(), null, now.toEpochMilli(), key, value),
        leftOut.map(rejection -> dead(rejection, delivery, now)));
  }

  private Translation.Dead dead(Rejection rejection, Delivery delivery, Instant now) {
    return dead(rejection, delivery, delivery.getBody().length, now);
  }

  private Translation.Dead dead(Rejection rejection, Delivery delivery, long size, Instant now) {
    DeadLetter letter =
        DeadLetter.of(rejection, source, now, delivery.getBody(), size, AmqpOriginals.of(delivery));
    return new Translation.Dead(rejection.reason(), letter, now);
  }

  /** Without what it came with: that may be what cannot be read, tables within tables. */
  private Translation unreadable(Throwable fault, Delivery delivery, long size, Instant now) {
    Rejection rejection = new Rejection(Reason.POISON, fault.getClass().getName());
    DeadLetter letter = DeadLetter.of(rejection, source, now, delivery.getBody(), size, Map.of());
    return new Translation.Dead(rejection.reason(), letter, now);
  }

  private static Rejection tooLarge(String detail) {
    return new Rejection(Reason.TOO_LARGE, detail);
  }

  private static Envelope envelope(Delivery delivery, Instant now) {
    BasicProperties properties = delivery.getProperties();
    return new Envelope(
        true,
        present(delivery.getEnvelope().getRoutingKey()),
        present(properties.getMessageId()),
        Optional.ofNullable(properties.getTimestamp()).map(Translator::instant),
        properties.getHeaders() == null
            ? Optional.empty()
            : present(properties.getHeaders().get(Headers.TENANT_ID)),
        now);
  }

  /** AMQP counts seconds; who puts milliseconds there is thousands of years ahead. */
  private static Instant instant(Date timestamp) {
    long number = timestamp.getTime() / 1_000;
    return EpochTime.isMillis(number) ? Instant.ofEpochMilli(number) : timestamp.toInstant();
  }

  /** Some clients send an empty string for what they do not set. */
  private static Optional<String> present(Object text) {
    return text == null || text.toString().isEmpty()
        ? Optional.empty()
        : Optional.of(text.toString());
  }
}
