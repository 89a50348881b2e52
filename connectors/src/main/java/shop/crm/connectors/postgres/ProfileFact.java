package shop.crm.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.topic.CustomerSeenJson;

/** A record of the topics that tell PostgreSQL of customers. */
sealed interface ProfileFact {

  /** As it was read. */
  ConsumerRecord<byte[], byte[]> record();

  /** Whom it is about. */
  CustomerKey customer();

  /**
   * A user registered.
   *
   * @param leftOut which fields of the profile are not taken, and why
   */
  record Registered(
      ConsumerRecord<byte[], byte[]> record, UserRegistered event, Optional<Rejection> leftOut)
      implements ProfileFact {
    @Override
    public CustomerKey customer() {
      return event.head().customer();
    }
  }

  /** A fact named a customer. */
  record Seen(ConsumerRecord<byte[], byte[]> record, CustomerSeen seen) implements ProfileFact {
    @Override
    public CustomerKey customer() {
      return seen.customer();
    }
  }

  /** A record that tells neither: it is a dead letter. */
  record Unreadable(ConsumerRecord<byte[], byte[]> record, Rejection rejection)
      implements ProfileFact {
    @Override
    public CustomerKey customer() {
      throw new IllegalStateException("nobody can be read from it");
    }
  }

  /** Reads and checks records. */
  record Reader(EventReader events, Clock clock) {

    ProfileFact read(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null) {
        return refused(record, Reason.NOT_JSON, "record has no value");
      }
      try {
        return record.topic().equals(Topics.SIGHTINGS) ? seen(record) : registration(record);
      } catch (RuntimeException e) {
        // A fault of ours, which would be the same the next time.
        return refused(record, Reason.POISON, e.getClass().getName());
      }
    }

    private static ProfileFact seen(ConsumerRecord<byte[], byte[]> record) {
      try {
        return new Seen(record, CustomerSeenJson.read(record.value()));
      } catch (IllegalArgumentException e) {
        return refused(record, Reason.NOT_JSON, e.getMessage());
      }
    }

    private ProfileFact registration(ConsumerRecord<byte[], byte[]> record) {
      Instant received = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
      Decoded decoded = events.read(record.value(), Envelope.cloudEvent(received), clock.instant());
      return switch (decoded) {
        case Decoded.Rejected(Rejection rejection) -> new Unreadable(record, rejection);
        case Decoded.Accepted(InboundEvent event, Optional<Rejection> leftOut) ->
            accepted(record, event, leftOut);
      };
    }

    private static ProfileFact accepted(
        ConsumerRecord<byte[], byte[]> record, InboundEvent event, Optional<Rejection> leftOut) {
      String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
      if (!event.head().customer().toString().equals(key)) {
        return refused(record, Reason.WRONG_KEY, "record key is not tenant/customer of the event");
      }
      return event instanceof UserRegistered registered
          ? new Registered(record, registered, leftOut)
          : refused(record, Reason.UNKNOWN_TYPE, "not an event of users");
    }

    private static Unreadable refused(
        ConsumerRecord<byte[], byte[]> record, Reason reason, String detail) {
      return new Unreadable(record, new Rejection(reason, detail));
    }
  }
}
