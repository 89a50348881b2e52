package shop.crm.schemas.model.access;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits that are set for a tenant; for all others what is usual holds.
 *
 * @param values those that are set
 * @param revision which change of the tenant's limits this is, 1 for the first and 0 before it: of
 *     two the higher is the truth
 */
public record TenantLimits(String tenant, Map<Limit, Long> values, long revision) {

  /** For how many tenants limits may be set, since every instance has all of them in memory. */
  public static final int MAX_TENANTS = 100_000;

  /** Limits of a tenant. */
  public TenantLimits {
    Map<Limit, Long> copy = new EnumMap<>(Limit.class);
    values.forEach(
        (limit, value) -> {
          if (!limit.allows(value)) {
            throw new IllegalArgumentException(limit.text() + " is not 1 to " + limit.most());
          }
          copy.put(limit, value);
        });
    values = Collections.unmodifiableMap(copy);
  }

  /** Those of a tenant for whom none was ever set. */
  public static TenantLimits none(String tenant) {
    return new TenantLimits(tenant, Map.of(), 0);
  }
}
