package shop.crm.queries.tenant;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;
import shop.crm.queries.limit.Limits;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/**
 * A tenant as callers see it: the limits that are set for it, and those that hold.
 *
 * @param usual what holds where nothing is set
 */
record TenantJson(Limits usual) {

  /** A tenant as an object of its own. */
  byte[] bytes(TenantLimits tenant) {
    return JsonBytes.object(json -> fields(json, tenant));
  }

  /** A tenant as an item of a list. */
  void element(JsonGenerator json, TenantLimits tenant) throws IOException {
    json.writeStartObject();
    fields(json, tenant);
    json.writeEndObject();
  }

  private void fields(JsonGenerator json, TenantLimits tenant) throws IOException {
    json.writeStringField("id", tenant.tenant());
    limits(json, "limits", limit -> set(tenant, limit));
    limits(json, "effective", limit -> usual.effective(tenant, limit));
    json.writeNumberField("version", tenant.revision());
  }

  private static OptionalLong set(TenantLimits tenant, Limit limit) {
    Long value = tenant.values().get(limit);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static void limits(JsonGenerator json, String name, Function<Limit, OptionalLong> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Limit limit : Limit.values()) {
      OptionalLong value = values.apply(limit);
      if (value.isPresent()) {
        json.writeNumberField(limit.text(), value.getAsLong());
      } else {
        json.writeNullField(limit.text());
      }
    }
    json.writeEndObject();
  }
}
