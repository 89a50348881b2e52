package shop.crm.connectors.tls;

/** A PEM file holds something else than it should; the message completes "expected …". */
public final class UnfitPem extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param expected what would be right; nothing of the file is quoted
   */
  UnfitPem(String expected) {
    super(expected);
  }

  UnfitPem(String expected, Throwable cause) {
    super(expected, cause);
  }
}
