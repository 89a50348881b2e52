package shop.crm.connectors.rabbitmq;

import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

/** A message of which no event can be made, for how it came. */
final class UnreadableMessage extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  UnreadableMessage(Reason reason, String detail) {
    // Without a stack trace: it is thrown for what others send, as often as they like.
    super(detail, null, false, false);
    this.rejection = new Rejection(reason, detail);
  }

  Rejection rejection() {
    return rejection;
  }
}
