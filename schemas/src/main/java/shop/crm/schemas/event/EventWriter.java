package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCompleted;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;
import shop.crm.schemas.model.fact.InboundEvent.UserRegistered;
import shop.crm.schemas.model.order.OrderItem;
import shop.crm.schemas.model.profile.ProfileEvent;

/**
 * Writes events as CloudEvents 1.0 in structured JSON: the one form that they have on topics.
 * Stateless and safe for use by many threads.
 */
public final class EventWriter {

  private EventWriter() {}

  /**
   * An inbound event as it stands on its topic; {@link EventReader} reads it back as an equal
   * event.
   *
   * @param currency the tenant's currency, ISO 4217
   */
  public static byte[] write(InboundEvent event, String currency) {
    InboundEvent.Head head = event.head();
    return JsonBytes.object(
        json -> {
          envelope(json, head.id(), head.source(), event.type().wire());
          json.writeStringField("time", head.time().toString());
          subject(json, head.customer().tenant(), head.customer().customer());
          json.writeObjectFieldStart("data");
          data(json, event, currency);
          json.writeEndObject();
        });
  }

  /** A change event as it stands on its topic, brought about just now. */
  public static byte[] write(ChangeEvent event) {
    return write(event, false);
  }

  /**
   * A change event as it stands on its topic.
   *
   * @param backfill whether it was brought about by a fact of long ago
   */
  public static byte[] write(ChangeEvent event, boolean backfill) {
    return JsonBytes.object(
        json -> {
          envelope(json, event.id(), ChangeEvent.SOURCE, event.type());
          json.writeStringField("time", event.changedAt().toString());
          subject(json, event.customer().tenant(), event.customer().customer());
          json.writeObjectFieldStart("data");
          ChangeData.write(json, event);
          writeBackfill(json, backfill);
          json.writeEndObject();
        });
  }

  /** A change of a profile as it stands on its topic, brought about just now. */
  public static byte[] write(ProfileEvent event) {
    return write(event, false);
  }

  /**
   * A change of a profile as it stands on its topic.
   *
   * @param backfill whether it was brought about by a fact of long ago
   */
  public static byte[] write(ProfileEvent event, boolean backfill) {
    return JsonBytes.object(
        json -> {
          envelope(json, event.id(), ChangeEvent.SOURCE, event.type());
          json.writeStringField("time", event.at().toString());
          subject(json, event.customer().tenant(), event.customer().customer());
          json.writeObjectFieldStart("data");
          ChangeData.write(json, event);
          writeBackfill(json, backfill);
          json.writeEndObject();
        });
  }

  /** Most changes are of now, and do without a word on it. */
  private static void writeBackfill(JsonGenerator json, boolean backfill) throws IOException {
    if (backfill) {
      json.writeBooleanField("backfill", true);
    }
  }

  private static void data(JsonGenerator json, InboundEvent event, String currency)
      throws IOException {
    if (event instanceof InboundEvent.OrderEvent order) {
      json.writeStringField("order_id", order.orderId());
      json.writeStringField("customer_id", order.head().customer().customer());
    }
    switch (event) {
      case OrderCreated created -> {
        json.writeStringField("total", created.total().toString());
        json.writeStringField("currency", currency);
        optional(json, "ordered_at", created.orderedAt());
        writeItems(json, created.items());
      }
      case OrderCompleted completed -> {
        if (completed.total().isPresent()) {
          json.writeStringField("total", completed.total().get().toString());
          json.writeStringField("currency", currency);
        }
      }
      case OrderCancelled cancelled -> optional(json, "reason", cancelled.reason());
      case OrderRefunded refunded -> {
        json.writeStringField("refund_id", refunded.refundId());
        json.writeStringField("amount", refunded.amount().toString());
      }
      case UserRegistered registered -> {
        json.writeStringField("user_id", registered.head().customer().customer());
        ProfileJson.write(json, registered.profile());
      }
    }
  }

  /** Writes the field {@code items}, as it stands in events and in answers over HTTP. */
  public static void writeItems(JsonGenerator json, Iterable<OrderItem> items) throws IOException {
    json.writeArrayFieldStart("items");
    for (OrderItem item : items) {
      json.writeStartObject();
      optional(json, "sku", item.sku());
      optional(json, "name", item.name());
      json.writeNumberField("quantity", item.quantity());
      optional(json, "unit_price", item.unitPrice().map(price -> price.toPlainString()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void envelope(JsonGenerator json, String id, String source, String type)
      throws IOException {
    json.writeStringField("specversion", "1.0");
    json.writeStringField("id", id);
    json.writeStringField("source", source);
    json.writeStringField("type", type);
    json.writeStringField("datacontenttype", "application/json");
  }

  private static void subject(JsonGenerator json, String tenant, String customer)
      throws IOException {
    json.writeStringField("tenantid", tenant);
    json.writeStringField("subject", customer);
  }

  private static void optional(JsonGenerator json, String name, Optional<?> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get().toString());
    }
  }
}
