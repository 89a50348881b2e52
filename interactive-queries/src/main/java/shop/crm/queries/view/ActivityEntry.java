package shop.crm.queries.view;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.page.KeysetCursor;
import shop.crm.schemas.event.ChangeData;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;
import shop.crm.schemas.model.profile.Revision;
import shop.crm.topology.domain.LoyaltyRules;

/**
 * One entry of a customer's activity.
 *
 * @param type what happened
 * @param id unique among the customer's entries, and always the same for the same entry
 * @param at when it happened
 * @param sequence of two of one time and type, the greater happened later
 * @param data more about it
 */
public record ActivityEntry(
    Type type, String id, Instant at, long sequence, JsonBytes.Fields data) {

  /** What can happen; of two at one time, the later in this order happened later. */
  public enum Type {
    USER_REGISTERED("user.registered"),
    CUSTOMER_CREATED(ProfileEvent.Created.TYPE),
    CUSTOMER_UPDATED(ProfileEvent.Updated.TYPE),
    CONSENT_CHANGED("customer.consent_changed"),
    ORDER_CREATED("order.created"),
    ORDER_COMPLETED("order.completed"),
    POINTS_EARNED("points.earned"),
    ORDER_REFUNDED("order.refunded"),
    ORDER_CANCELLED("order.cancelled"),
    LOYALTY_ADJUSTED("loyalty.adjusted"),
    LOYALTY_REDEEMED("loyalty.redeemed"),
    LOYALTY_EXPIRED("loyalty.expired"),
    TIER_CHANGED(TierChanged.TYPE),
    SEGMENT_CHANGED(SegmentChanged.TYPE),
    SEGMENT_ENTERED(MembershipChanged.ENTERED),
    SEGMENT_LEFT(MembershipChanged.LEFT);

    private final String wire;

    Type(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }

    /** The type of that name, if there is one. */
    public static Optional<Type> named(String wire) {
      return Stream.of(values()).filter(type -> type.wire.equals(wire)).findFirst();
    }
  }

  KeysetCursor place() {
    return KeysetCursor.of(at, type.ordinal(), sequence, id);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("type", type.wire());
    json.writeStringField("at", at.toString());
    json.writeObjectFieldStart("data");
    data.write(json);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The entries of a stored activity: changed consents are entries of their own. */
  static List<ActivityEntry> of(Activity activity) {
    return switch (activity) {
      case Activity.Revised revised -> revised(revised);
      case Activity.Changed(SegmentChanged change) ->
          List.of(
              new ActivityEntry(
                  Type.SEGMENT_CHANGED,
                  change.id(),
                  change.changedAt(),
                  change.sequence(),
                  json -> ChangeData.write(json, change)));
      case Activity.Changed(TierChanged change) ->
          List.of(
              new ActivityEntry(
                  Type.TIER_CHANGED,
                  change.id(),
                  change.changedAt(),
                  change.sequence(),
                  json -> ChangeData.write(json, change)));
      case Activity.Changed(MembershipChanged change) ->
          List.of(
              new ActivityEntry(
                  change.entered() ? Type.SEGMENT_ENTERED : Type.SEGMENT_LEFT,
                  change.id(),
                  change.changedAt(),
                  change.sequence(),
                  json -> ChangeData.write(json, change)));
      case Activity.Registered registered ->
          List.of(
              new ActivityEntry(
                  Type.USER_REGISTERED,
                  Type.USER_REGISTERED.wire() + ":" + registered.eventId(),
                  registered.at(),
                  registered.sequence(),
                  json -> json.writeNumberField("version", registered.version())));
    };
  }

  private static List<ActivityEntry> revised(Activity.Revised revised) {
    Revision revision = revised.revision();
    Type type = revision.created() ? Type.CUSTOMER_CREATED : Type.CUSTOMER_UPDATED;
    List<ActivityEntry> entries = new ArrayList<>();
    entries.add(
        new ActivityEntry(
            type,
            type.wire() + ":v" + revised.version(),
            revised.at(),
            revised.sequence(),
            json -> {
              json.writeNumberField("version", revised.version());
              origin(json, revision);
              json.writeArrayFieldStart("fields");
              for (ProfileField field : revision.fields()) {
                json.writeString(field.wire());
              }
              json.writeEndArray();
            }));
    revision
        .consents()
        .forEach(
            consent ->
                entries.add(
                    new ActivityEntry(
                        Type.CONSENT_CHANGED,
                        Type.CONSENT_CHANGED.wire()
                            + ":v"
                            + revised.version()
                            + "/"
                            + consent.channel().wire(),
                        revised.at(),
                        revised.sequence(),
                        json -> {
                          json.writeStringField("channel", consent.channel().wire());
                          json.writeBooleanField("opted_in", consent.optedIn().orElse(false));
                          origin(json, revision);
                        })));
    return entries;
  }

  private static void origin(JsonGenerator json, Revision revision) throws IOException {
    json.writeStringField("origin", revision.origin().wire());
    if (revision.sourceId().isPresent()) {
      json.writeStringField("source_id", revision.sourceId().get());
    }
  }

  /** What an entry of the loyalty ledger tells. */
  static ActivityEntry of(LoyaltyEntry entry) {
    Type type =
        switch (entry.type()) {
          case ADJUST -> Type.LOYALTY_ADJUSTED;
          case REDEEM -> Type.LOYALTY_REDEEMED;
          case EXPIRE -> Type.LOYALTY_EXPIRED;
        };
    return new ActivityEntry(
        type,
        type.wire() + ":" + entry.id(),
        entry.at(),
        0,
        json -> {
          json.writeStringField("entry_id", entry.id());
          json.writeNumberField("points", entry.points());
          if (entry.reason().isPresent()) {
            json.writeStringField("reason", entry.reason().get());
          }
        });
  }

  /** The entries that an order tells: each of its steps, and the points that it earned. */
  static List<ActivityEntry> of(OrderState order, LoyaltyRules loyalty) {
    List<ActivityEntry> steps = new ArrayList<>();
    order
        .created()
        .ifPresent(
            created ->
                steps.add(
                    step(
                        Type.ORDER_CREATED,
                        order.orderId(),
                        order.orderedAt().orElse(created.time()),
                        json -> {
                          json.writeStringField("total", created.total().toString());
                          EventWriter.writeItems(json, created.items());
                        })));
    order
        .completed()
        .ifPresent(
            completed ->
                steps.add(
                    step(
                        Type.ORDER_COMPLETED,
                        order.orderId(),
                        completed.time(),
                        json -> Json.text(json, "total", completed.total()))));
    long points = loyalty.points(order.earning());
    if (points > 0) {
      steps.add(
          step(
              Type.POINTS_EARNED,
              order.orderId(),
              order.completed().orElseThrow().time(),
              json -> json.writeNumberField("points", points)));
    }
    order
        .cancelled()
        .ifPresent(
            cancelled ->
                steps.add(
                    step(
                        Type.ORDER_CANCELLED,
                        order.orderId(),
                        cancelled.time(),
                        json -> Json.text(json, "reason", cancelled.reason()))));
    order.refunds().forEach(refund -> steps.add(refunded(order.orderId(), refund)));
    return steps;
  }

  /** What a refund of an order tells. */
  static ActivityEntry refunded(String orderId, OrderState.Refund refund) {
    ActivityEntry step =
        step(
            Type.ORDER_REFUNDED,
            orderId,
            refund.time(),
            json -> {
              json.writeStringField("refund_id", refund.refundId());
              json.writeStringField("amount", refund.amount().toString());
            });
    return new ActivityEntry(
        step.type(), step.id() + "/" + refund.refundId(), step.at(), 0, step.data());
  }

  private static ActivityEntry step(Type type, String orderId, Instant at, JsonBytes.Fields more) {
    return new ActivityEntry(
        type,
        type.wire() + ":" + orderId,
        at,
        0,
        json -> {
          json.writeStringField("order_id", orderId);
          more.write(json);
        });
  }
}
