package shop.crm.queries.key;

import java.time.Instant;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.schemas.model.access.ApiKey;

/** What only callers of this room are told. */
final class KeyProblems {

  private KeyProblems() {}

  /** 404: there is no such key, or none that this caller would be told of. */
  static ProblemException unknown() {
    return of(404, "unknown-key", "Unknown key", "There is no such key");
  }

  /** 403: a tenant's admin asks for keys of another tenant, or of the platform. */
  static ProblemException foreignTenant() {
    return of(
        403, "foreign-tenant", "Not allowed", "The credential is for keys of its own tenant alone");
  }

  /** 403: an expiring key asks for a secret of one that is valid for longer. */
  static ProblemException outlivesCaller(Instant end) {
    return of(
        403,
        "outlives-credential",
        "Not allowed",
        "The credential expires at "
            + end
            + ": it makes and rotates only keys whose expires_at is no later");
  }

  /** 409: there are as many as may be. */
  static ProblemException tooMany() {
    return of(
        409,
        "too-many-keys",
        "Too many keys",
        "A tenant may have "
            + ApiKey.MAX_OF_OWNER
            + " keys, and all together "
            + ApiKey.MAX_ALL
            + ": revoke some");
  }

  private static ProblemException of(int status, String slug, String title, String detail) {
    return new ProblemException(Problem.of(status, slug, title, detail));
  }
}
