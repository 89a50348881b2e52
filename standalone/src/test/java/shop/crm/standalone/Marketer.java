package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Works with segments over HTTP; a dynamic one is let settle before work goes on. */
record Marketer(CrmHttp crm) {

  static final String SEGMENTS = "/api/v1/segments";

  void define(String id, JsonNode... conditions) throws Exception {
    call(201, "POST", "", body(id, conditions));
    settled(id);
  }

  void defineManual(String id) throws Exception {
    ObjectNode body = RunningCrm.JSON.createObjectNode().put("id", id).put("name", "The " + id);
    call(201, "POST", "", body.put("type", "manual").toString());
  }

  void edit(String id, JsonNode... conditions) throws Exception {
    call(200, "PUT", "/" + id, body(id, conditions));
    settled(id);
  }

  void delete(String id) throws Exception {
    call(204, "DELETE", "/" + id, "");
  }

  /** Puts a customer into a manual segment. */
  void put(String id, String customer) throws Exception {
    call(204, "PUT", "/" + id + "/customers/" + customer, "");
  }

  /** Takes a customer out of a manual segment. */
  void take(String id, String customer) throws Exception {
    call(204, "DELETE", "/" + id + "/customers/" + customer, "");
  }

  /** A dynamic segment, when all customers follow its definition. */
  JsonNode settled(String id) throws Exception {
    return Eventually.await(
        () -> crm.get(SEGMENTS + "/" + id), segment -> !segment.path("computing").asBoolean(true));
  }

  /** Who is in it, by id, when it is these and they are counted. */
  void awaitMembers(String id, String... members) throws Exception {
    List<String> expected = List.of(members);
    Eventually.await(() -> members(id), expected::equals);
    Eventually.await(
        () -> crm.get(SEGMENTS + "/" + id),
        segment -> segment.get("customer_count").asInt() == members.length);
  }

  private List<String> members(String id) throws Exception {
    List<String> members = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = crm.get(SEGMENTS + "/" + id + "/customers?limit=2" + cursor);
      page.get("items").forEach(customer -> members.add(customer.get("id").asText()));
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    return members.stream().sorted().toList();
  }

  JsonNode call(int expected, String method, String path, String body) throws Exception {
    var answer = crm.send(method, SEGMENTS + path, body);
    assertEquals(expected, answer.statusCode(), answer.body());
    return RunningCrm.JSON.readTree(answer.body());
  }

  /** A dynamic segment as the body of a request. */
  static String body(String id, JsonNode... conditions) {
    ObjectNode body = RunningCrm.JSON.createObjectNode().put("id", id).put("name", "The " + id);
    body.put("type", "dynamic").set("conditions", list(conditions));
    return body.toString();
  }

  static ObjectNode leaf(String field, String operator, Object value) {
    ObjectNode leaf =
        RunningCrm.JSON.createObjectNode().put("field", field).put("operator", operator);
    return leaf.set("value", RunningCrm.JSON.valueToTree(value));
  }

  static ObjectNode any(JsonNode... of) {
    return RunningCrm.JSON.createObjectNode().set("any", list(of));
  }

  static ObjectNode not(JsonNode of) {
    return RunningCrm.JSON.createObjectNode().set("not", of);
  }

  private static ArrayNode list(JsonNode... of) {
    return RunningCrm.JSON.createArrayNode().addAll(List.of(of));
  }
}
