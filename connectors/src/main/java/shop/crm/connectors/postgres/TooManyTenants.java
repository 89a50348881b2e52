package shop.crm.connectors.postgres;

import shop.crm.schemas.model.access.TenantLimits;

/** Limits are set for as many tenants as they may be. */
public final class TooManyTenants extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** There are as many as may be. */
  public TooManyTenants() {
    super("limits are set for " + TenantLimits.MAX_TENANTS + " tenants");
  }
}
