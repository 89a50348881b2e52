package shop.crm.queries.key;

import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.KeyWriter;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.Scope;

/**
 * Somebody who may work with keys: one of a tenant with those of that tenant, one of the platform
 * with all. Nobody hands out more than they have.
 *
 * @param own what the caller may do, and for whom
 * @param key the id of the key by which they come; nothing for a token of an issuer, which a person
 *     has signed in for: that may make what lasts
 */
record KeyAdmin(Grant own, Optional<String> key) {

  /**
   * Who sends a request.
   *
   * @throws ProblemException 403 if the request names another tenant than the caller's, or comes
   *     from another instance, which has no business with keys
   */
  static KeyAdmin of(ServerRequest request, Requests requests) {
    Caller caller = Caller.of(request);
    Grant own =
        switch (caller) {
          case Caller.Anyone _ -> Grant.of(Grant.PLATFORM, EnumSet.allOf(Scope.class));
          case Caller.OfPlatform(_, Set<Scope> scopes) -> Grant.of(Grant.PLATFORM, scopes);
          case Caller.OfTenant(_, _, Set<Scope> scopes) ->
              Grant.of(requests.tenant(request), scopes);
          case Caller.Peer _ -> throw new ProblemException(Problem.missingScope(Scope.ADMIN));
        };
    return new KeyAdmin(own, caller.key());
  }

  /** Whether a key is one of those that this caller is told of. */
  boolean sees(Grant key) {
    return own.tenant().isEmpty() || own.tenant().equals(key.tenant());
  }

  /**
   * Whose keys are meant, where a request names somebody, or nobody.
   *
   * @return whose; all keys where it is empty
   * @throws ProblemException 403 if those are not this caller's
   */
  Optional<String> owner(Optional<String> named) {
    if (own.tenant().isEmpty()) {
      return named;
    }
    if (named.isPresent() && !named.equals(own.tenant())) {
      throw KeyProblems.foreignTenant();
    }
    return own.tenant();
  }

  /**
   * Requires that a key of which this caller is told a secret ends no later than the key by which
   * they come: otherwise whoever has a key for a day has one for ever.
   *
   * @param keys as they are in the transaction that tells the secret
   * @param end from when on the key is not valid, if ever
   * @throws ProblemException 403 if it ends later; 401 if the caller's own was revoked meanwhile
   */
  void requireNoLongerThanOwn(KeyWriter keys, Optional<Instant> end) {
    if (key.isEmpty()) {
      return;
    }
    ApiKey ownKey =
        keys.find(key.get()).orElseThrow(() -> new ProblemException(Problem.badCredential())).key();
    Optional<Instant> ownEnd = ownKey.expiresAt();
    if (ownEnd.isPresent() && end.filter(it -> !it.isAfter(ownEnd.get())).isEmpty()) {
      throw KeyProblems.outlivesCaller(ownEnd.get());
    }
  }

  /**
   * Requires that this caller has all that a key allows.
   *
   * @throws ProblemException 403 naming the first scope that it has not
   */
  void requireAll(Set<Scope> scopes) {
    for (Scope scope : scopes) {
      if (!own.scopes().contains(scope)) {
        throw new ProblemException(Problem.missingScope(scope));
      }
    }
  }
}
