package shop.crm.schemas.profile;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import shop.crm.schemas.CustomerKey;
import shop.crm.schemas.JsonFields;
import shop.crm.schemas.Topics;

/**
 * A change of a profile that others follow: published once for each version, in the order of
 * versions.
 */
public sealed interface ProfileEvent {

  /** Whom it is about. */
  CustomerKey customer();

  /** The version that it brought, from 1. */
  long version();

  /** When it took effect; kept to the microsecond. */
  Instant at();

  /** The CloudEvents type, and the routing key on RabbitMQ. */
  String type();

  /** The topic that carries it. */
  String topic();

  /** Writes the fields of {@code data}. */
  void writeData(JsonGenerator json) throws IOException;

  /** The CloudEvents id: the same change has the same id, however often it is sent. */
  default String id() {
    return customer() + ":v" + version();
  }

  /**
   * A customer came to be.
   *
   * @param createdAt the time of the earliest fact that PostgreSQL knows; kept to the microsecond
   */
  record Created(CustomerKey customer, long version, Instant at, Instant createdAt, Profile profile)
      implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.created";

    public Created {
      at = JsonFields.micros(at);
      createdAt = JsonFields.micros(createdAt);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String topic() {
      return Topics.CUSTOMER_CREATED;
    }

    @Override
    public void writeData(JsonGenerator json) throws IOException {
      json.writeStringField("id", customer.customer());
      json.writeStringField("tenant_id", customer.tenant());
      for (ProfileField field : ProfileField.ALL) {
        json.writeFieldName(field.wire());
        field.writeKnown(json, profile);
      }
      JsonFields.time(json, "created_at", createdAt);
      JsonFields.time(json, "updated_at", at);
      json.writeNumberField("version", version);
    }
  }

  /** A profile has other values than before. */
  record Updated(CustomerKey customer, long version, Instant at, Profile before, Profile after)
      implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.updated";

    public Updated {
      at = JsonFields.micros(at);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String topic() {
      return Topics.CUSTOMER_UPDATED;
    }

    @Override
    public void writeData(JsonGenerator json) throws IOException {
      json.writeNumberField("version", version);
      json.writeObjectFieldStart("changes");
      for (ProfileField field : ProfileField.changed(before, after)) {
        json.writeObjectFieldStart(field.wire());
        json.writeFieldName("old");
        field.writeKnown(json, before);
        json.writeFieldName("new");
        field.writeKnown(json, after);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
  }

  /** A customer was erased. */
  record Deleted(CustomerKey customer, long version, Instant at) implements ProfileEvent {

    /** The CloudEvents type. */
    public static final String TYPE = "customer.deleted";

    public Deleted {
      at = JsonFields.micros(at);
    }

    @Override
    public String type() {
      return TYPE;
    }

    @Override
    public String topic() {
      return Topics.CUSTOMER_DELETED;
    }

    @Override
    public void writeData(JsonGenerator json) throws IOException {
      json.writeStringField("customer_id", customer.customer());
    }
  }
}
