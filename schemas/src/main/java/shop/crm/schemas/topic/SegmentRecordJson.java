package shop.crm.schemas.topic;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Span;
import shop.crm.schemas.model.segment.SegmentDefinition;
import shop.crm.schemas.model.segment.SegmentRecord;

/** A {@link SegmentRecord} as on {@link shop.crm.schemas.Topics#SEGMENTS}. */
public final class SegmentRecordJson {

  private SegmentRecordJson() {}

  /** The record of a segment that is there, or was. */
  public static byte[] write(SegmentRecord segment) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", segment.tenant());
          json.writeStringField("id", segment.id());
          json.writeNumberField("number", segment.number());
          json.writeNumberField("revision", segment.revision());
          json.writeStringField("name", segment.name());
          switch (segment) {
            case SegmentRecord.Deleted deleted -> JsonFields.time(json, "deleted_at", deleted.at());
            case SegmentRecord.Defined(SegmentDefinition definition) -> {
              json.writeNumberField("version", definition.version());
              JsonFields.text(json, "description", definition.description());
              if (definition.conditions().isPresent()) {
                json.writeFieldName("conditions");
                json.writeRawValue(definition.conditions().get().json());
              }
              JsonFields.time(json, "created_at", definition.createdAt());
              JsonFields.time(json, "updated_at", definition.updatedAt());
            }
          }
        });
  }

  /**
   * The segment of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; more fields are
   *     passed over
   */
  public static SegmentRecord read(byte[] record) {
    return JsonFields.read(
        "a segment",
        record,
        json -> {
          String tenant = JsonFields.requiredText(json, "tenant_id");
          String id = JsonFields.requiredText(json, "id");
          JsonFields.checked(Ids.isValid(tenant) && Ids.isValid(id), "not ids", id);
          int number = Math.toIntExact(JsonFields.requiredWhole(json, "number"));
          JsonFields.checked(number >= 0, "not a number of a segment", number);
          long revision = JsonFields.requiredWhole(json, "revision");
          String name = JsonFields.requiredText(json, "name");
          Optional<Instant> deletedAt = JsonFields.time(json, "deleted_at");
          if (deletedAt.isPresent()) {
            return new SegmentRecord.Deleted(tenant, id, number, revision, name, deletedAt.get());
          }
          return new SegmentRecord.Defined(
              new SegmentDefinition(
                  new SegmentDefinition.Key(tenant, id, number),
                  revision,
                  JsonFields.requiredWhole(json, "version"),
                  name,
                  JsonFields.text(json, "description"),
                  Optional.ofNullable(json.get("conditions")).map(ConditionsJson::stored),
                  new Span(
                      JsonFields.requiredTime(json, "created_at"),
                      JsonFields.requiredTime(json, "updated_at"))));
        });
  }
}
