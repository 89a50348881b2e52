package shop.crm.queries.http.access;

import shop.crm.queries.http.Caller;
import shop.crm.queries.http.ProblemException;

/** Tells from a credential whose it is. Safe for use by many threads. */
public interface Authenticator {

  /** Whether a credential is of the kind that this one knows, by its form alone. */
  boolean takes(String credential);

  /** Whether it knows by now what it has to know; it stays so. */
  default boolean ready() {
    return true;
  }

  /**
   * Whose credential it is.
   *
   * @param credential of a kind that this {@link #takes}
   * @throws ProblemException 401 if it is not valid now, whatever the reason; 503 where that cannot
   *     be told now
   */
  Caller authenticate(String credential);
}
