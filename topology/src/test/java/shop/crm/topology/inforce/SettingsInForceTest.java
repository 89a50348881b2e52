package shop.crm.topology.inforce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.KeptStores;
import shop.crm.topology.domain.segment.TenantSegments;
import shop.crm.topology.domain.segment.TenantSegments.Segment;
import shop.crm.topology.inforce.SettingsChanges.Change;
import shop.crm.topology.inforce.SettingsChanges.Setting;

/** What is in force for a tenant is read and compiled once, for all tasks of a process. */
class SettingsInForceTest {

  private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  private static final byte[] UNREADABLE = "{".getBytes(UTF_8);

  private final KeptStores kept = new KeptStores();
  private final SettingsStores stores = new SettingsStores(kept.withStores());
  private final SettingsChanges changes = new SettingsChanges();
  private final SettingsInForce inForce = new SettingsInForce(changes);

  @Test
  void the_tasks_of_a_process_share_what_was_compiled() {
    store(defined(0, 1));

    TenantSettings first = inForce.hold("acme", stores);

    assertEquals(1, first.segments().revision());
    assertSame(first, inForce.hold("acme", stores));
    assertSame(first, inForce.of("acme"));
  }

  @Test
  void an_edit_compiles_the_definition_that_was_edited_and_no_other() {
    store(defined(0, 1));
    store(defined(1, 2));
    TenantSegments before = inForce.hold("acme", stores).segments();

    edit(defined(1, 3));

    TenantSegments after = inForce.of("acme").segments();
    assertEquals(3, after.revision());
    assertSame(segment(before, 0), segment(after, 0));
    assertNotSame(segment(before, 1), segment(after, 1));
  }

  @Test
  void who_follows_changes_finds_what_was_edited_when_it_hears_of_it() {
    inForce.hold("acme", stores);
    SettingsChanges.Follower follower = changes.follow();

    edit(defined(0, 1));

    assertEquals(Optional.of(new Change(Setting.SEGMENTS, "acme")), follower.next());
    assertEquals(1, inForce.of("acme").segments().revision());
  }

  @Test
  void nothing_is_kept_of_a_tenant_that_no_task_holds() {
    edit(defined(0, 1));
    assertEquals(0, inForce.size());
    inForce.hold("acme", stores);
    inForce.hold("acme", stores);
    inForce.release("acme");
    assertEquals(1, inForce.size());

    inForce.release("acme");

    assertEquals(0, inForce.size());
    assertEquals(TenantSettings.NONE, inForce.of("acme"));
  }

  @Test
  void a_definition_that_is_removed_or_cannot_be_read_is_passed_over() {
    store(defined(0, 1));
    kept.store(StoreNames.SEGMENTS).put("acme/s9", UNREADABLE);
    assertEquals(List.of(0), numbers(inForce.hold("acme", stores)));

    edit(defined(1, 2));
    inForce.changed(Setting.SEGMENTS, "acme/s0", Optional.of(UNREADABLE));
    assertEquals(List.of(1), numbers(inForce.of("acme")));

    inForce.changed(Setting.SEGMENTS, "acme/s1", Optional.empty());
    assertEquals(List.of(), numbers(inForce.of("acme")));
  }

  @Test
  void thresholds_and_a_model_that_cannot_be_read_leave_those_of_before() {
    Thresholds thresholds = new Thresholds(3, Thresholds.NONE.monetary(), 1, START);
    kept.store(StoreNames.THRESHOLDS).put("acme", ThresholdsJson.write(thresholds));
    TenantSettings before = inForce.hold("acme", stores);
    assertEquals(thresholds, before.thresholds());

    inForce.changed(Setting.THRESHOLDS, "acme", Optional.of(UNREADABLE));
    inForce.changed(Setting.MODEL, "acme", Optional.of(UNREADABLE));
    assertEquals(before, inForce.of("acme"));

    inForce.changed(Setting.THRESHOLDS, "acme", Optional.empty());
    assertEquals(Thresholds.NONE, inForce.of("acme").thresholds());
  }

  private static Segment segment(TenantSegments all, int number) {
    return all.numbered(number).orElseThrow();
  }

  private static List<Integer> numbers(TenantSettings settings) {
    return settings.segments().all().stream().map(Segment::number).toList();
  }

  private void store(SegmentRecord record) {
    kept.store(StoreNames.SEGMENTS).put(record.key(), SegmentRecordJson.write(record));
  }

  private void edit(SegmentRecord record) {
    store(record);
    inForce.changed(Setting.SEGMENTS, record.key(), Optional.of(SegmentRecordJson.write(record)));
  }

  private static SegmentRecord defined(int number, long revision) {
    return new SegmentRecord.Defined(
        new SegmentDefinition(
            new SegmentDefinition.Key("acme", "s" + number, number),
            revision,
            revision,
            "Segment " + number,
            Optional.empty(),
            Optional.of(
                ConditionsJson.stored(
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("field", "total_orders")
                        .put("operator", "gte")
                        .put("value", 1))),
            new Span(START, START)));
  }
}
