package shop.crm.connectors.postgres;

/** The tenant has as many segments as it may define, or as much in their conditions. */
public final class TooManySegments extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long limit;

  /**
   * As many as there may be.
   *
   * @param limit how many that are
   */
  public TooManySegments(long limit) {
    super("the tenant has as many segments, or as long ones, as it may define");
    this.limit = limit;
  }

  /** How many there may be. */
  public long limit() {
    return limit;
  }
}
