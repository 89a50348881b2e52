package shop.crm.standalone;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was answered, without what follows from the moment at which it is told: JSON as such, lines
 * of JSON as an array of them, anything else as text.
 */
record ToldAnswer(int status, JsonNode body) {

  static ToldAnswer of(HttpResponse<String> answer) {
    return of(answer.statusCode(), answer.body());
  }

  static ToldAnswer of(int status, String text) {
    return new ToldAnswer(status, body(text));
  }

  private static JsonNode body(String text) {
    List<JsonNode> lines = new ArrayList<>();
    try (JsonParser parser = RunningCrm.JSON.createParser(text)) {
      parser.readValuesAs(JsonNode.class).forEachRemaining(lines::add);
    } catch (IOException | RuntimeException _) {
      return TextNode.valueOf(text);
    }
    JsonNode body =
        lines.size() == 1 ? lines.getFirst() : RunningCrm.JSON.createArrayNode().addAll(lines);
    body.findParents("as_of").forEach(one -> ((ObjectNode) one).remove("as_of"));
    return body;
  }

  /** Whether the instance could not answer now. */
  boolean isAbsent() {
    return status >= 500;
  }

  /**
   * What a newer answer to the same question does not tell as this one does, by where it stands. A
   * newer answer may add fields to objects; all else stays, and arrays have the same elements in
   * the same order.
   */
  List<String> lostIn(ToldAnswer newer) {
    List<String> lost = new ArrayList<>();
    if (status != newer.status) {
      lost.add("status: " + status + " has become " + newer.status);
    }
    collect("", body, newer.body, lost);
    return lost;
  }

  private static void collect(String at, JsonNode old, JsonNode now, List<String> lost) {
    if (old instanceof ObjectNode && now instanceof ObjectNode) {
      for (Map.Entry<String, JsonNode> field : old.properties()) {
        collect(at + "/" + field.getKey(), field.getValue(), now.path(field.getKey()), lost);
      }
    } else if (old instanceof ArrayNode && now instanceof ArrayNode && old.size() == now.size()) {
      for (int i = 0; i < old.size(); i++) {
        collect(at + "/" + i, old.get(i), now.get(i), lost);
      }
    } else if (!old.equals(now)) {
      lost.add(at + ": " + old + " has become " + (now.isMissingNode() ? "nothing" : now));
    }
  }
}
