package shop.crm.standalone.audit;

import shop.crm.standalone.failure.CannotStart;

/** An audit that could not look at everything, and so says nothing. */
public final class IncompleteAudit extends CannotStart {

  private static final long serialVersionUID = 1;

  IncompleteAudit(String message) {
    super("No audit: " + message);
  }

  IncompleteAudit(String message, Throwable cause) {
    super("No audit: " + message, cause);
  }
}
