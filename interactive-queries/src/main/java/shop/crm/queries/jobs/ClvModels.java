package shop.crm.queries.jobs;

import shop.crm.queries.http.NotAvailableException;
import shop.crm.topology.domain.clv.ClvModel;

/** Takes models that were fitted. */
public interface ClvModels {

  /**
   * Puts a tenant's model in force everywhere; returns once it is safe.
   *
   * @throws NotAvailableException if it could not be made safe in time
   */
  void publish(String tenant, ClvModel model);

  /**
   * Takes back the model of a tenant that has no customers any more.
   *
   * @throws NotAvailableException if that could not be made safe in time
   */
  void remove(String tenant);
}
