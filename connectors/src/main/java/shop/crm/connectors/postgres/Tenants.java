package shop.crm.connectors.postgres;

import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.access.TenantLimits;

/**
 * The tenants of whom PostgreSQL has anything now: customers, segments, keys or limits. Nobody
 * keeps a list of them. {@link LimitsWriter} sets their limits. Safe for use by many threads; each
 * call is bounded in time and throws {@link DatabaseAway} while PostgreSQL does not answer.
 */
public interface Tenants {

  /**
   * The limits of tenants, by the tenants' ids.
   *
   * @param after the id behind which they begin; all are behind the empty one
   */
  List<TenantLimits> list(String after, int limit);

  /** The limits of a tenant, if PostgreSQL has anything of it. */
  Optional<TenantLimits> find(String tenant);
}
