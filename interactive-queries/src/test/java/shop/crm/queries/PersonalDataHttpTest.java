package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.PlantedCustomer.ANNA;
import static shop.crm.queries.PlantedCustomer.condition;
import static shop.crm.queries.TestCallers.FULL;
import static shop.crm.queries.TestCallers.MASKED;
import static shop.crm.queries.TestCallers.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.segment.SegmentField;

/** What a caller without {@code pii:read} may ask by, send back and find out. */
class PersonalDataHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String SEGMENTS = ApiPaths.SEGMENTS;
  private static final String MEMBERS = SEGMENTS + "/friends/customers";

  private TestServer server;

  @BeforeEach
  void start() {
    server = PlantedCustomer.server();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void isRefused(Reply reply) {
    assertEquals("403 missing-scope", reply.problem(), reply.body());
    assertTrue(reply.header("www-authenticate").contains("scope=\"pii:read\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=planted", "email=planted-email", "q=p&sort=-total_spent", "q="})
  void customers_are_not_looked_for_by_what_is_masked(String query) {
    isRefused(server.get(CUSTOMERS + "?" + query, with(MASKED)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tag=open-tags", "email_opt_in=true", "segment=none", "rfm_segment=Champions"})
  void they_are_looked_for_by_all_else(String query) {
    String untold =
        """
        {"id": "none", "name": "None", "type": "dynamic", "conditions": [
          {"field": "tags", "operator": "exists"}]}""";
    assertEquals(201, server.json("POST", SEGMENTS, untold, with(MASKED)).status());
    server.state.customers.computeIfPresent(
        Shop.ANNA, (_, anna) -> anna.withMemberships(anna.memberships().with(2, Shop.FEB), 5));
    assertEquals(List.of("anna"), server.get(CUSTOMERS + "?" + query, with(MASKED)).ids(), query);
  }

  static Stream<String> identifying() {
    return PlantedCustomer.identifying().map(SegmentField::wire);
  }

  @ParameterizedTest
  @MethodSource("identifying")
  void conditions_do_not_ask_for_what_is_masked(String field) {
    for (String conditions :
        List.of(
            condition(field),
            "{\"not\": {\"any\": [" + condition("tags") + "," + condition(field) + "]}}")) {
      String segment =
          "{\"name\": \"New\", \"type\": \"dynamic\", \"conditions\": [" + conditions + "]}";
      String preview = "{\"conditions\": [" + conditions + "]}";

      isRefused(server.json("POST", SEGMENTS, segment, with(MASKED)));
      isRefused(server.json("PUT", SEGMENTS + "/known", segment, with(MASKED)));
      isRefused(server.json("POST", SEGMENTS + "/preview", preview, with(MASKED)));
      assertEquals(200, server.json("POST", SEGMENTS + "/preview", preview, with(FULL)).status());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/known/customers", "/known/customers?limit=1"})
  void who_is_in_a_segment_of_such_conditions_is_not_told(String members) {
    isRefused(server.get(SEGMENTS + members, with(MASKED)));
    isRefused(server.get(SEGMENTS + "/known/customers", with(MASKED, "Accept", "text/csv")));
    isRefused(server.get(CUSTOMERS + "?segment=known", with(MASKED)));
    isRefused(server.get(CUSTOMERS + "?segment=known&sort=-total_spent", with(MASKED)));
    String preview = "{\"conditions\": [" + condition("tags") + "]}";
    isRefused(server.json("POST", SEGMENTS + "/preview?compare=known", preview, with(MASKED)));

    assertEquals(List.of("anna"), server.get(SEGMENTS + members, with(FULL)).ids());
    assertEquals(List.of("anna"), server.get(CUSTOMERS + "?segment=known", with(FULL)).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/segments", "/export"})
  void nor_is_it_among_the_segments_of_a_customer(String of) {
    assertEquals(List.of("rfm-champions", "friends"), segments(of, MASKED));
    assertEquals(List.of("rfm-champions", "friends", "known"), segments(of, FULL));
  }

  private List<String> segments(String of, List<String> caller) {
    JsonNode answer = server.get(ANNA + of, with(caller)).json();
    List<String> ids = new ArrayList<>();
    answer
        .path(of.equals("/export") ? "segments" : "items")
        .forEach(one -> ids.add(one.path("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/known"})
  void what_others_defined_is_counted_and_told_but_for_what_it_is_compared_with(String path) {
    JsonNode masked = known(server.get(SEGMENTS + path, with(MASKED)).json());
    JsonNode full = known(server.get(SEGMENTS + path, with(FULL)).json());

    assertEquals(full.path("customer_count"), masked.path("customer_count"));
    assertEquals(
        List.of("known", "Known", "dynamic"),
        Stream.of("id", "name", "type").map(name -> masked.path(name).asText()).toList());
    JsonNode born = masked.at("/conditions/1/not");
    assertEquals(
        "{\"field\":\"date_of_birth\",\"operator\":\"lt\",\"value\":null,\"masked\":true}",
        born.toString());
    assertEquals("\"-6574d\"", full.at("/conditions/1/not/value").toString());
    JsonNode any = masked.at("/conditions/0/any");
    any.forEach(one -> assertTrue(one.has("not") || one.path("value").isNull(), one.toString()));
    assertEquals("\"none\"", any.path(any.size() - 1).at("/not/value").toString());
    assertEquals(full.at("/conditions/0/any").size(), any.size());
  }

  private static JsonNode known(JsonNode answer) {
    JsonNode found = answer;
    for (JsonNode item : answer.path("items")) {
      found = item.path("id").asText().equals("known") ? item : found;
    }
    return found;
  }

  @Test
  void an_explanation_tells_neither_the_value_nor_when_time_would_change_it() {
    JsonNode masked = explained(MASKED);
    JsonNode full = explained(FULL);

    JsonNode born = full.at("/all/1/not");
    assertEquals("\"2009-07-13T00:00:00Z\"", born.path("actual").toString(), full.toString());
    assertEquals("\"2027-07-13T00:00:00.000001Z\"", born.path("next_change").toString());
    for (String pointer : List.of("", "/all/1", "/all/1/not")) {
      JsonNode one = masked.at(pointer);
      assertEquals("null true", one.path("next_change") + " " + one.path("masked"), pointer);
      assertTrue(one.path("holds").isNull() && full.at(pointer).has("holds"), pointer);
    }
    assertTrue(masked.at("/all/1/not").has("value"), masked.toString());
    assertTrue(masked.at("/all/1/not/value").isNull(), masked.toString());
    assertTrue(masked.at("/all/1/not/actual").isNull());
    JsonNode ofTags = masked.at("/all/0/any").path(masked.at("/all/0/any").size() - 1);
    assertEquals("[\"open-tags\"]", ofTags.at("/not/actual").toString(), masked.toString());
    assertTrue(ofTags.path("masked").isMissingNode());
  }

  @Test
  void nor_does_it_tell_whether_and_since_when_the_customer_is_in() {
    JsonNode masked = beside(MASKED);

    assertEquals("null null", masked.path("member") + " " + masked.path("entered_at"));
    assertEquals("true", beside(FULL).path("member").toString());
  }

  private JsonNode explained(List<String> caller) {
    return beside(caller).path("explanation");
  }

  private JsonNode beside(List<String> caller) {
    JsonNode items = server.get(ANNA + "/segments?explain=true", with(caller)).json().path("items");
    for (JsonNode item : items) {
      if (item.path("id").asText().equals("known")) {
        return item;
      }
    }
    throw new AssertionError("the segment is not explained");
  }

  @Test
  void tags_of_what_is_read_are_each_callers_own() {
    String masked = server.get(ANNA, with(MASKED)).header("etag");
    String full = server.get(ANNA, with(FULL)).header("etag");

    assertNotEquals(full, masked);
    assertEquals(304, server.get(ANNA, with(MASKED, "If-None-Match", masked)).status());
    assertEquals(304, server.get(ANNA, with(FULL, "If-None-Match", full)).status());
    assertEquals(200, server.get(ANNA, with(MASKED, "If-None-Match", full)).status());
    assertEquals(200, server.get(ANNA, with(FULL, "If-None-Match", masked)).status());
    // Of a change both tell the same: the version.
    assertEquals(
        200,
        server.json("PATCH", ANNA, "{\"tags\": []}", with(MASKED, "If-Match", masked)).status());
    assertEquals(
        412, server.json("PATCH", ANNA, "{\"tags\": []}", with(FULL, "If-Match", full)).status());
    assertEquals("no-store", server.get(ANNA, with(FULL)).header("cache-control"));
  }

  @Test
  void an_answer_that_was_kept_is_shown_as_each_caller_may_see_it() {
    String body = "{\"id\": \"bob\", \"first_name\": \"Bob\", \"tags\": [\"vip\"]}";
    Reply masked = server.create(body, with(MASKED, "Idempotency-Key", "k"));
    Reply full = server.create(body, with(FULL, "Idempotency-Key", "k"));
    Reply again = server.create(body, with(MASKED, "Idempotency-Key", "k"));

    assertEquals("201 201 201", masked.status() + " " + full.status() + " " + again.status());
    assertEquals("\"Bob\"", full.json().path("first_name").toString());
    assertTrue(full.json().path("masked").isMissingNode());
    assertEquals("null true", again.json().path("first_name") + " " + again.json().path("masked"));
    assertEquals(masked.body(), again.body());
    assertEquals(masked.body(), server.get(CUSTOMERS + "/bob", with(MASKED)).body());
  }

  @Test
  void what_was_read_masked_and_is_sent_back_empties_nothing() {
    JsonNode before = server.get(ANNA, with(FULL)).json();
    Reply masked = server.get(ANNA, with(MASKED));

    assertEquals(200, server.json("PUT", ANNA, masked.body(), with(MASKED)).status());
    assertEquals(before, server.get(ANNA, with(FULL)).json());

    ObjectNode changed = (ObjectNode) masked.json();
    changed.put("first_name", "Ann").putArray("tags");
    assertEquals(200, server.json("PUT", ANNA, changed.toString(), with(MASKED)).status());
    JsonNode after = server.get(ANNA, with(FULL)).json();
    assertEquals("\"Ann\" []", after.path("first_name") + " " + after.path("tags"));
    assertEquals(before.path("last_name"), after.path("last_name"));
    assertEquals(before.path("addresses"), after.path("addresses"));
    assertEquals(
        List.of("/masked is read-only"),
        server.json("PATCH", ANNA, "{\"masked\": true, \"email\": null}", with(MASKED)).errors());
  }

  @Test
  void exports_that_are_masked_are_imported_without_emptying_anything() {
    JsonNode before = server.get(ANNA, with(FULL)).json();
    String lines = server.get(CUSTOMERS + ":export", with(MASKED)).body();
    String table = server.get(MEMBERS, with(MASKED, "Accept", "text/csv")).body();

    for (List<String> one : List.of(List.of(lines, Described.NDJSON), List.of(table, "text/csv"))) {
      Reply imported =
          server.post(CUSTOMERS + ":import", one.get(0), with(FULL, "Content-Type", one.get(1)));

      assertEquals(
          "1 0",
          imported.json().path("unchanged") + " " + imported.json().path("failed"),
          imported.body());
      assertEquals(before, server.get(ANNA, with(FULL)).json());
    }
  }

  @Test
  void a_value_that_is_refused_now_is_not_found_out_by_sending_it() {
    // Earlier releases have stored what is no email; who reads it may send it back.
    String guess = "{\"email\": \"planted-email\"}";

    assertEquals(200, server.json("PATCH", ANNA, guess, with(FULL)).status());
    assertEquals(
        List.of("/email is not an email address"),
        server.json("PATCH", ANNA, guess, with(MASKED)).errors());
    assertEquals(
        List.of("/email is not an email address"),
        server
            .post(
                CUSTOMERS + ":import",
                "{\"id\": \"anna\", \"email\": \"planted-email\"}",
                with(MASKED, "Content-Type", Described.NDJSON))
            .errors());
  }
}
