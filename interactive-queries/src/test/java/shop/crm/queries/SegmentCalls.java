package shop.crm.queries;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.http.Json;

/**
 * What callers do to segments, and how tests read the answers.
 *
 * @param server that is asked
 */
record SegmentCalls(TestServer server) {

  static final String SEGMENTS = ApiPaths.SEGMENTS;

  /** A manual segment. */
  static String manual(String id, String name) {
    return """
        {"id": "%s", "name": "%s", "type": "manual"}"""
        .formatted(id, name);
  }

  /** A manual segment that leaves its id to the service. */
  static String manual(String name) {
    return """
        {"name": "%s", "type": "manual"}"""
        .formatted(name);
  }

  /** Everybody who spent a thousand. */
  static String dynamic(String id, String name) {
    return """
        {"id": "%s", "name": "%s", "type": "dynamic",
         "conditions": [{"field": "total_spent", "operator": "gte", "value": 1000}]}"""
        .formatted(id, name);
  }

  Reply create(String body, String... headers) {
    return send("POST", SEGMENTS, body, headers);
  }

  Reply replace(String id, String body, String... headers) {
    return send("PUT", SEGMENTS + "/" + id, body, headers);
  }

  Reply delete(String id, String... headers) {
    return send("DELETE", SEGMENTS + "/" + id, "", headers);
  }

  /** Sends JSON. */
  Reply send(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of("Content-Type", Json.MEDIA_TYPE));
    all.addAll(List.of(headers));
    return server.send(method, path, BodyPublishers.ofString(body), all.toArray(String[]::new));
  }

  /** Creates customers who only have an id. */
  void customers(String... ids) {
    for (String id : ids) {
      Reply reply = send("POST", ApiPaths.CUSTOMERS, "{\"id\": \"" + id + "\"}");
      if (reply.status() != 201) {
        throw new AssertionError(reply.body());
      }
    }
  }

  /** Status and kind of a problem. */
  static String problem(Reply reply) {
    return reply.status()
        + " "
        + reply.json().path("type").asText().replace("urn:crm:problem:", "");
  }

  /** Pointer and message of each error. */
  static List<String> errors(Reply reply) {
    List<String> errors = new ArrayList<>();
    for (JsonNode error : reply.json().path("errors")) {
      errors.add(error.path("pointer").asText() + " " + error.path("message").asText());
    }
    return errors;
  }

  /** The ids on a page. */
  static List<String> ids(Reply reply) {
    List<String> ids = new ArrayList<>();
    reply.json().path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }
}
