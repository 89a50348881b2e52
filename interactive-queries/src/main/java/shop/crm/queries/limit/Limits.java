package shop.crm.queries.limit;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/** The limits that hold for each tenant now. Safe for use by many threads. */
public final class Limits {

  private final Function<String, Optional<TenantLimits>> set;
  private final OptionalLong requestsPerSecond;

  /**
   * Limits of all tenants.
   *
   * @param set those that are set for a tenant, where some are; they may change at any time
   * @param requestsPerSecond of a tenant for whom nothing else is set; 0 where there is no limit
   */
  public Limits(Function<String, Optional<TenantLimits>> set, long requestsPerSecond) {
    this.set = set;
    this.requestsPerSecond =
        requestsPerSecond == 0 ? OptionalLong.empty() : OptionalLong.of(requestsPerSecond);
  }

  /** What holds for a tenant; nothing where there is no limit. */
  public OptionalLong of(String tenant, Limit limit) {
    return effective(set.apply(tenant).orElseGet(() -> TenantLimits.none(tenant)), limit);
  }

  /** What holds where these are set. */
  public OptionalLong effective(TenantLimits limits, Limit limit) {
    Long value = limits.values().get(limit);
    if (value != null) {
      return OptionalLong.of(value);
    }
    return switch (limit) {
      case REQUESTS_PER_SECOND -> requestsPerSecond;
      // One key may take all that its tenant may, where nothing else is said.
      case REQUESTS_PER_SECOND_OF_KEY -> effective(limits, Limit.REQUESTS_PER_SECOND);
      case FEED_READERS, PREVIEWS, EXPORTS, IMPORTS, SEGMENTS, CUSTOMERS -> limit.standard();
    };
  }
}
