package shop.crm.benchmarks.fuzz.amqp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import shop.crm.benchmarks.odd.OddTexts;

/** Events that are good until something is replaced in them. */
final class Events {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Events() {}

  /** What an order is about; fields of other types of event are in it, too, and do not matter. */
  static ObjectNode order(String customer, String id) {
    ObjectNode order =
        JSON.createObjectNode()
            .put("order_id", "o-" + id)
            .put("customer_id", customer)
            .put("total", "10.00")
            .put("amount", "1.00")
            .put("refund_id", "r-" + id)
            .put("currency", "UAH");
    order
        .putArray("items")
        .addObject()
        .put("sku", "s")
        .put("name", OddTexts.PLANTED)
        .put("quantity", 1)
        .put("unit_price", "10.00");
    return order;
  }

  /** Whom a registration is about. */
  static ObjectNode user(String customer) {
    return JSON.createObjectNode()
        .put("user_id", customer)
        .put("email", OddTexts.PLANTED + "@example.org")
        .put("first_name", OddTexts.PLANTED);
  }

  /** An event around its data. */
  static ObjectNode cloudEvent(String type, String tenant, String id, Instant time, JsonNode data) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("type", type)
            .put("id", id)
            .put("source", "fuzz")
            .put("time", time.toString())
            .put("tenantid", tenant);
    event.set("data", data);
    return event;
  }

  /** A literal of JSON, which stands in the body as it is written here. */
  static JsonNode literal(String json) {
    return JSON.getNodeFactory().rawValueNode(new RawValue(json));
  }
}
