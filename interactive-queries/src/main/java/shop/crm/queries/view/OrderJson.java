package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Cancelled;
import shop.crm.schemas.model.order.OrderState.Completed;
import shop.crm.schemas.model.order.OrderState.Refund;
import shop.crm.topology.rules.RulesInForce;

/**
 * An order as JSON, and its place among the customer's orders.
 *
 * @param currency the tenants' currency
 * @param rules by which an order earns points
 */
public record OrderJson(String currency, RulesInForce rules) {

  /** Newest first by the time it was placed; while that is unknown, by its latest fact. */
  static KeysetCursor place(OrderState order) {
    Instant at = order.orderedAt().orElseGet(() -> latestFact(order));
    return KeysetCursor.of(at, 0, 0, order.orderId());
  }

  private static Instant latestFact(OrderState order) {
    return Stream.concat(
            order.refunds().stream().map(Refund::time),
            order.cancelled().map(Cancelled::time).stream())
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  void write(JsonGenerator json, OrderState order) throws IOException {
    json.writeStartObject();
    json.writeStringField("order_id", order.orderId());
    json.writeStringField("status", order.status().wire());
    json.writeStringField("amount", order.amount().toString());
    json.writeStringField("refunded", order.refunded().toString());
    json.writeStringField("net", order.net().toString());
    json.writeStringField("currency", currency);
    json.writeNumberField("points", rules.loyalty().points(order.earning()));
    Json.text(json, "ordered_at", order.orderedAt());
    Json.text(json, "completed_at", order.completed().map(Completed::time));
    Json.text(json, "cancelled_at", order.cancelled().map(Cancelled::time));
    EventWriter.writeItems(json, order.created().map(OrderState.Created::items).orElse(List.of()));
    json.writeEndObject();
  }
}
