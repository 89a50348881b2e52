package shop.crm.queries.jobs;

import shop.crm.queries.http.NotAvailableException;

/** Takes wishes for a new model of customers' lifetime value. */
public interface ClvFits {

  /**
   * Wishes for a new model of a tenant; returns at once. The wish is gone with the process.
   *
   * @throws NotAvailableException if no more wishes can be taken now
   */
  void request(String tenant);
}
