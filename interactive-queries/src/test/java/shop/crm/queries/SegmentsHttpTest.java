package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static shop.crm.queries.SegmentCalls.SEGMENTS;
import static shop.crm.queries.SegmentCalls.dynamic;
import static shop.crm.queries.SegmentCalls.errors;
import static shop.crm.queries.SegmentCalls.ids;
import static shop.crm.queries.SegmentCalls.manual;
import static shop.crm.queries.SegmentCalls.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.connectors.postgres.SegmentDraft;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.topology.domain.SegmentCounts;

class SegmentsHttpTest {

  private static final List<String> BUILT_IN = RfmSegment.ALL.stream().map(RfmSegment::id).toList();

  private final TestServer server = new TestServer();
  private final SegmentCalls calls = new SegmentCalls(server);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_new_segment_is_answered_as_it_is_read_from_then_on() {
    Reply created = calls.create(dynamic("rich", "Rich"));
    Reply read = server.get(SEGMENTS + "/rich");

    assertEquals(
        TestServer.json(
            """
            {"id": "rich", "tenant_id": "default", "name": "Rich", "description": null,
             "type": "dynamic",
             "conditions": [{"field": "total_spent", "operator": "gte", "value": 1000}],
             "customer_count": 0, "built_in": false,
             "created_at": "2026-03-01T12:00:01Z", "updated_at": "2026-03-01T12:00:01Z",
             "version": 1, "computing": false, "progress": 1.0}\
            """),
        created.json());
    assertEquals(
        "201 /api/v1/segments/rich \"1\" 2026-03-01T12:00:00Z",
        created.status()
            + " "
            + created.header("location")
            + " "
            + created.header("etag")
            + " "
            + created.header("x-as-of"));
    assertEquals(created.json(), read.json());
    assertEquals(
        "200 \"1\" 2026-03-01T12:00:00Z",
        read.status() + " " + read.versionTag() + " " + read.header("x-as-of"));
  }

  @Test
  void a_segment_without_an_id_gets_one_that_is_sorted_by_time() {
    String id = calls.create(manual("Friends")).json().path("id").asText();

    assertEquals("7", id.substring(14, 15));
    assertEquals("Friends", server.get(SEGMENTS + "/" + id).json().path("name").asText());
  }

  @Test
  void conditions_are_given_back_as_a_list_and_as_they_were_written_else() {
    String conditions =
        """
        {"any": [{"not": {"field": "addresses.city", "operator": "contains", "value": "Kyiv"}},
                 {"field": "last_order_date", "operator": "lt", "value": "-30d"}]}\
        """;
    String body =
        "{\"id\": \"s\", \"name\": \"S\", \"type\": \"dynamic\", \"conditions\": %s}"
            .formatted(conditions);

    calls.create(body);

    assertEquals(
        TestServer.json("[" + conditions + "]"),
        server.get(SEGMENTS + "/s").json().path("conditions"));
  }

  @Test
  void the_stream_counts_members_of_dynamic_segments_and_tells_how_far_it_is() {
    calls.create(dynamic("rich", "Rich"));
    calls.create(manual("friends", "Friends"));
    server.state.segments.put("default", new SegmentCounts(Map.of(0, 7L, 1, 9L), 0, 33, 99));

    assertEquals("7 true 0.33 | 0 none none", state("rich") + " | " + state("friends"));

    server.state.segments.put("default", new SegmentCounts(Map.of(0, 8L), 0, 99, 99));
    assertEquals("8 true 0.0", state("rich"), "what is done is the walk before");

    server.state.segments.put("default", new SegmentCounts(Map.of(0, 9L), 2, 99, 99));
    assertEquals("9 false 1.0", state("rich"));
  }

  private String state(String id) {
    var segment = server.get(SEGMENTS + "/" + id).json();
    return segment.path("customer_count").asText()
        + " "
        + segment.path("computing").asText("none")
        + " "
        + segment.path("progress").asText("none");
  }

  @Test
  void built_in_segments_are_counted_and_cannot_be_changed() {
    server.state.customers.put(Shop.ANNA, Shop.anna());

    Reply read = server.get(SEGMENTS + "/rfm-cant-lose-them");

    assertEquals(
        TestServer.json(
            """
            {"id": "rfm-cant-lose-them", "tenant_id": "default", "name": "Can't Lose Them",
             "description": null, "type": "dynamic",
             "conditions": [
               {"field": "rfm_segment", "operator": "eq", "value": "Can't Lose Them"}],
             "customer_count": 0, "built_in": true, "created_at": null, "updated_at": null,
             "version": 1, "computing": false, "progress": 1.0}\
            """),
        read.json());
    assertEquals("\"1\"", read.versionTag());
    assertEquals("409 built-in-segment", problem(calls.replace("rfm-lost", manual("Mine"))));
    assertEquals("409 built-in-segment", problem(calls.delete("rfm-lost")));
  }

  @Test
  void names_and_ids_are_taken_once_whatever_the_case() {
    calls.create(manual("friends", "Friends"));
    calls.create(manual("foes", "Foes"));

    Reply name = calls.create(manual("more", "FRIENDS"));
    assertEquals("409 already-there", problem(name));
    assertEquals(List.of("/name is another segment's"), errors(name));
    assertEquals(
        List.of("/id is another segment's"), errors(calls.create(manual("friends", "More"))));
    assertEquals(
        List.of("/id is another segment's"), errors(calls.create(manual("rfm-lost", "More"))));
    assertEquals(
        List.of("/name is another segment's"), errors(calls.create(manual("more", "at RISK"))));
    assertEquals(
        List.of("/name is another segment's"), errors(calls.replace("foes", manual("friends"))));
    assertEquals(
        List.of("/name is another segment's"), errors(calls.replace("foes", manual("Lost"))));
    assertEquals(201, calls.create(manual("rfm-mine", "Mine")).status());
  }

  @Test
  void a_tenant_defines_two_hundred_segments_at_the_most() {
    server.profiles.write(
        writer -> {
          IntStream.range(0, 200)
              .forEach(
                  i ->
                      writer
                          .segments()
                          .create(
                              "default",
                              new SegmentDraft(
                                  "s" + i, "S" + i, Optional.empty(), Optional.empty())));
          return true;
        });

    assertEquals("409 too-many-segments", problem(calls.create(manual("one", "One more"))));
    assertEquals(201, calls.create(manual("one", "One more"), "X-Tenant-ID", "other").status());
  }

  @Test
  void all_that_is_wrong_with_a_body_is_told_at_once() {
    Reply reply =
        calls.create(
            """
            {"id": "a/b", "name": " ", "description": 5, "type": "dynamic", "soon": true,
             "conditions": [{"field": "total_spent", "operator": "gt", "value": "much"},
                            {"any": [{"field": "nose", "operator": "eq", "value": "long"}]}]}\
            """);

    assertEquals("422 invalid-body", problem(reply));
    assertEquals(
        List.of(
            "/soon",
            "/id",
            "/name",
            "/description",
            "/conditions/0/value",
            "/conditions/1/any/0/field"),
        errors(reply).stream().map(error -> error.split(" ")[0]).toList());
  }

  @Test
  void what_is_missing_or_of_no_use_is_refused_with_its_pointer() {
    assertEquals(
        List.of("/name is missing", "/type is not manual or dynamic"), errors(calls.create("{}")));
    assertEquals(
        List.of("/conditions are missing"),
        errors(calls.create("{\"name\": \"N\", \"type\": \"dynamic\"}")));
    assertEquals(
        List.of("/conditions has no condition"),
        errors(calls.create("{\"name\": \"N\", \"type\": \"dynamic\", \"conditions\": []}")));
    assertEquals(
        List.of("/conditions are of no use: members of a manual segment are put in"),
        errors(calls.create("{\"name\": \"N\", \"type\": \"manual\", \"conditions\": [{}]}")));
    assertEquals(
        List.of("/name has more than 128 characters"),
        errors(calls.create(manual("x".repeat(129)))));
    assertEquals(
        List.of("/description has more than 1024 characters"),
        errors(
            calls.create(
                "{\"name\": \"N\", \"type\": \"manual\", \"description\": \"%s\"}"
                    .formatted("x".repeat(1_025)))));
    assertEquals(
        List.of("/id is the name of a call"),
        errors(calls.create("{\"id\": \"preview\", \"name\": \"N\", \"type\": \"manual\"}")));
    assertEquals(
        List.of(
            "/id is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
                + " and neither . nor .."),
        errors(calls.create("{\"id\": \"..\", \"name\": \"N\", \"type\": \"manual\"}")));
    assertEquals(List.of(" is not an object"), errors(calls.create("[]")).subList(0, 1));
  }

  @Test
  void a_segment_that_was_read_can_be_sent_back_and_stays_as_it_is() {
    calls.create(dynamic("rich", "Rich"));
    Reply read = server.get(SEGMENTS + "/rich");

    Reply replaced = calls.replace("rich", read.body(), "If-Match", read.header("etag"));

    assertEquals(200, replaced.status());
    assertEquals(read.json(), replaced.json());
  }

  @Test
  void a_change_makes_a_version_and_a_stale_one_is_refused() {
    calls.create(dynamic("rich", "Rich"));
    String poor =
        """
        {"name": "Poor", "type": "dynamic", "description": "few",
         "conditions": {"field": "total_spent", "operator": "lt", "value": 10}}\
        """;

    Reply changed = calls.replace("rich", poor, "If-Match", "\"1\"");
    Reply stale = calls.replace("rich", dynamic("rich", "Rich"), "If-Match", "\"1\"");

    assertEquals("200 \"2\"", changed.status() + " " + changed.header("etag"));
    assertEquals(
        "Poor few 2",
        Stream.of("name", "description", "version")
            .map(field -> changed.json().path(field).asText())
            .reduce((a, b) -> a + " " + b)
            .orElseThrow());
    assertEquals("412 stale-version \"2\"", problem(stale) + " " + stale.header("etag"));
    assertEquals("412 stale-version", problem(calls.delete("rich", "If-Match", "\"1\"")));
    assertEquals(changed.json(), server.get(SEGMENTS + "/rich").json());
  }

  @Test
  void a_segment_keeps_its_type_and_its_id() {
    calls.create(dynamic("rich", "Rich"));

    assertEquals(
        List.of("/type is the segment's for good"), errors(calls.replace("rich", manual("Rich"))));
    assertEquals(
        List.of("/id is not the one of the path"),
        errors(calls.replace("rich", dynamic("poor", "Rich"))));
  }

  @Test
  void a_deleted_segment_is_unknown_and_its_name_is_free() {
    calls.create(manual("friends", "Friends"));

    assertEquals(204, calls.delete("friends", "If-Match", "\"1\"").status());

    assertEquals("404 unknown-segment", problem(server.get(SEGMENTS + "/friends")));
    assertEquals("404 unknown-segment", problem(calls.delete("friends")));
    assertEquals("404 unknown-segment", problem(calls.replace("friends", manual("Friends"))));
    assertEquals(201, calls.create(manual("others", "Friends")).status());
  }

  @Test
  void a_post_that_is_sent_again_defines_one_segment() {
    Reply first = calls.create(manual("Friends"), "Idempotency-Key", "k");
    Reply again = calls.create(manual("Friends"), "Idempotency-Key", "k");
    Reply other = calls.create(manual("Foes"), "Idempotency-Key", "k");

    assertEquals(first.json(), again.json());
    assertEquals(first.header("location"), again.header("location"));
    assertEquals("422 idempotency-key-reused", problem(other));
    assertEquals(12, server.get(SEGMENTS).json().path("items").size());
  }

  @Test
  void the_list_has_built_in_segments_first_then_the_first_created() {
    calls.create(manual("z", "Z"));
    calls.create(dynamic("a", "A"));

    Reply list = server.get(SEGMENTS);

    List<String> expected = new ArrayList<>(BUILT_IN);
    expected.addAll(List.of("z", "a"));
    assertEquals(expected, ids(list));
    assertEquals("null", list.json().path("next_cursor").toString());
    ObjectNode first = list.json().path("items").get(11).deepCopy();
    assertEquals(server.get(SEGMENTS + "/z").json(), first);
  }

  @Test
  void pages_neither_skip_nor_repeat_while_segments_come_and_go() {
    calls.create(manual("a", "A"));
    calls.create(manual("b", "B"));
    calls.create(manual("c", "C"));
    Reply first = server.get(SEGMENTS + "?limit=12");

    calls.delete("a");
    calls.create(manual("d", "D"));
    Reply second =
        server.get(SEGMENTS + "?limit=2&cursor=" + first.json().path("next_cursor").asText());
    Reply third =
        server.get(SEGMENTS + "?limit=2&cursor=" + second.json().path("next_cursor").asText());

    assertEquals("a", ids(first).getLast());
    assertEquals(List.of("b", "c"), ids(second));
    assertEquals(List.of("d"), ids(third));
    assertEquals("400 malformed-request", problem(server.get(SEGMENTS + "?cursor=x")));
    assertEquals("400 malformed-request", problem(server.get(SEGMENTS + "?limit=0")));
  }

  @Test
  void tenants_have_their_own_segments() {
    calls.create(manual("friends", "Friends"));
    String[] other = {"X-Tenant-ID", "other"};

    assertEquals(BUILT_IN, ids(server.get(SEGMENTS, other)));
    assertEquals("404 unknown-segment", problem(server.get(SEGMENTS + "/friends", other)));
    assertEquals("404 unknown-segment", problem(calls.delete("friends", other)));
    assertEquals("404 unknown-segment", problem(calls.replace("friends", manual("Mine"), other)));
    assertEquals(201, calls.create(manual("friends", "Friends"), other).status());
    assertNotEquals(
        server.get(SEGMENTS + "/friends").json(), server.get(SEGMENTS + "/friends", other).json());
  }

  @Test
  void without_postgresql_only_built_in_segments_can_be_told() {
    calls.create(manual("friends", "Friends"));
    server.postgresAway = true;

    assertEquals("503 not-available", problem(server.get(SEGMENTS)));
    assertEquals("503 not-available", problem(server.get(SEGMENTS + "/friends")));
    assertEquals("503 not-available", problem(calls.create(manual("more", "More"))));
    assertEquals("503 not-available", problem(calls.delete("friends")));
    assertEquals(200, server.get(SEGMENTS + "/rfm-lost").status());
  }

  @Test
  void without_the_counts_nothing_is_answered_and_nothing_defined() {
    server.state.ownership = new Ownership.Nobodys();

    assertEquals("503 not-available", problem(server.get(SEGMENTS)));
    assertEquals("503 not-available", problem(calls.create(manual("friends", "Friends"))));

    server.state.ownership = new Ownership.Mine();
    assertEquals(BUILT_IN, ids(server.get(SEGMENTS)));
  }
}
