package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static shop.crm.queries.TestCallers.FULL;
import static shop.crm.queries.TestCallers.MASKED;
import static shop.crm.queries.TestCallers.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.Moves;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;

/**
 * Who entered and left segments that are defined by what identifies somebody, such as {@code
 * known}: only those are told who see personal data.
 */
@Timeout(60)
class SegmentNewsHttpTest {

  private static final String CHANGES = "/api/v1/changes";
  private static final String ANNA = "default/anna";
  private static final Instant AT = Instant.parse("2026-02-20T12:00:00Z");

  private TestServer server;

  @BeforeEach
  void start() {
    server = PlantedCustomer.server();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private EventReader feed(List<String> caller) {
    return EventReader.open(server.port(), CHANGES, with(caller));
  }

  /** The segments of the next events of a reader. */
  private static List<String> told(EventReader reader, int count) {
    List<String> segments = new ArrayList<>();
    while (segments.size() < count) {
      reader
          .block()
          .data()
          .ifPresent(
              data -> segments.add(TestServer.json(data).at("/data/segment_id").asText("none")));
    }
    return segments;
  }

  @Test
  void the_feed_tells_a_masked_reader_of_all_others() {
    try (EventReader masked = feed(MASKED);
        EventReader full = feed(FULL)) {
      masked.block();
      full.block();
      server.changes.append(0, Moves.into(ANNA, 3, "known"));
      server.changes.append(0, Moves.into(ANNA, 4, "friends"));
      server.changes.append(0, Moves.outOf(ANNA, 5, "gone"));
      server.changes.append(0, Moves.toSilver(ANNA, 6));

      assertEquals(List.of("known", "friends", "gone", "none"), told(full, 4));
      assertEquals(List.of("friends", "gone", "none"), told(masked, 3));
    }
  }

  @Test
  void a_segment_that_is_defined_while_the_feed_is_open_is_as_hidden() {
    try (EventReader masked = feed(MASKED)) {
      masked.block();
      server.changes.append(0, Moves.into(ANNA, 3, "friends"));
      assertEquals(List.of("friends"), told(masked, 1));
      Reply made =
          server.json(
              "POST",
              "/api/v1/segments",
              """
              {"id": "late", "name": "Late", "type": "dynamic",
               "conditions": [{"field": "phone", "operator": "exists"}]}""",
              with(FULL));
      assertEquals(201, made.status(), made.body());
      server.changes.append(0, Moves.into(ANNA, 4, "late"));
      server.changes.append(0, Moves.toSilver(ANNA, 5));

      assertEquals(List.of("none"), told(masked, 1));
    }
  }

  @Test
  void a_masked_reader_does_not_ask_for_the_changes_of_such_a_segment() {
    Reply reply = server.get(CHANGES + "?segment=known", with(MASKED));

    assertEquals("403 missing-scope", reply.problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/activity", "/export"})
  void activity_tells_a_masked_caller_of_all_others(String of) {
    server.state.activities.put(Shop.ANNA, List.of(into("known", 4), into("friends", 3)));

    assertEquals(List.of("friends"), activity(of, MASKED));
    assertEquals(List.of("known", "friends"), activity(of, FULL));
  }

  @Test
  void without_postgresql_a_masked_caller_is_told_of_none() {
    server.state.activities.put(Shop.ANNA, List.of(into("known", 4), into("friends", 3)));
    server.postgresAway = true;

    assertEquals(List.of(), activity("/activity", MASKED));
    assertEquals(List.of("known", "friends"), activity("/activity", FULL));
  }

  private static Activity into(String segment, long sequence) {
    return new Activity.Changed(
        new MembershipChanged(
            Shop.ANNA, sequence, segment, "The " + segment, true, Cause.TIME, AT));
  }

  private List<String> activity(String of, List<String> caller) {
    List<String> segments = new ArrayList<>();
    JsonNode answer = server.get("/api/v1/customers/anna" + of, with(caller)).json();
    for (JsonNode entry : answer.path(of.equals("/export") ? "activity" : "items")) {
      if (entry.path("type").asText().equals("customer.segment_entered")) {
        segments.add(entry.at("/data/segment_id").asText());
      }
    }
    return segments;
  }
}
