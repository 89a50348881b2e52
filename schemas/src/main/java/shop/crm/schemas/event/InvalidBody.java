package shop.crm.schemas.event;

import shop.crm.schemas.event.Rejection.Reason;

/** Carries a rejection out of the depth of a body to {@link EventReader}, and no further. */
final class InvalidBody extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  InvalidBody(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static InvalidBody missing(String field) {
    return new InvalidBody(Reason.MISSING_FIELD, field);
  }

  static InvalidBody illTyped(String field, String expected) {
    return new InvalidBody(Reason.INVALID_FIELD, field + " is not " + expected);
  }

  Rejection rejection() {
    return new Rejection(reason, getMessage());
  }
}
