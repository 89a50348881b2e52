package shop.crm.connectors.postgres;

import java.util.Map;
import shop.crm.schemas.model.access.Limit;
import shop.crm.schemas.model.access.TenantLimits;

/**
 * Writes of tenants' limits within one transaction; valid only during the call that received it.
 */
public interface LimitsWriter {

  /**
   * The limits of a tenant, which nobody else changes until the transaction ends. It comes before
   * all other locks.
   */
  TenantLimits lock(String tenant);

  /**
   * Sets all limits of a tenant; without any difference nothing is written, and the revision stays.
   *
   * @param values those that are to be set; for all others what is usual holds
   * @throws TooManyTenants if limits are set for as many tenants as they may be
   */
  TenantLimits set(TenantLimits locked, Map<Limit, Long> values);
}
