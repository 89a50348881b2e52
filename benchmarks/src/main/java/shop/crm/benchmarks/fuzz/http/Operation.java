package shop.crm.benchmarks.fuzz.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One call that the service answers.
 *
 * @param method in capitals
 * @param path with names in braces
 * @param query names of the parameters of its query
 * @param mediaTypes of bodies that it takes; none if it takes no body
 * @param scope that it requires; none if it is open to everybody
 * @param platform whether it is for credentials of the platform alone
 * @param internal whether it is one for other instances
 */
record Operation(
    String method,
    String path,
    List<String> query,
    List<String> mediaTypes,
    Optional<String> scope,
    boolean platform,
    boolean internal) {

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final Pattern NAME = Pattern.compile("\\{\\w+}");
  private static final List<String> INTERNAL_QUERY = List.of("tenant", "granularity", "from", "to");

  Operation {
    query = List.copyOf(query);
    mediaTypes = List.copyOf(mediaTypes);
  }

  /** All of an OpenAPI document, in an order that does not depend on that of the document. */
  static List<Operation> of(JsonNode openApi) {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : openApi.path("paths").properties()) {
      for (String method : METHODS) {
        if (path.getValue().has(method)) {
          operations.add(operation(openApi, path.getKey(), path.getValue(), method));
        }
      }
    }
    operations.sort(Comparator.comparing(Operation::path).thenComparing(Operation::method));
    return operations;
  }

  /** The calls of one instance to another, which no document tells. */
  static List<Operation> ofOtherInstances() {
    List<Operation> operations = new ArrayList<>();
    for (String name : List.of("tallies", "cohorts", "migrations", "purchases")) {
      operations.add(internal("GET", name, INTERNAL_QUERY, List.of()));
    }
    for (String name : List.of("questions", "customers", "preview")) {
      operations.add(internal("POST", name, List.of(), List.of("application/json")));
    }
    return operations;
  }

  private static Operation internal(
      String method, String name, List<String> query, List<String> types) {
    return new Operation(method, "/internal/" + name, query, types, Optional.empty(), false, true);
  }

  private static Operation operation(JsonNode openApi, String path, JsonNode all, String method) {
    JsonNode operation = all.get(method);
    List<String> query = new ArrayList<>();
    for (JsonNode parameters : List.of(all.path("parameters"), operation.path("parameters"))) {
      for (JsonNode parameter : parameters) {
        JsonNode resolved = resolved(openApi, parameter);
        if (resolved.path("in").asText().equals("query")) {
          query.add(resolved.path("name").asText());
        }
      }
    }
    List<String> types = new ArrayList<>();
    operation.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
    Optional<String> scope = Optional.ofNullable(operation.at("/security/0/bearer/0").textValue());
    boolean platform = operation.path("x-platform-only").asBoolean();
    return new Operation(
        method.toUpperCase(Locale.ROOT), path, query, types, scope, platform, false);
  }

  private static JsonNode resolved(JsonNode openApi, JsonNode parameter) {
    return parameter.has("$ref")
        ? openApi.at(parameter.get("$ref").asText().substring(1))
        : parameter;
  }

  boolean takesBody() {
    return !mediaTypes.isEmpty();
  }

  /** Whether a path without a query is one of its. */
  boolean answers(String asked) {
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    for (MatchResult name : NAME.matcher(path).results().toList()) {
      pattern.append(Pattern.quote(path.substring(from, name.start()))).append("[^/]+");
      from = name.end();
    }
    return asked.matches(pattern + Pattern.quote(path.substring(from)));
  }

  /** Method and path, for the report. */
  String name() {
    return method + " " + path;
  }
}
