package shop.crm.schemas.event;

/**
 * Why something was not taken in.
 *
 * @param reason the kind of mistake
 * @param detail which field and what was wrong with it; never a value that may be personal
 */
public record Rejection(Reason reason, String detail) {

  /** The kinds of mistakes; the code goes into dead letters and metrics. */
  public enum Reason {
    NOT_JSON("not-json"),
    MISSING_FIELD("missing-field"),
    INVALID_FIELD("invalid-field"),
    UNKNOWN_TYPE("unknown-type"),
    UNSUPPORTED_CURRENCY("unsupported-currency"),
    INVALID_MONEY("invalid-money"),
    FUTURE_EVENT("future-event"),
    INVALID_ID("invalid-id"),
    TOO_LARGE("too-large"),
    WRONG_KEY("wrong-key"),
    POISON("poison");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** The code on the wire. */
    public String code() {
      return code;
    }
  }
}
