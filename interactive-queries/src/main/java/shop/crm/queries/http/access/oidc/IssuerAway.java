package shop.crm.queries.http.access.oidc;

import java.time.Duration;

/** Says that the issuer would have to be asked, and does not answer. */
final class IssuerAway extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /**
   * @param retryAfter when it is asked again
   */
  IssuerAway(Duration retryAfter) {
    super("the issuer does not answer", null, false, false);
    this.retryAfter = retryAfter;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
