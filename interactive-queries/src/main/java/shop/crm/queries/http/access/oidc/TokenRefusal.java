package shop.crm.queries.http.access.oidc;

import java.util.Locale;

/** Why a token is not taken; the labels of the metric are these, and no caller is told. */
enum TokenRefusal {
  TOO_LONG,
  /**
   * Not three parts of base64url with JSON objects in the first two, or a claim of another type.
   */
  MALFORMED,
  /** A name stands twice in one JSON object: two readers could read two different tokens. */
  DUPLICATE_NAME,
  /** None that is taken: {@code none}, one with a shared secret, or one that nobody knows. */
  ALGORITHM,
  /** A JWT for another purpose. */
  TYPE,
  /** The header wants something to be understood that is not. */
  CRITICAL_HEADER,
  ISSUER,
  AUDIENCE,
  EXPIRED,
  NOT_YET_VALID,
  /** Made in the future. */
  ISSUED_LATER,
  /** It does not say whose it is. */
  SUBJECT,
  /** It does not say for which tenant it is. */
  TENANT,
  /** The issuer has no such key, or none of the kind that the algorithm needs. */
  UNKNOWN_KEY,
  SIGNATURE,
  /**
   * Nothing is wrong with it as far as is known: the issuer would have to be asked, and is away.
   */
  ISSUER_AWAY;

  /** Its name in metrics. */
  String label() {
    return "token-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
