package shop.crm.queries.http.access.oidc;

import java.io.IOException;

/** Says what is wrong with what an issuer answers, in words for whoever runs the service. */
final class IssuerFault extends IOException {

  private static final long serialVersionUID = 1L;

  IssuerFault(String message) {
    super(message);
  }

  IssuerFault(String message, Throwable cause) {
    super(message, cause);
  }
}
