package shop.crm.queries.connection;

/** Says why bytes are no request; where that was found out in the code interests nobody. */
final class RefusedRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  RefusedRequest(Refusal refusal) {
    super(refusal.label(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
