package shop.crm.standalone.publisher;

/** Events could not be brought to the exchange; the message says why, for whoever runs it. */
public final class PublishFailed extends Exception {

  private static final long serialVersionUID = 1L;

  PublishFailed(String message) {
    super(message);
  }

  PublishFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
