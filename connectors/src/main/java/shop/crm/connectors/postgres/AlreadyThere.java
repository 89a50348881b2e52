package shop.crm.connectors.postgres;

/** The tenant has another customer, or segment, with a value that only one may have. */
public final class AlreadyThere extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Which value. */
  public enum What {
    ID,
    EMAIL,
    NAME
  }

  private final What what;

  /** Something is there already. */
  public AlreadyThere(What what) {
    super("the tenant has another with this " + what.name().toLowerCase(java.util.Locale.ROOT));
    this.what = what;
  }

  /** Which value. */
  public What what() {
    return what;
  }
}
