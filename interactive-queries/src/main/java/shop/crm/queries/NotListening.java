package shop.crm.queries;

import java.io.Serial;

/** The server does not listen where it should: something else has taken the port meanwhile. */
public final class NotListening extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  NotListening(String message) {
    super(message);
  }
}
