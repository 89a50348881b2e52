package shop.crm.connectors.postgres;

/** The tenant has as many segments as it may define. */
public final class TooManySegments extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** As many as there may be. */
  public TooManySegments() {
    super("the tenant has as many segments as it may define");
  }
}
