package shop.crm.queries.http.access.oidc;

/** Says why a token is not taken; where that was found out in the code interests nobody. */
final class RefusedToken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final TokenRefusal refusal;

  RefusedToken(TokenRefusal refusal) {
    super(refusal.label(), null, false, false);
    this.refusal = refusal;
  }

  TokenRefusal refusal() {
    return refusal;
  }
}
