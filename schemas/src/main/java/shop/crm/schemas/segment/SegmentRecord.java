package shop.crm.schemas.segment;

import java.time.Instant;
import java.util.Optional;
import shop.crm.schemas.Ids;
import shop.crm.schemas.JsonBytes;
import shop.crm.schemas.JsonFields;

/**
 * A segment on {@link shop.crm.schemas.Topics#SEGMENTS}, keyed {@code tenant/segment}. Of one
 * segment the record with the highest revision is the truth; that of a deleted one stays, so that
 * whoever was not there learns whose members to let go.
 */
public sealed interface SegmentRecord {

  /** Whose segment. */
  String tenant();

  /** Its id. */
  String id();

  /** What stands for it in rows. */
  int number();

  /** The change, of all changes of the tenant's segments, that made this. */
  long revision();

  /** Its name, now or at last. */
  String name();

  /** A segment there is. */
  record Defined(SegmentDefinition definition) implements SegmentRecord {
    @Override
    public String tenant() {
      return definition.tenant();
    }

    @Override
    public String id() {
      return definition.id();
    }

    @Override
    public int number() {
      return definition.number();
    }

    @Override
    public long revision() {
      return definition.revision();
    }

    @Override
    public String name() {
      return definition.name();
    }
  }

  /** A segment there was. */
  record Deleted(String tenant, String id, int number, long revision, String name, Instant at)
      implements SegmentRecord {}

  /** The record key. */
  default String key() {
    return tenant() + "/" + id();
  }

  /** As JSON. */
  default byte[] toJson() {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", tenant());
          json.writeStringField("id", id());
          json.writeNumberField("number", number());
          json.writeNumberField("revision", revision());
          json.writeStringField("name", name());
          switch (this) {
            case Deleted deleted -> JsonFields.time(json, "deleted_at", deleted.at());
            case Defined(SegmentDefinition definition) -> {
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
   * From JSON.
   *
   * @throws IllegalArgumentException if that is not what {@link #toJson} writes; more fields are
   *     passed over
   */
  static SegmentRecord fromJson(byte[] bytes) {
    return JsonFields.read(
        "a segment",
        bytes,
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
            return new Deleted(tenant, id, number, revision, name, deletedAt.get());
          }
          return new Defined(
              new SegmentDefinition(
                  tenant,
                  id,
                  number,
                  revision,
                  JsonFields.requiredWhole(json, "version"),
                  name,
                  JsonFields.text(json, "description"),
                  Optional.ofNullable(json.get("conditions")).map(Conditions::stored),
                  JsonFields.requiredTime(json, "created_at"),
                  JsonFields.requiredTime(json, "updated_at")));
        });
  }
}
