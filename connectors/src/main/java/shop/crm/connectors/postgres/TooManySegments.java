package shop.crm.connectors.postgres;

/** The tenant has as many segments as it may define, or as much in their conditions. */
public final class TooManySegments extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** As many as there may be. */
  public TooManySegments() {
    super("the tenant has as many segments, or as long ones, as it may define");
  }
}
