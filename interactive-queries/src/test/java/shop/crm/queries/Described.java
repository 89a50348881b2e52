package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.Problem;
import shop.crm.queries.operations.PagesService;

/** Answers as the document describes them: whatever a test asks for, its answer is held to that. */
final class Described {

  static final JsonNode DOCUMENT = document();

  static final String NDJSON = "application/x-ndjson";

  private static final Map<JsonNode, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private static final Map<String, Pattern> PATHS = new ConcurrentHashMap<>();

  private Described() {}

  /** Holds an answer to the description; what is described nowhere may be refused as it is. */
  static void check(String method, String target, Reply reply) {
    Optional<JsonNode> operation =
        path(target.replaceFirst("\\?.*", ""))
            .map(path -> DOCUMENT.get("paths").get(path).path(method.toLowerCase(Locale.ROOT)))
            .filter(JsonNode::isObject);
    if (operation.isEmpty()) {
      return;
    }
    JsonNode response = operation.get().get("responses").path("" + reply.status());
    if (response.isMissingNode()) {
      assertTrue(reply.status() >= 400, method + " " + target + " answers " + reply.status());
      return;
    }
    check(resolved(response).path("content"), reply);
  }

  private static void check(JsonNode content, Reply reply) {
    String type = reply.header("content-type").split(";")[0];
    JsonNode schema = content.path(type).path("schema");
    boolean plain = reply.header("content-encoding").equals("none");
    List<String> bodies =
        switch (plain ? type : "compressed") {
          case NDJSON -> reply.body().lines().toList();
          case Json.MEDIA_TYPE, Problem.MEDIA_TYPE -> List.of(reply.body());
          default -> List.of();
        };
    for (String body : bodies) {
      assertTrue(schema.isObject(), type + " is not described: " + reply);
      assertEquals(List.of(), errors(schema, body), body);
    }
  }

  /** A path that is written out before one with a parameter in that place. */
  private static Optional<String> path(String path) {
    return DOCUMENT.get("paths").properties().stream()
        .map(Map.Entry::getKey)
        .filter(template -> pattern(template).matcher(path).matches())
        .min(Comparator.comparingLong(template -> template.chars().filter(c -> c == '{').count()));
  }

  private static Pattern pattern(String template) {
    return PATHS.computeIfAbsent(
        template,
        text -> Pattern.compile("\\Q" + text.replaceAll("\\{[^}]*}", "\\\\E[^/:]+\\\\Q") + "\\E"));
  }

  static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** What a document breaks of a schema of the description. */
  static List<String> errors(JsonNode schema, String body) {
    return SCHEMAS
        .computeIfAbsent(schema, Described::compiled)
        .validate(body, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static Schema compiled(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", DOCUMENT.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole.toString());
  }

  private static JsonNode document() {
    try (InputStream in = PagesService.class.getResourceAsStream("openapi.json")) {
      return TestServer.json(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
