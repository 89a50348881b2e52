package shop.crm.schemas.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import shop.crm.schemas.Samples;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.schemas.model.fact.InboundEvent;

@Domain(Samples.class)
@Domain(DomainContext.Global.class)
class EventWriterTest {

  private static final CustomerKey CUSTOMER = new CustomerKey("t-1", "c-1");
  private static final Instant AT = Instant.parse("2026-02-01T10:00:00.120Z");
  private static final Instant YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z");

  @Property
  void what_is_written_is_read_back_equal_and_keeps_its_schema(@ForAll InboundEvent event) {
    byte[] written = EventWriter.write(event, "UAH");

    assertEquals(event, Bodies.event(Bodies.READER.read(written, Bodies.cloudEvent(), YEAR_2100)));
    assertEquals(
        List.of(), Schemas.errors(event.type().wire() + ".json", new String(written, UTF_8)));
  }

  @Property
  void a_segment_change_keeps_its_schema(@ForAll SegmentChanged change) {
    String written = new String(EventWriter.write(change), UTF_8);
    assertEquals(List.of(), Schemas.errors("customer.segment_changed.json", written));
  }

  @Property
  void a_tier_change_keeps_its_schema(@ForAll TierChanged change) {
    String written = new String(EventWriter.write(change), UTF_8);
    assertEquals(List.of(), Schemas.errors("customer.tier_changed.json", written));
  }

  @Property
  void a_backfill_says_so_and_keeps_its_schema(@ForAll SegmentChanged change) {
    String written = new String(EventWriter.write(change, true), UTF_8);
    assertEquals(List.of(), Schemas.errors("customer.segment_changed.json", written));
    assertEquals(true, Bodies.object(written).at("/data/backfill").booleanValue());
    String live = new String(EventWriter.write(change, false), UTF_8);
    assertEquals(true, Bodies.object(live).at("/data/backfill").isMissingNode());
  }

  @Test
  void a_first_segment_has_no_old_one() {
    Standing first = new Standing(new Scores(5, 1, 3), RfmSegment.NEW_CUSTOMERS);
    assertWritten(
        """
        {"specversion":"1.0","id":"t-1/c-1:1","source":"crm","type":"customer.segment_changed",
         "datacontenttype":"application/json","time":"2026-02-01T10:00:00.120Z","tenantid":"t-1",
         "subject":"c-1","data":{
           "old_segment":null,"old_scores":null,"old_stage":"prospect",
           "new_segment":"New Customers","new_scores":{"recency":5,"frequency":1,"monetary":3},
           "new_stage":"new","cause":"order","changed_at":"2026-02-01T10:00:00.120Z"}}""",
        new SegmentChanged(CUSTOMER, 1, Optional.empty(), Optional.of(first), Cause.ORDER, AT));
  }

  @Test
  void a_customer_without_orders_has_no_new_segment() {
    Standing last = new Standing(new Scores(1, 5, 5), RfmSegment.CANT_LOSE_THEM);
    assertWritten(
        """
        {"specversion":"1.0","id":"t-1/c-1:9","source":"crm","type":"customer.segment_changed",
         "datacontenttype":"application/json","time":"2026-02-01T10:00:00.120Z","tenantid":"t-1",
         "subject":"c-1","data":{
           "old_segment":"Can't Lose Them","old_scores":{"recency":1,"frequency":5,"monetary":5},
           "old_stage":"at_risk","new_segment":null,"new_scores":null,"new_stage":"prospect",
           "cause":"erasure","changed_at":"2026-02-01T10:00:00.120Z"}}""",
        new SegmentChanged(CUSTOMER, 9, Optional.of(last), Optional.empty(), Cause.ERASURE, AT));
  }

  @Test
  void a_fall_to_a_lower_tier_is_written() {
    assertWritten(
        """
        {"specversion":"1.0","id":"t-1/c-1:2","source":"crm","type":"customer.tier_changed",
         "datacontenttype":"application/json","time":"2026-02-01T10:00:00.120Z","tenantid":"t-1",
         "subject":"c-1","data":{"old_tier":"silver","new_tier":"bronze","tier_points":999,
           "direction":"down","cause":"order","changed_at":"2026-02-01T10:00:00.120Z"}}""",
        new TierChanged(
            CUSTOMER, 2, new TierMove("silver", "bronze", false), 999, Cause.ORDER, AT));
  }

  private static void assertWritten(String expected, ChangeEvent change) {
    String written = new String(EventWriter.write(change), UTF_8);
    assertEquals(Bodies.object(expected), Bodies.object(written));
    assertEquals(List.of(), Schemas.errors(change.type() + ".json", written));
  }
}
