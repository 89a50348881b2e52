package shop.crm.connectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.connectors.postgres.SegmentsInPostgres.NOW;
import static shop.crm.connectors.postgres.SegmentsInPostgres.SHOP;
import static shop.crm.connectors.postgres.SegmentsInPostgres.customer;
import static shop.crm.connectors.postgres.SegmentsInPostgres.locked;
import static shop.crm.connectors.postgres.SegmentsInPostgres.manual;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import shop.crm.connectors.postgres.Segments.Member;
import shop.crm.connectors.postgres.Segments.Membership;
import shop.crm.connectors.postgres.Segments.StoredSegment;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.Condition;
import shop.crm.schemas.model.segment.Conditions;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;

class PostgresSegmentsIT {

  private static final Optional<String> NONE = Optional.empty();

  private final SegmentsInPostgres crm = new SegmentsInPostgres();

  @AfterEach
  void drop() {
    crm.close();
  }

  private static SegmentDraft dynamic(String id, String name, String json) {
    Conditions conditions = new Conditions(new Condition.All(List.of()), json);
    return new SegmentDraft(id, name, NONE, Optional.of(conditions));
  }

  /** A segment that was created as the first of all. */
  private static SegmentDefinition first(SegmentDraft draft) {
    return new SegmentDefinition(
        new SegmentDefinition.Key(SHOP, draft.id(), 0),
        1,
        1,
        draft.name(),
        draft.description(),
        draft.conditions(),
        new Span(NOW, NOW));
  }

  @Test
  void a_segment_is_read_back_as_created() {
    SegmentDraft draft =
        new SegmentDraft("tea", "Чай \"пуер\"", Optional.of("кому чай"), Optional.empty());
    StoredSegment created = crm.create(draft);
    assertEquals(new StoredSegment(first(draft), 0), created);
    assertEquals(Optional.of(created), crm.segments.find(SHOP, "tea"));
    assertEquals(List.of(created), crm.segments.all(SHOP));
    assertEquals(Optional.empty(), crm.segments.find(SHOP, "coffee"));
    assertEquals(Optional.empty(), crm.segments.find("other", "tea"));
    assertEquals(List.of(), crm.segments.all("other"));
    assertEquals(Optional.empty(), crm.write(writer -> writer.lock("other", "tea")));
    assertEquals(List.of(new SegmentRecord.Defined(first(draft))), crm.definitions());
    assertEquals(List.of("shop/tea"), crm.keys(Topics.SEGMENTS));
  }

  @Test
  void conditions_are_read_back_byte_for_byte() {
    String json = "[{\"field\":\"total_spent\",\"operator\":\"gte\",\"value\":1000.50}]";
    StoredSegment created = crm.create(dynamic("big", "Big", json));
    StoredSegment found = crm.found("big");
    assertEquals(created, found);
    assertEquals(json, found.definition().conditions().orElseThrow().json());
    assertTrue(crm.definitions().getFirst() instanceof SegmentRecord.Defined);
    StoredSegment revised = crm.revise(dynamic("big", "Big", json.replace("gte", "lt")));
    assertEquals(2, revised.definition().version());
    assertEquals(revised, crm.found("big"));
    assertEquals(revised, crm.revise(dynamic("big", "Big", json.replace("gte", "lt"))));
  }

  @Test
  void segments_are_listed_in_the_order_of_their_creation() {
    List.of("c", "a", "b").forEach(id -> crm.create(manual(id, id)));
    crm.revise(manual("c", "renamed"));
    assertEquals(
        List.of("c", "a", "b"),
        crm.segments.all(SHOP).stream().map(segment -> segment.definition().id()).toList());
  }

  @Test
  void an_id_and_a_name_are_one_segments_own() {
    crm.create(manual("tea", "Чай"));
    crm.create(manual("milk", "Молоко"));
    assertRefused(AlreadyThere.What.ID, () -> crm.create(manual("tea", "Інше")));
    assertRefused(AlreadyThere.What.NAME, () -> crm.create(manual("more-tea", "ЧАЙ")));
    assertRefused(AlreadyThere.What.NAME, () -> crm.revise(manual("milk", "чай")));
    StoredSegment elsewhere = crm.write(writer -> writer.create("other", manual("tea", "Чай")));
    assertEquals(0, elsewhere.definition().number());
    assertEquals(1, elsewhere.definition().revision());
    assertEquals(2, crm.definitions().stream().filter(r -> r.tenant().equals(SHOP)).count());
  }

  private static void assertRefused(AlreadyThere.What what, Executable work) {
    assertEquals(what, assertThrows(AlreadyThere.class, work).what());
  }

  @Test
  void a_refused_segment_leaves_no_gap_in_numbers_and_revisions() {
    crm.create(manual("tea", "Tea"));
    assertRefused(AlreadyThere.What.NAME, () -> crm.create(manual("more-tea", "TEA")));
    SegmentDefinition next = crm.create(manual("milk", "Milk")).definition();
    assertEquals(List.of(1L, 2L), List.of((long) next.number(), next.revision()));
  }

  @Test
  void a_tenant_has_as_many_segments_as_it_may_and_room_for_another_after_a_deletion() {
    crm.write(
        writer -> {
          for (int i = 0; i < SegmentDefinition.MAX_SEGMENTS; i++) {
            writer.create(SHOP, manual("s" + i, "S" + i));
          }
          return true;
        });
    assertThrows(TooManySegments.class, () -> crm.create(manual("more", "More")));
    assertEquals(
        1,
        crm.write(writer -> writer.create("other", manual("more", "More"))).definition().version());
    crm.delete("s7");
    assertEquals(
        SegmentDefinition.MAX_SEGMENTS, crm.create(manual("more", "More")).definition().number());
  }

  @Test
  void a_tenant_cannot_define_and_delete_for_ever() throws Exception {
    crm.create(manual("tea", "Tea"));
    crm.delete("tea");
    crm.postgres.execute("UPDATE segment_counters SET numbers = " + SegmentDefinition.MAX_EVER);

    assertThrows(TooManySegments.class, () -> crm.create(manual("tea", "Tea")));
  }

  @Test
  void conditions_of_a_tenant_have_a_bound_together_and_shorter_ones_are_always_taken() {
    for (int i = 0; i < 16; i++) {
      crm.create(dynamic("s" + i, "S" + i, longer(65_000)));
    }
    assertThrows(TooManySegments.class, () -> crm.create(dynamic("more", "More", longer(12_000))));
    assertThrows(TooManySegments.class, () -> crm.revise(dynamic("s0", "S0", longer(90_000))));

    assertEquals(2, crm.revise(dynamic("s0", "S0", longer(55_000))).definition().version());
    assertEquals(1, crm.create(dynamic("more", "More", longer(9_000))).definition().version());
    assertEquals(1, crm.create(manual("by-hand", "By hand")).definition().version());
  }

  /** Conditions of so many bytes, or a little less. */
  private static String longer(int bytes) {
    return "[{\"field\":\"email\",\"operator\":\"in\",\"value\":["
        + String.join(",", Collections.nCopies((bytes - 60) / 203, "\"" + "v".repeat(200) + "\""))
        + "]}]";
  }

  @Test
  void each_difference_is_a_revision_and_without_one_nothing_is_written() {
    crm.create(manual("tea", "Tea"));
    crm.create(manual("milk", "Milk"));
    assertEquals(crm.found("tea"), crm.revise(manual("tea", "Tea")));
    assertEquals(2, crm.definitions().size());
    SegmentDraft louder = manual("tea", "TEA");
    SegmentDraft described = new SegmentDraft("tea", "TEA", Optional.of("hot"), Optional.empty());
    crm.revise(louder);
    StoredSegment revised = crm.revise(described);
    assertEquals(
        new SegmentDefinition(
            new SegmentDefinition.Key(SHOP, "tea", 0),
            4,
            3,
            "TEA",
            Optional.of("hot"),
            Optional.empty(),
            new Span(NOW, NOW)),
        revised.definition());
    assertEquals(revised, crm.found("tea"));
    assertEquals(
        List.of("Tea 1", "Milk 2", "TEA 3", "TEA 4"),
        crm.definitions().stream().map(r -> r.name() + " " + r.revision()).toList());
    assertEquals(new SegmentRecord.Defined(revised.definition()), crm.definitions().getLast());
  }

  @Test
  void a_revision_keeps_members() {
    crm.customers(List.of("anna"));
    crm.create(manual("tea", "Tea"));
    crm.add("tea", "anna");
    assertEquals(1, crm.revise(manual("tea", "Hot tea")).members());
    assertEquals(1, crm.members("tea"));
    assertEquals(List.of("anna"), crm.in("tea"));
  }

  @Test
  void a_segment_keeps_its_id_and_its_type() {
    crm.create(manual("tea", "Tea"));
    for (SegmentDraft other : List.of(manual("milk", "Tea"), dynamic("tea", "Tea", "[]"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> crm.write(writer -> writer.revise(locked(writer, "tea"), other)));
    }
  }

  @Test
  void a_deleted_segment_leaves_its_id_and_name_but_not_its_number_or_members() {
    crm.customers(List.of("anna", "ben"));
    crm.create(manual("tea", "Tea"));
    crm.create(manual("milk", "Milk"));
    crm.add("tea", "anna");
    crm.add("milk", "ben");
    crm.delete("tea");
    assertEquals(Optional.empty(), crm.segments.find(SHOP, "tea"));
    assertEquals(List.of(), crm.of("anna"));
    assertEquals(List.of("ben"), crm.in("milk"));
    assertEquals(
        new SegmentRecord.Deleted(SHOP, "tea", 0, 3, "Tea", NOW), crm.definitions().getLast());
    assertEquals("shop/tea", crm.keys(Topics.SEGMENTS).getLast());
    assertEquals(2, crm.memberships().size());
    SegmentDefinition again = crm.create(manual("tea", "Tea")).definition();
    assertEquals(
        List.of(2L, 4L, 1L), List.of((long) again.number(), again.revision(), again.version()));
    assertEquals(List.of(), crm.in("tea"));
  }

  @Test
  void members_are_put_in_and_taken_out_once() {
    crm.customers(List.of("anna", "ben"));
    SegmentDefinition tea = crm.create(manual("tea", "Tea")).definition();
    assertTrue(crm.add("tea", "ben"));
    assertTrue(crm.add("tea", "anna"));
    assertFalse(crm.add("tea", "anna"));
    assertEquals(2, crm.members("tea"));
    assertEquals(
        List.of(new Member("anna", NOW), new Member("ben", NOW)),
        crm.segments.members(tea, NONE, 9));
    assertEquals(List.of(new Membership("tea", NOW)), crm.segments.memberships(customer("anna")));
    assertTrue(crm.remove("tea", "anna"));
    assertFalse(crm.remove("tea", "anna"));
    assertFalse(crm.remove("tea", "nobody"));
    assertEquals(1, crm.members("tea"));
    assertEquals(List.of("ben"), crm.in("tea"));
    assertEquals(List.of(), crm.of("anna"));
    List<ManualMembership> published = crm.memberships();
    List<Long> sequences = published.stream().map(ManualMembership::sequence).toList();
    assertEquals(sequences.stream().sorted().distinct().toList(), sequences);
    assertEquals(
        List.of(
            new ManualMembership(customer("ben"), 0, "tea", "Tea", sequences.get(0), true, NOW),
            new ManualMembership(customer("anna"), 0, "tea", "Tea", sequences.get(1), true, NOW),
            new ManualMembership(customer("anna"), 0, "tea", "Tea", sequences.get(2), false, NOW)),
        published);
    assertEquals(List.of("shop/ben", "shop/anna", "shop/anna"), crm.keys(Topics.SEGMENT_MEMBERS));
  }

  @Test
  void pages_go_over_all_members_once() {
    List<String> ids = IntStream.range(0, 20).mapToObj("c%02d"::formatted).toList();
    crm.customers(ids);
    SegmentDefinition tea = crm.create(manual("tea", "Tea")).definition();
    crm.create(manual("milk", "Milk"));
    ids.reversed().forEach(id -> crm.add("tea", id));
    crm.add("milk", "c00");
    for (int from = 0; from <= 20; from += 5) {
      Optional<String> after = from == 0 ? NONE : Optional.of(ids.get(from - 1));
      assertEquals(
          ids.subList(from, Math.min(from + 5, 20)),
          crm.segments.members(tea, after, 5).stream().map(Member::customer).toList());
    }
    assertEquals(List.of("tea", "milk"), crm.of("c00"));
  }

  @Test
  void a_dynamic_segment_and_another_tenants_customer_take_no_part() {
    SegmentDefinition dynamic = crm.create(dynamic("big", "Big", "[]")).definition();
    SegmentDefinition tea = crm.create(manual("tea", "Tea")).definition();
    CustomerKey stranger = new CustomerKey("other", "anna");
    assertThrows(
        IllegalArgumentException.class,
        () -> crm.write(writer -> writer.add(dynamic, customer("anna"))));
    assertThrows(
        IllegalArgumentException.class, () -> crm.write(writer -> writer.add(tea, stranger)));
    assertThrows(
        IllegalArgumentException.class, () -> crm.write(writer -> writer.remove(tea, stranger)));
    assertEquals(List.of(), crm.memberships());
  }

  @Test
  void an_erased_customer_is_in_no_segment_and_not_counted() {
    crm.customers(List.of("anna", "ben"));
    List.of("tea", "milk", "none").forEach(id -> crm.create(manual(id, id)));
    for (String segment : List.of("tea", "milk")) {
      crm.add(segment, "anna");
      crm.add(segment, "ben");
    }
    crm.postgres.execute("DELETE FROM outbox");
    assertTrue(crm.erase("anna"));
    assertEquals(List.of(), crm.of("anna"));
    for (String segment : List.of("tea", "milk")) {
      assertEquals(List.of("ben"), crm.in(segment));
      assertEquals(1, crm.members(segment));
    }
    assertEquals(0, crm.members("none"));
    assertEquals(List.of(), crm.memberships());
    assertEquals(List.of(), crm.definitions());
    crm.customers(List.of("anna"));
    assertEquals(List.of(), crm.of("anna"));
  }

  @Test
  void what_throws_leaves_nothing_behind() {
    crm.customers(List.of("anna"));
    crm.create(manual("tea", "Tea"));
    assertThrows(
        IllegalStateException.class,
        () ->
            crm.profiles.write(
                writer -> {
                  SegmentsInPostgres.add(writer, "tea", "anna");
                  writer.segments().create(SHOP, manual("milk", "Milk"));
                  throw new IllegalStateException("no");
                }));
    assertEquals(0, crm.members("tea"));
    assertEquals(List.of(), crm.in("tea"));
    assertEquals(1, crm.segments.all(SHOP).size());
    assertEquals(1, crm.create(manual("milk", "Milk")).definition().number());
    assertEquals(2, crm.definitions().size());
    assertEquals(List.of(), crm.memberships());
  }
}
