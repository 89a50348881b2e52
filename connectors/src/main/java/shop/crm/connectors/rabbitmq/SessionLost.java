package shop.crm.connectors.rabbitmq;

import java.io.IOException;

/** A connection cannot go on; what was not acknowledged comes again with the next one. */
final class SessionLost extends IOException {

  private static final long serialVersionUID = 1L;

  SessionLost(String message) {
    super(message);
  }

  SessionLost(String message, Throwable cause) {
    super(message, cause);
  }
}
