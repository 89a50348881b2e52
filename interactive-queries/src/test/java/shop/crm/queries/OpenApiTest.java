package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** Holds the document and the server against each other. */
class OpenApiTest {

  private static final JsonNode DOCUMENT =
      TestServer.json(new String(PagesService.resource("openapi.json"), StandardCharsets.UTF_8));

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
    try (TestServer server = new TestServer()) {
      fill(server.state);
      Reply reply = provoke(server, expected);
      JsonNode response =
          resolved(
              DOCUMENT
                  .get("paths")
                  .get(expected.path())
                  .get(expected.method().toLowerCase(Locale.ROOT))
                  .get("responses")
                  .get("" + expected.status()));
      var media = response.get("content").properties().iterator().next();
      String mediaType = reply.header("content-type").split(";")[0];

      assertEquals(
          expected.status() + " " + media.getKey(), reply.status() + " " + mediaType, reply.body());
      for (var header : response.path("headers").properties()) {
        boolean only = header.getKey().equals("X-Stale");
        assertEquals(only, reply.header(header.getKey()).equals("none"), header.getKey());
      }
      String body =
          mediaType.endsWith("json") ? reply.body() : new ObjectMapper().valueToTree("").toString();
      assertEquals(List.of(), errors(media.getValue().get("schema"), body), reply.body());
    }
  }

  private static void fill(FakeLiveState state) {
    state.customers.put(Shop.ANNA, Shop.anna());
    state.orders.put(
        Shop.ANNA,
        List.of(Shop.completed(), Shop.created("o-2", Shop.FEB, "1.00"), Shop.onlyCancelled()));
    state.activities.put(Shop.ANNA, Shop.activities());
  }

  private static Reply provoke(TestServer server, Documented answer) {
    String path = answer.path().replace("{id}", "anna");
    String body = "";
    List<String> headers = new ArrayList<>(List.of("Content-Type", "application/json"));
    switch (answer.status()) {
      case 200, 202 -> {}
      case 400 -> headers.addAll(List.of("X-Tenant-ID", "a/b"));
      case 404 -> headers.addAll(List.of("X-Tenant-ID", "other"));
      case 413 -> body = " ".repeat((1 << 20) + 1);
      case 415 -> {
        headers.set(1, "text/plain");
        body = "now";
      }
      case 421 -> {
        server.state.ownership = new Ownership.Theirs(new HostInfo("127.0.0.1", 1), false);
        headers.addAll(List.of("X-Crm-Hop", "1"));
      }
      case 422 -> body = "{\"soon\": true}";
      case 500 -> server.state.ownership = new Ownership.Broken();
      case 503 -> {
        server.state.ownership = new Ownership.Nobodys();
        server.state.ready = false;
        server.kafkaAway = true;
      }
      default -> throw new AssertionError("no way is known to provoke " + answer);
    }
    return server.send(
        answer.method(), path, BodyPublishers.ofString(body), headers.toArray(String[]::new));
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static List<String> errors(JsonNode schema, String body) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", DOCUMENT.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole.toString())
        .validate(body, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }
}
