package shop.crm.topology.facts;

import shop.crm.schemas.model.customer.Loyalty;

/**
 * A fact would give a customer more points than JSON numbers hold exactly in every client: it is
 * put aside before anything is written.
 */
public final class TooManyPoints extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says how many there may be. */
  public TooManyPoints() {
    super("the customer would have more than " + Loyalty.MAX_POINTS + " points");
  }
}
