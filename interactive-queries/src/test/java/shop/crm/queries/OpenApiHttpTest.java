package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.feed.FakeChangeLog;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Route;
import shop.crm.schemas.model.access.Scope;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.profile.Channel;
import shop.crm.schemas.model.profile.ConsentChange;
import shop.crm.schemas.model.profile.Origin;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.Revision;

/** Holds the document and the server against each other. */
class OpenApiHttpTest {

  private static final JsonNode DOCUMENT = Described.DOCUMENT;

  private static final String MANUAL =
      """
      {"id": "friends", "name": "Friends", "type": "manual"}\
      """;

  private static final String MANUAL_BUT_THERE =
      """
      {"name": "FRIENDS", "type": "manual"}\
      """;

  private static final String DYNAMIC =
      """
      {"id": "rich", "name": "Rich", "type": "dynamic", "conditions": {"not": {"any": [
        {"field": "total_spent", "operator": "lt", "value": 500},
        {"field": "last_order_date", "operator": "between", "value": ["-90d", "-30d"]}]}}}\
      """;

  /** Lower-case, as the client tells them. */
  private static final Set<String> OF_HTTP_ITSELF =
      Set.of("content-type", "content-length", "connection", "date", "transfer-encoding", "vary");

  /** Described once, for all of them. */
  private static final Set<String> OF_EVERY_ANSWER =
      Set.of("cache-control", "x-content-type-options", "x-request-id");

  private record Documented(String method, String path, int status) {}

  private static List<Documented> documented() {
    List<Documented> all = new ArrayList<>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        for (var response : operation.getValue().get("responses").properties()) {
          all.add(
              new Documented(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  Integer.parseInt(response.getKey())));
        }
      }
    }
    return all;
  }

  @Test
  void every_public_route_is_documented_and_nothing_else() {
    try (TestServer server = new TestServer()) {
      Set<String> served =
          server.routes().stream()
              .filter(route -> !route.path().startsWith("/internal/"))
              .map(route -> route.method().text() + " " + route.path())
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> documented =
          documented().stream()
              .map(one -> one.method() + " " + one.path())
              .collect(Collectors.toCollection(TreeSet::new));

      assertEquals(documented, served);
    }
  }

  @Test
  void the_parameters_of_every_route_are_documented_and_no_others() {
    try (TestServer server = new TestServer()) {
      for (Route route : server.routes()) {
        JsonNode operation =
            DOCUMENT
                .path("paths")
                .path(route.path())
                .path(route.method().text().toLowerCase(Locale.ROOT));
        Set<String> documented = new TreeSet<>();
        for (JsonNode one : operation.path("parameters")) {
          JsonNode parameter = Described.resolved(one);
          if (parameter.path("in").asText().equals("query")) {
            documented.add(parameter.path("name").asText());
          }
        }

        if (!route.path().startsWith("/internal/")) {
          assertEquals(documented, new TreeSet<>(route.parameters()), route.path());
        }
      }
    }
  }

  @Test
  void it_is_served_as_it_stands() {
    try (TestServer server = new TestServer()) {
      assertEquals(DOCUMENT, server.get("/openapi.json").json());
    }
  }

  @TestFactory
  Stream<DynamicTest> every_documented_answer_is_given_and_is_as_described() {
    return documented().stream()
        .map(one -> DynamicTest.dynamicTest(one.toString(), () -> isGivenAsDescribed(one)));
  }

  private static void isGivenAsDescribed(Documented expected) {
    boolean ofAccess = expected.status() == 401 || expected.status() == 403;
    try (TestServer server = ofAccess ? TestCredentials.server() : new TestServer()) {
      if (!ofAccess) {
        fill(server);
      }
      Reply reply = provoke(server, expected);
      JsonNode response =
          Described.resolved(
              DOCUMENT
                  .get("paths")
                  .get(expected.path())
                  .get(expected.method().toLowerCase(Locale.ROOT))
                  .get("responses")
                  .get("" + expected.status()));
      String mediaType = reply.header("content-type").split(";")[0];
      String expectedType =
          response.has("content") ? response.get("content").fieldNames().next() : "none";

      assertEquals(
          expected.status() + " " + expectedType, reply.status() + " " + mediaType, reply.body());
      for (var header : response.path("headers").properties()) {
        boolean only = header.getKey().equals("X-Stale");
        assertEquals(only, reply.header(header.getKey()).equals("none"), header.getKey());
      }
      assertTrue(reply.headers().keySet().containsAll(OF_EVERY_ANSWER), reply.toString());
      Set<String> sent = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      sent.addAll(reply.headers().keySet());
      sent.removeAll(OF_HTTP_ITSELF);
      sent.removeAll(OF_EVERY_ANSWER);
      response.path("headers").fieldNames().forEachRemaining(sent::remove);
      assertEquals(Set.of(), sent, "headers that are sent but not documented");
      JsonNode schema = response.at("/content").path(expectedType).path("schema");
      List<String> bodies =
          switch (expectedType) {
            case "none" -> List.of();
            case Described.NDJSON -> reply.body().lines().toList();
            case Json.MEDIA_TYPE, Problem.MEDIA_TYPE, "application/schema+json" ->
                List.of(reply.body());
            default -> List.of("\"\"");
          };
      for (String body : bodies) {
        assertEquals(List.of(), Described.errors(schema, body), body);
      }
    }
  }

  private static void fill(TestServer server) {
    FakeLiveState state = server.state;
    String bob = "{\"id\": \"bob\", \"email\": \"bob@example.org\", \"sms_opt_in\": true}";
    assertEquals(
        201, server.post("/api/v1/customers", bob, "Content-Type", Json.MEDIA_TYPE).status());
    for (String segment : List.of(MANUAL, DYNAMIC)) {
      Reply reply = server.post(ApiPaths.SEGMENTS, segment, "Content-Type", Json.MEDIA_TYPE);
      assertEquals(201, reply.status(), reply.body());
    }
    state.customers.put(Shop.ANNA, Shop.anna());
    state.models.put("default", ClvHttpTest.MODEL);
    state.aggregates.put("default", Shop.aggregates(2));
    state.orders.put(
        Shop.ANNA,
        List.of(Shop.completed(), Shop.created("o-2", Shop.FEB, "1.00"), Shop.onlyCancelled()));
    Revision revision =
        new Revision(
            Origin.API,
            Optional.empty(),
            Shop.FEB,
            false,
            List.of(ProfileField.TAGS, ProfileField.EMAIL_OPT_IN),
            List.of(new ConsentChange(Channel.EMAIL, Optional.of(true))));
    List<Activity> activities = new ArrayList<>(Shop.activities());
    activities.addFirst(new Activity.Revised(3, 3, revision));
    state.activities.put(Shop.ANNA, activities);
    state.entries.put(
        Shop.ANNA,
        List.of(
            new LoyaltyEntry(
                Shop.ANNA, "le-1", LoyaltyEntry.Type.REDEEM, -5, Optional.empty(), Shop.FEB)));
  }

  private static Reply provoke(TestServer server, Documented answer) {
    boolean ofBob = answer.path().endsWith("/consents");
    boolean ofSegment = answer.path().startsWith(ApiPaths.SEGMENTS);
    boolean ofKey = answer.path().startsWith(ApiPaths.KEYS);
    boolean ofOneTenant = answer.path().equals(ApiPaths.TENANT);
    String path =
        answer
            .path()
            .replace("keys/{id}", "keys/" + server.keys.issue("default", Set.of(Scope.ADMIN)).id())
            .replace("recalculations/{id}", "recalculations/" + TestServer.RECALCULATION)
            .replace("tenants/{id}", "tenants/default")
            .replace("{id}", ofSegment ? "friends" : ofBob ? "bob" : "anna")
            .replace("{customer_id}", "bob")
            .replace("{file}", fileOf(answer));
    if (path.equals("/api/v1/changes") && answer.status() == 200) {
      try (EventReader reader = EventReader.open(server.port(), path)) {
        return reader.reply();
      }
    }
    String body = bodyOf(answer.method(), answer.path());
    List<String> headers = new ArrayList<>(List.of("Content-Type", Json.MEDIA_TYPE));
    if (path.endsWith(":import")) {
      headers.set(1, Described.NDJSON);
    }
    switch (answer.status()) {
      case 200, 201, 202, 204 -> {}
      case 304 -> headers.addAll(List.of("If-None-Match", "*"));
      case 400 -> {
        headers.addAll(List.of("X-Tenant-ID", "a/b"));
        path += ofKey ? "?tenant=a/b" : "";
      }
      case 401 -> headers.addAll(List.of("Authorization", "Bearer acme~revoked"));
      case 403 -> headers.addAll(List.of("Authorization", TestCredentials.of("acme", Set.of())));
      case 404 -> {
        headers.addAll(List.of("X-Tenant-ID", "other"));
        path = path.replaceFirst("keys/[^:]*", "keys/" + "0".repeat(16));
        path = path.replaceFirst("tenants/.*", "tenants/nobody");
      }
      case 409 -> {
        if (ofKey) {
          server.keys.fill("default");
          break;
        }
        if (ofOneTenant) {
          server.limitMost();
          break;
        }
        body = "{\"email\": \"bob@example.org\"}";
        if (path.endsWith("/entries")) {
          body = "{\"type\": \"redeem\", \"points\": 5000}";
        }
        if (ofSegment) {
          boolean ofMembers = answer.path().contains("customers");
          path = path.replace("friends", ofMembers ? "rich" : "rfm-lost");
          body = ofMembers ? bodyOf(answer.method(), answer.path()) : MANUAL_BUT_THERE;
        }
      }
      case 410 -> headers.addAll(List.of("Last-Event-ID", FakeChangeLog.foreignId()));
      case 412 -> headers.addAll(List.of("If-Match", "\"99\""));
      case 413 -> {
        // Without a length, for of one that is announced the server does not wait for the end.
        boolean ofImport = path.endsWith(":import");
        headers.addAll(ofImport ? List.of("Idempotency-Key", "large") : List.of());
        byte[] tooLarge = new byte[(ofImport ? 64 << 20 : 1 << 20) + 1];
        return server.send(
            answer.method(),
            path,
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)),
            headers.toArray(String[]::new));
      }
      case 415 -> {
        headers.set(1, "text/plain");
        body = "now";
      }
      case 421 -> {
        server.state.ownership = new Ownership.Theirs(new HostInfo("127.0.0.1", 1), false);
        headers.addAll(List.of("X-Crm-Hop", "1"));
      }
      case 422 -> {
        if (path.endsWith(":import")) {
          // A line that is not valid fails alone; only a key can refuse all of them.
          headers.addAll(List.of("Idempotency-Key", "one"));
          assertEquals(200, server.post(path, body, headers.toArray(String[]::new)).status());
        }
        body = "{\"soon\": true}";
      }
      case 429 -> {
        server.limit(1);
        assertEquals(200, server.get(ApiPaths.SEGMENTS).status());
      }
      case 500 -> {
        server.state.ownership = new Ownership.Broken();
        server.changes.breakDown();
      }
      case 503 -> {
        server.state.ownership = new Ownership.Nobodys();
        server.state.ready = false;
        server.kafkaAway = true;
        server.changes.away(true);
        server.postgresAway = true;
      }
      default -> throw new AssertionError("no way is known to provoke " + answer);
    }
    return server.send(
        answer.method(), path, BodyPublishers.ofString(body), headers.toArray(String[]::new));
  }

  private static String fileOf(Documented answer) {
    String there =
        answer.path().startsWith("/docs/")
            ? "docs.js"
            : answer.path().startsWith("/page/") ? "page.js" : "order.created.json";
    return answer.status() == 404 ? "none" : there;
  }

  /** A body that is right for the route, if it takes one. */
  static String bodyOf(String method, String path) {
    if (path.endsWith("/entries")) {
      return "{\"type\": \"adjust\", \"points\": 5, \"reason\": \"sorry\"}";
    }
    if (path.endsWith(":import")) {
      return "{\"id\": \"cid\", \"tags\": [\"new\"]}\n{\"id\": 5}";
    }
    if (path.startsWith(ApiPaths.SEGMENTS)) {
      return bodyOfSegment(path);
    }
    if (path.endsWith(":rotate")) {
      return "{\"old_valid_for\": \"PT1H\"}";
    }
    if (path.equals(ApiPaths.KEYS)) {
      return "{\"name\": \"of a test\", \"tenant\": \"default\", \"scopes\": [\"admin\"]}";
    }
    if (method.equals("PUT") && path.equals(ApiPaths.TENANT)) {
      return "{\"limits\": {\"feed_readers\": 5}}";
    }
    boolean profile = !method.equals("GET") && path.contains("customers");
    return profile ? "{\"first_name\": \"Ann\"}" : "";
  }

  private static String bodyOfSegment(String path) {
    if (path.endsWith("/preview")) {
      return """
      {"conditions": [{"field": "tags", "operator": "eq", "value": "vip"}]}\
      """;
    }
    if (path.endsWith("/customers")) {
      return "{\"customer_ids\": [\"bob\", \"nobody\"]}";
    }
    return "{\"name\": \"Best friends\", \"type\": \"manual\"}";
  }
}
