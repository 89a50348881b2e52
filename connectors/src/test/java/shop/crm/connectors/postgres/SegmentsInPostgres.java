package shop.crm.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.connectors.postgres.Segments.Member;
import shop.crm.connectors.postgres.Segments.Membership;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.SegmentRecordJson;

/** Segments in a database of its own: short names for what tests do to them and ask of them. */
final class SegmentsInPostgres implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
  static final String SHOP = "shop";

  final TestDatabase postgres = new TestDatabase();
  final Profiles profiles =
      new PostgresProfiles(postgres.database(), Clock.fixed(NOW, ZoneOffset.UTC));
  final Segments segments = new PostgresSegments(postgres.database());

  /** A manual segment. */
  static SegmentDraft manual(String id, String name) {
    return new SegmentDraft(id, name, Optional.empty(), Optional.empty());
  }

  static CustomerKey customer(String id) {
    return new CustomerKey(SHOP, id);
  }

  <T> T write(Function<SegmentWriter, T> work) {
    return profiles.write(writer -> work.apply(writer.segments()));
  }

  StoredSegment create(SegmentDraft draft) {
    return write(writer -> writer.create(SHOP, draft));
  }

  StoredSegment revise(SegmentDraft draft) {
    return write(writer -> writer.revise(locked(writer, draft.id()), draft));
  }

  void delete(String id) {
    write(
        writer -> {
          writer.delete(locked(writer, id));
          return true;
        });
  }

  static StoredSegment locked(SegmentWriter writer, String id) {
    return writer.lock(SHOP, id).orElseThrow();
  }

  void customers(List<String> ids) {
    for (String id : ids) {
      profiles.write(
          writer ->
              writer.create(
                  customer(id), PostgresProfilesIT.profile(id + "@example.org"), Origin.API));
    }
  }

  boolean add(String segment, String customer) {
    return profiles.write(writer -> add(writer, segment, customer));
  }

  /** In the order that is asked for: the customer, then the segment; false without either. */
  static boolean add(ProfileWriter writer, String segment, String customer) {
    return writer.lock(customer(customer), Optional.empty()).isPresent()
        && writer
            .segments()
            .lock(SHOP, segment)
            .map(there -> writer.segments().add(there.definition(), customer(customer)))
            .orElse(false);
  }

  boolean remove(String segment, String customer) {
    return write(writer -> writer.remove(locked(writer, segment).definition(), customer(customer)));
  }

  boolean erase(String customer) {
    return profiles.write(writer -> erase(writer, customer));
  }

  static boolean erase(ProfileWriter writer, String customer) {
    Optional<StoredProfile> there = writer.lock(customer(customer), Optional.empty());
    there.ifPresent(writer::erase);
    return there.isPresent();
  }

  StoredSegment found(String id) {
    return segments.find(SHOP, id).orElseThrow();
  }

  long members(String id) {
    return found(id).members();
  }

  /** The ids of who is in a manual segment. */
  List<String> in(String id) {
    return segments.members(found(id).definition(), Optional.empty(), 10_000).stream()
        .map(Member::customer)
        .toList();
  }

  /** The ids of the manual segments that a customer is in. */
  List<String> of(String customer) {
    return segments.memberships(customer(customer)).stream().map(Membership::segment).toList();
  }

  /** What the outbox has of definitions, in its order. */
  List<SegmentRecord> definitions() {
    return outbox(Topics.SEGMENTS, SegmentRecordJson::read);
  }

  /** What the outbox has of memberships, in its order. */
  List<ManualMembership> memberships() {
    return outbox(Topics.SEGMENT_MEMBERS, ManualMembershipJson::read);
  }

  private <T> List<T> outbox(String topic, Function<byte[], T> read) {
    String sql = "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = '%s' ORDER BY id";
    return postgres.texts(sql.formatted(topic)).stream()
        .map(text -> read.apply(text.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  /** The keys of the outbox, of one topic. */
  List<String> keys(String topic) {
    return postgres.texts(
        "SELECT record_key FROM outbox WHERE topic = '" + topic + "' ORDER BY id");
  }

  @Override
  public void close() {
    postgres.close();
  }
}
