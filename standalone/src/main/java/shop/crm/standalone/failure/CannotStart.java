package shop.crm.standalone.failure;

/**
 * What was asked for cannot be started as things are; the message tells a person what to change. It
 * ends a command with exit code 2 and without a stack trace.
 */
public class CannotStart extends RuntimeException {

  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    super(message);
  }

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
