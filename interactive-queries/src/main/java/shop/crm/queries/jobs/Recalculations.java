package shop.crm.queries.jobs;

import shop.crm.queries.http.NotAvailableException;

/** Takes wishes for new monetary thresholds. */
public interface Recalculations {

  /**
   * Wishes for new thresholds of a tenant now; returns once the wish is safe.
   *
   * @return the id of the wish, see {@link RecalculationIds}
   * @throws NotAvailableException if it could not be made safe in time
   */
  String request(String tenant);
}
