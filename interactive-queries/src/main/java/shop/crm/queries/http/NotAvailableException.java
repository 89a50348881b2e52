package shop.crm.queries.http;

/** Something that an answer needs does not answer in time; trying again later may help. */
public final class NotAvailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * It is not available.
   *
   * @param what what does not answer, for the caller: no address, no class name
   */
  public NotAvailableException(String what) {
    super(what);
  }

  /**
   * It is not available.
   *
   * @param what what does not answer, for the caller: no address, no class name
   * @param cause why, for the log
   */
  public NotAvailableException(String what, Throwable cause) {
    super(what, cause);
  }
}
