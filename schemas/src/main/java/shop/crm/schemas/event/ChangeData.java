package shop.crm.schemas.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.json.ProfileJson;
import shop.crm.schemas.model.LifecycleStage;
import shop.crm.schemas.model.Scores;
import shop.crm.schemas.model.Standing;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.MembershipChanged;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.profile.ProfileEvent;
import shop.crm.schemas.model.profile.ProfileField;

/** The fields of {@code data} in the events that tell of changes. */
public final class ChangeData {

  private ChangeData() {}

  /** Writes the fields of a change that the stream found; answers over HTTP have the same. */
  public static void write(JsonGenerator json, ChangeEvent change) throws IOException {
    switch (change) {
      case SegmentChanged moved -> {
        standing(json, "old", moved.before());
        standing(json, "new", moved.after());
      }
      case TierChanged moved -> {
        json.writeStringField("old_tier", moved.move().from());
        json.writeStringField("new_tier", moved.move().to());
        json.writeNumberField("tier_points", moved.tierPoints());
        json.writeStringField("direction", moved.move().up() ? "up" : "down");
      }
      case MembershipChanged moved -> {
        json.writeStringField("segment_id", moved.segmentId());
        json.writeStringField("segment_name", moved.segmentName());
      }
    }
    json.writeStringField("cause", change.cause().wire());
    JsonFields.time(json, "changed_at", change.changedAt());
  }

  private static void standing(JsonGenerator json, String which, Optional<Standing> standing)
      throws IOException {
    if (standing.isPresent()) {
      Scores scores = standing.get().scores();
      json.writeStringField(which + "_segment", standing.get().segment().displayName());
      json.writeObjectFieldStart(which + "_scores");
      json.writeNumberField("recency", scores.recency());
      json.writeNumberField("frequency", scores.frequency());
      json.writeNumberField("monetary", scores.monetary());
      json.writeEndObject();
    } else {
      json.writeNullField(which + "_segment");
      json.writeNullField(which + "_scores");
    }
    json.writeStringField(
        which + "_stage", LifecycleStage.of(standing.map(Standing::segment)).wire());
  }

  static void write(JsonGenerator json, ProfileEvent change) throws IOException {
    switch (change) {
      case ProfileEvent.Created created -> {
        json.writeStringField("id", created.customer().customer());
        json.writeStringField("tenant_id", created.customer().tenant());
        for (ProfileField field : ProfileField.ALL) {
          ProfileJson.writeKnown(json, field.wire(), field, created.profile());
        }
        JsonFields.time(json, "created_at", created.createdAt());
        JsonFields.time(json, "updated_at", created.at());
        json.writeNumberField("version", created.version());
      }
      case ProfileEvent.Updated updated -> {
        json.writeNumberField("version", updated.version());
        json.writeObjectFieldStart("changes");
        for (ProfileField field : ProfileField.changed(updated.before(), updated.after())) {
          json.writeObjectFieldStart(field.wire());
          ProfileJson.writeKnown(json, "old", field, updated.before());
          ProfileJson.writeKnown(json, "new", field, updated.after());
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      case ProfileEvent.Deleted deleted ->
          json.writeStringField("customer_id", deleted.customer().customer());
    }
  }
}
