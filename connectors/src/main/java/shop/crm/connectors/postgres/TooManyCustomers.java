package shop.crm.connectors.postgres;

import java.util.Optional;
import shop.crm.connectors.postgres.CustomerRoom.Counted;

/** The tenant has as many customers as may be created for it. */
public final class TooManyCustomers extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long limit;
  private final transient Optional<Counted> counted;

  /**
   * As many as there may be.
   *
   * @param counted what was counted to find that out
   */
  TooManyCustomers(long limit, Optional<Counted> counted) {
    super("the tenant has " + limit + " customers, as many as may be created for it");
    this.limit = limit;
    this.counted = counted;
  }

  /** How many there may be. */
  public long limit() {
    return limit;
  }

  Optional<Counted> counted() {
    return counted;
  }
}
