package shop.crm.standalone.failure;

/** The service, or what it depends on, failed; it ends a command with exit code 1. */
public final class ServiceFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ServiceFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
