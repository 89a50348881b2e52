package shop.crm.schemas.topic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.json.JsonFields;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/** {@link TenantLimits} as on {@link shop.crm.schemas.Topics#TENANTS}. */
public final class TenantLimitsJson {

  private TenantLimitsJson() {}

  /** The record of a tenant's limits. */
  public static byte[] write(TenantLimits limits) {
    return JsonBytes.object(
        json -> {
          json.writeStringField("tenant_id", limits.tenant());
          json.writeNumberField("revision", limits.revision());
          json.writeObjectFieldStart("limits");
          for (Map.Entry<Limit, Long> one : limits.values().entrySet()) {
            json.writeNumberField(one.getKey().text(), one.getValue());
          }
          json.writeEndObject();
        });
  }

  /**
   * The limits of a record.
   *
   * @throws IllegalArgumentException if that is not what {@link #write} writes; limits of a later
   *     release are passed over, and what a later release lets be higher is as high as it can be
   */
  public static TenantLimits read(byte[] record) {
    return JsonFields.read(
        "limits of a tenant",
        record,
        json -> {
          String tenant = JsonFields.requiredText(json, "tenant_id");
          JsonFields.checked(Ids.isValid(tenant), "not a tenant", tenant);
          return new TenantLimits(
              tenant, values(json.path("limits")), JsonFields.requiredWhole(json, "revision"));
        });
  }

  private static Map<Limit, Long> values(JsonNode json) {
    JsonFields.checked(json.isObject(), "not an object", json);
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    json.propertyStream()
        .map(Map.Entry::getKey)
        .forEach(
            name ->
                Limit.of(name)
                    .ifPresent(
                        limit ->
                            values.put(
                                limit,
                                Math.min(limit.most(), JsonFields.requiredWhole(json, name)))));
    return values;
  }
}
