package shop.crm.schemas;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.profile.Address;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.SegmentRecordJson;

/** What the catalogue promises of each topic. */
class TopicsTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant AT = Instant.parse("2026-02-01T10:00:00Z");
  private static final Map<String, Topics.Topic> TOPICS =
      Topics.all(6).stream().collect(toMap(Topics.Topic::name, topic -> topic));

  @Test
  void a_profile_stays_for_an_hour_and_is_gone_a_day_after_the_next() {
    Map<String, String> config = TOPICS.get(Topics.PROFILES).config();
    assertEquals("compact", config.get("cleanup.policy"));
    assertEquals(millis(Duration.ofHours(1)), config.get("min.compaction.lag.ms"));
    assertEquals(millis(Duration.ofDays(1)), config.get("max.compaction.lag.ms"));
  }

  @Test
  void what_is_keyed_by_customer_is_partitioned_alike() {
    Set<String> others =
        Set.of(
            Topics.AUDIT,
            Topics.OUTBOX_PROGRESS,
            Topics.DEAD_LETTERS,
            Topics.SEGMENTS,
            Topics.KEYS,
            Topics.TENANTS,
            Topics.RFM_THRESHOLDS,
            Topics.RFM_RECALCULATIONS,
            Topics.CLV_MODELS,
            Topics.RULES,
            Topics.SPEND_HISTOGRAMS);
    for (Topics.Topic topic : TOPICS.values()) {
      assertEquals(!others.contains(topic.name()), topic.partitions() == 6, topic.name());
    }
  }

  @Test
  void what_is_compacted_keeps_the_newest_for_ever_and_all_else_forgets() {
    for (Topics.Topic topic : TOPICS.values()) {
      boolean compacted = "compact".equals(topic.config().get("cleanup.policy"));
      assertEquals(!compacted, topic.config().containsKey("retention.ms"), topic.name());
    }
  }

  @Test
  void what_is_read_into_global_stores_is_dated_by_the_broker() {
    for (String topic :
        List.of(
            Topics.RFM_THRESHOLDS, Topics.RFM_RECALCULATIONS, Topics.CLV_MODELS, Topics.RULES)) {
      assertEquals(
          "LogAppendTime", TOPICS.get(topic).config().get("message.timestamp.type"), topic);
    }
  }

  /** Its addresses are of one body and its tags of another, before and after the change. */
  @Test
  void the_largest_profile_fits_its_topics() {
    Profile before = largest("a");
    Profile after = largest("b");
    Revision revision = Revision.between(before, after, false, Origin.API, Optional.empty(), AT);
    assertFits(
        Topics.PROFILES,
        ProfileRecordJson.write(
            new ProfileRecord.Known(CUSTOMER, 2, AT, AT, Optional.empty(), after, revision)));
    assertFits(
        Topics.CUSTOMER_CREATED,
        EventWriter.write(new ProfileEvent.Created(CUSTOMER, 1, AT, AT, before)));
    assertFits(
        Topics.CUSTOMER_UPDATED,
        EventWriter.write(new ProfileEvent.Updated(CUSTOMER, 2, AT, before, after)));
  }

  /** It comes in one body. */
  @Test
  void the_largest_definition_of_a_segment_fits_its_topic() {
    Optional<String> description = Optional.of("x".repeat(Topics.MAX_EVENT_BYTES));
    SegmentDefinition definition =
        new SegmentDefinition(
            new SegmentDefinition.Key("t-1", "s-1", 0),
            1,
            1,
            "name",
            description,
            Optional.empty(),
            new Span(AT, AT));
    byte[] record = SegmentRecordJson.write(new SegmentRecord.Defined(definition));
    int greatest = Integer.parseInt(TOPICS.get(Topics.SEGMENTS).config().get("max.message.bytes"));
    assertTrue(record.length < greatest, "record: " + record.length);
  }

  private static void assertFits(String topic, byte[] record) {
    assertTrue(record.length <= Topics.MAX_PROFILE_RECORD_BYTES, topic + ": " + record.length);
    int greatest = Integer.parseInt(TOPICS.get(topic).config().get("max.message.bytes"));
    assertTrue(Topics.MAX_PROFILE_RECORD_BYTES < greatest, topic);
  }

  private static Profile largest(String letter) {
    Optional<String> text = Optional.of(letter.repeat(4096));
    Optional<String> filling = Optional.of(letter.repeat(Topics.MAX_EVENT_BYTES / 100 / 6));
    Address address =
        new Address(
            filling,
            Address.Type.SHIPPING,
            new Address.Place(filling, filling, filling, filling, filling, Optional.of("UA")),
            true);
    return Profile.NOTHING
        .edit()
        .text(ProfileField.EMAIL, text)
        .text(ProfileField.PHONE, text)
        .text(ProfileField.FIRST_NAME, text)
        .text(ProfileField.LAST_NAME, text)
        .text(ProfileField.GENDER, text)
        .addresses(Collections.nCopies(100, address))
        .tags(Collections.nCopies(1_000, letter.repeat(Topics.MAX_EVENT_BYTES / 1_000)))
        .text(ProfileField.SOURCE, text)
        .build();
  }

  private static String millis(Duration time) {
    return String.valueOf(time.toMillis());
  }

  @Test
  void followers_get_every_change_and_each_from_its_own_topic() {
    List<String> changes = Topics.changes();
    assertEquals(changes.size(), Set.copyOf(changes).size());
    assertTrue(TOPICS.keySet().containsAll(changes));
  }
}
