package shop.crm.queries.feed;

/** The topics cannot be reached now. */
public final class LogAway extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With what kept them away. */
  public LogAway(String message, Throwable cause) {
    super(message, cause);
  }
}
