package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.PlantedCustomer.PLANTED;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.Blocks;
import shop.crm.queries.feed.Moves;
import shop.crm.queries.http.Json;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.profile.Profile;
import shop.crm.schemas.model.profile.ProfileEvent;

/**
 * Who may not see personal data finds none in any answer: every operation of the document is asked,
 * by one who may and one who may not.
 */
class MaskingHttpTest {

  /** What says that something was left out, in JSON and above a table. */
  private static final Pattern MARK = Pattern.compile("\"masked\":true|,masked\\r\n");

  /** Operations whose answers tell who a customer is. */
  private static final Set<String> TELLING =
      Set.of(
          "listCustomers",
          "createCustomer",
          "getCustomer",
          "listSegments",
          "getSegment",
          "replaceCustomer",
          "patchCustomer",
          "customerSegments",
          "exportCustomer",
          "exportCustomers",
          "listMembers",
          "previewSegment");

  /** What some operations are asked in another way. */
  private static final List<Asked> BESIDES =
      List.of(
          Asked.get("listCustomers", "/api/v1/customers?sort=-total_spent"),
          Asked.get("listCustomers", "/api/v1/customers?tag=open-tags"),
          Asked.get("getCustomer", "/api/v1/customers/anna?include=previous_segment"),
          Asked.get("listMembers", "/api/v1/segments/rfm-champions/customers"),
          Asked.table("/api/v1/segments/friends/customers"));

  /** One request. */
  private record Asked(String operation, String method, String path, String body, String accept) {

    static Asked get(String operation, String path) {
      return new Asked(operation, "GET", path, "", "*/*");
    }

    static Asked table(String path) {
      return new Asked("listMembers", "GET", path, "", "text/csv");
    }

    Reply by(TestServer server, List<String> caller) {
      if (operation.equals("followChanges")) {
        try (EventReader reader =
            EventReader.open(server.port(), path, caller.toArray(String[]::new))) {
          return reader.reply();
        }
      }
      String known = server.keys.issue("default", Set.of(Scope.ADMIN)).id();
      String type = path.endsWith(":import") ? Described.NDJSON : Json.MEDIA_TYPE;
      return server.send(
          method,
          path.replace("keys/{id}", "keys/" + known),
          BodyPublishers.ofString(body),
          TestCallers.with(caller, "Content-Type", type, "Accept", accept));
    }
  }

  private static Stream<Asked> asked() {
    List<Asked> all = new ArrayList<>();
    for (var path : Described.DOCUMENT.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (operation.getValue().path("x-platform-only").asBoolean()) {
          // Of tenants, not of customers, and for none of the two callers.
          continue;
        }
        String id = operation.getValue().get("operationId").asText();
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        String body = body(id, method, path.getKey());
        all.add(new Asked(id, method, path(id, path.getKey()), body, "*/*"));
      }
    }
    all.addAll(BESIDES);
    return all.stream();
  }

  private static String path(String operation, String template) {
    String explained = operation.equals("customerSegments") ? "?explain=true" : "";
    return template
            .replace("recalculations/{id}", "recalculations/" + TestServer.RECALCULATION)
            .replace(
                "segments/{id}",
                operation.equals("getSegment") ? "segments/known" : "segments/friends")
            .replaceFirst("(?<!keys/)\\{id}", "anna")
            .replace("{customer_id}", "anna")
            .replace("docs/{file}", "docs/docs.js")
            .replace("page/{file}", "page/page.js")
            .replace("{file}", "order.created.json")
        + explained;
  }

  /** What a body holds of planted values is masked, too, when it comes back. */
  private static String body(String operation, String method, String path) {
    return switch (operation) {
      case "createCustomer", "replaceCustomer" -> "{\"first_name\": \"planted again\"}";
      case "patchCustomer" -> "{\"tags\": [\"patched\"]}";
      case "importCustomers" -> "{\"id\": \"anna\", \"email\": \"planted\"}\n{\"id\": 5}";
      case "previewSegment" -> "{\"conditions\": [" + PlantedCustomer.condition("tags") + "]}";
      default -> OpenApiHttpTest.bodyOf(method, path);
    };
  }

  @TestFactory
  Stream<DynamicTest> no_operation_shows_personal_data_to_who_may_not_see_it() {
    return asked().map(one -> DynamicTest.dynamicTest(one.toString(), () -> isMasked(one)));
  }

  private static void isMasked(Asked asked) {
    try (TestServer server = PlantedCustomer.server();
        TestServer other = PlantedCustomer.server()) {
      fill(server);
      fill(other);
      Reply masked = asked.by(server, TestCallers.MASKED);
      Reply full = asked.by(other, TestCallers.FULL);

      assertTrue(full.status() < 300, full.toString());
      assertEquals(full.status(), masked.status(), masked.body());
      assertEquals(Optional.empty(), planted(masked), masked.body());
      assertEquals(TELLING.contains(asked.operation()), planted(full).isPresent(), full.body());
      assertEquals(
          TELLING.contains(asked.operation()), MARK.matcher(masked.body()).find(), masked.body());
    }
  }

  private static void fill(TestServer server) {
    server.state.models.put("default", ClvHttpTest.MODEL);
    server.state.aggregates.put("default", Shop.aggregates(1));
    server.state.orders.put(Shop.ANNA, List.of(Shop.completed()));
    server.state.activities.put(Shop.ANNA, Shop.activities());
  }

  private static Optional<String> planted(Reply reply) {
    return PLANTED.matcher(reply.body()).results().map(found -> found.group()).findFirst();
  }

  @Test
  void the_feed_tells_no_changes_of_profiles() {
    Profile before = Profile.NOTHING;
    Profile after = Shop.anna().profile();
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    try (TestServer server = PlantedCustomer.server();
        EventReader reader =
            EventReader.open(
                server.port(), "/api/v1/changes", TestCallers.FULL.toArray(String[]::new))) {
      reader.block();
      server.changes.append(
          0, EventWriter.write(new ProfileEvent.Created(Shop.ANNA, 1, at, at, after)));
      server.changes.append(
          0, EventWriter.write(new ProfileEvent.Updated(Shop.ANNA, 2, at, before, after)));
      server.changes.append(0, Moves.toSilver("default/anna", 3));

      Blocks.Block block = reader.block();

      assertEquals("customer.tier_changed", block.fields().get("event"));
    }
  }

  @Test
  void an_owner_masks_what_another_instance_passes_on_for_such_a_caller() {
    try (TestServer owner = PlantedCustomer.server();
        TestServer other = PlantedCustomer.server()) {
      other.state.ownership =
          new Ownership.Theirs(new HostInfo("127.0.0.1", owner.internalPort()), false);
      for (String path :
          List.of("/api/v1/customers/anna", "/api/v1/customers/anna/segments?explain=true")) {
        Reply masked = other.get(path, TestCallers.with(TestCallers.MASKED));
        Reply full = other.get(path, TestCallers.with(TestCallers.FULL));

        assertEquals(200, masked.status(), masked.body());
        assertEquals(Optional.empty(), planted(masked), masked.body());
        assertTrue(planted(full).isPresent(), full.body());
      }
    }
  }

  @Test
  void without_postgresql_the_streams_copy_is_masked_as_well() {
    try (TestServer server = PlantedCustomer.server()) {
      server.postgresAway = true;
      for (String path :
          List.of("/api/v1/customers/anna", "/api/v1/segments/rfm-champions/customers")) {
        Reply masked = server.get(path, TestCallers.with(TestCallers.MASKED));

        assertEquals("200 true", masked.status() + " " + masked.header("x-stale"));
        assertEquals(Optional.empty(), planted(masked), masked.body());
      }
    }
  }

  @Test
  void a_masked_customer_is_otherwise_like_any() {
    try (TestServer server = PlantedCustomer.server()) {
      JsonNode masked =
          server.get(PlantedCustomer.ANNA, TestCallers.with(TestCallers.MASKED)).json();
      JsonNode full = server.get(PlantedCustomer.ANNA, TestCallers.with(TestCallers.FULL)).json();

      List<String> differ = new ArrayList<>();
      full.properties()
          .forEach(
              field -> {
                if (!field.getValue().equals(masked.get(field.getKey()))) {
                  differ.add(field.getKey() + " " + masked.get(field.getKey()));
                }
              });
      assertEquals(
          List.of(
              "email null",
              "phone null",
              "first_name null",
              "last_name null",
              "date_of_birth null",
              "addresses null"),
          differ);
      assertTrue(masked.path("masked").booleanValue());
      assertFalse(full.has("masked"));
      assertEquals(full.size() + 1, masked.size());
    }
  }
}
