package shop.crm.topology.facts;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.topic.LoyaltyEntryJson;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.ProfileRecordJson;

/**
 * Reads and checks the records of all input topics.
 *
 * @param events reads those of {@link Topics#ORDERS}
 */
public record FactReader(EventReader events) {

  /** What a record was decoded to. */
  public sealed interface Fact {

    /** Its own time, where it has one. */
    default Optional<Instant> at() {
      return switch (this) {
        case Order(OrderEvent event) -> Optional.of(event.head().time());
        case Profile(ProfileRecord.Known known) -> Optional.of(known.updatedAt());
        case Profile(ProfileRecord.Erased erased) -> Optional.of(erased.erasedAt());
        case Entry(LoyaltyEntry entry) -> Optional.of(entry.at());
        case Member(ManualMembership member) -> Optional.of(member.at());
        case Unreadable _ -> Optional.empty();
      };
    }
  }

  /** An event about an order. */
  public record Order(OrderEvent event) implements Fact {}

  /** A version of a profile, or its erasure. */
  public record Profile(ProfileRecord record) implements Fact {}

  /** An entry of the loyalty ledger. */
  public record Entry(LoyaltyEntry entry) implements Fact {}

  /** A membership of a segment, made by hand. */
  public record Member(ManualMembership membership) implements Fact {}

  /** Nothing that can be taken. */
  public record Unreadable(Rejection rejection) implements Fact {}

  /** What a record of a topic is. */
  public Fact read(Record<String, byte[]> record, String topic, Instant now) {
    if (record.value() == null) {
      return unreadable(Reason.NOT_JSON, "record has no value");
    }
    try {
      return switch (topic) {
        case Topics.PROFILES -> {
          ProfileRecord profile = ProfileRecordJson.read(record.value());
          yield keyed(record, profile.customer(), new Profile(profile));
        }
        case Topics.LOYALTY_ENTRIES -> {
          LoyaltyEntry entry = LoyaltyEntryJson.read(record.value());
          yield keyed(record, entry.customer(), new Entry(entry));
        }
        case Topics.SEGMENT_MEMBERS -> {
          ManualMembership membership = ManualMembershipJson.read(record.value());
          yield keyed(record, membership.customer(), new Member(membership));
        }
        default -> order(record, now);
      };
    } catch (IllegalArgumentException e) {
      return unreadable(Reason.NOT_JSON, e.getMessage());
    }
  }

  private Fact order(Record<String, byte[]> record, Instant now) {
    Instant received = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    return switch (events.read(record.value(), Envelope.cloudEvent(received), now)) {
      case Decoded.Rejected(Rejection rejection) -> new Unreadable(rejection);
      case Decoded.Accepted(InboundEvent event, var _) ->
          event instanceof OrderEvent about
              ? keyed(record, event.head().customer(), new Order(about))
              : unreadable(Reason.UNKNOWN_TYPE, "not an event about an order");
    };
  }

  private static Fact keyed(Record<String, byte[]> record, CustomerKey customer, Fact fact) {
    return customer.toString().equals(record.key())
        ? fact
        : unreadable(Reason.WRONG_KEY, "record key is not tenant/customer of the event");
  }

  /** One that lies where its customer's other records do not. */
  public static Fact misplaced() {
    return unreadable(Reason.WRONG_KEY, "record is in another partition than its key's");
  }

  private static Unreadable unreadable(Reason reason, String detail) {
    return new Unreadable(new Rejection(reason, detail));
  }
}
