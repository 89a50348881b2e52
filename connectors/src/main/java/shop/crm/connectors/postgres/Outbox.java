package shop.crm.connectors.postgres;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.access.ApiKeyRecord;
import shop.crm.schemas.model.access.TenantLimits;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ApiKeyRecordJson;
import shop.crm.schemas.topic.LoyaltyEntryJson;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.schemas.topic.TenantLimitsJson;

/** Records that are to be published because of one transaction, written with it. */
final class Outbox {

  private static final String INSERT =
      "INSERT INTO outbox (topic, record_key, value) VALUES (?, ?, ?)";

  private final List<Message> messages = new ArrayList<>();

  private record Message(String topic, String key, byte[] value) {}

  void add(ProfileRecord record) {
    messages.add(
        new Message(
            Topics.PROFILES, record.customer().toString(), ProfileRecordJson.write(record)));
  }

  void add(ProfileEvent event) {
    add(event, false);
  }

  void add(ProfileEvent event, boolean backfill) {
    messages.add(
        new Message(
            EventTopics.of(event),
            event.customer().toString(),
            EventWriter.write(event, backfill)));
  }

  void add(LoyaltyEntry entry) {
    messages.add(
        new Message(
            Topics.LOYALTY_ENTRIES, entry.customer().toString(), LoyaltyEntryJson.write(entry)));
  }

  /** A key, alone in its transaction. */
  static void publish(Handle handle, ApiKeyRecord record) {
    publish(handle, new Message(Topics.KEYS, record.id(), ApiKeyRecordJson.write(record)));
  }

  /** Limits of a tenant, alone in their transaction. */
  static void publish(Handle handle, TenantLimits limits) {
    publish(handle, new Message(Topics.TENANTS, limits.tenant(), TenantLimitsJson.write(limits)));
  }

  /** A segment, alone in its transaction. */
  static void publish(Handle handle, SegmentRecord record) {
    publish(handle, new Message(Topics.SEGMENTS, record.key(), SegmentRecordJson.write(record)));
  }

  private static void publish(Handle handle, Message message) {
    Outbox outbox = new Outbox();
    outbox.messages.add(message);
    outbox.write(handle);
  }

  void add(ManualMembership membership) {
    messages.add(
        new Message(
            Topics.SEGMENT_MEMBERS,
            membership.customer().toString(),
            ManualMembershipJson.write(membership)));
  }

  void write(Handle handle) {
    Rows.write(
        handle,
        INSERT,
        messages.stream()
            .map(message -> new Object[] {message.topic(), message.key(), message.value()})
            .toList());
  }
}
