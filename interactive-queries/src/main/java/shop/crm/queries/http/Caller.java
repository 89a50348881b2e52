package shop.crm.queries.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.model.access.AuditLine;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** Who sends a request, and what that one may do. */
public sealed interface Caller {

  /** How logs and the audit log name the caller; no secret, and nothing personal. */
  String actor();

  /** Whether a call that requires this scope is allowed. */
  boolean may(Scope scope);

  /** How {@link #actor} names who comes by an API key. */
  static String actorOfKey(String id) {
    return AuditLine.KEY + id;
  }

  /** The id of the API key by which this one comes, where it is one. */
  default Optional<String> key() {
    return Optional.of(actor())
        .filter(actor -> actor.startsWith(AuditLine.KEY))
        .map(actor -> actor.substring(AuditLine.KEY.length()))
        .filter(KeyCredential::isId);
  }

  /** Whether names, addresses and the like are shown, not masked. */
  default boolean seesPersonalData() {
    return may(Scope.PII_READ);
  }

  /** Whoever comes, where no credentials are asked for. */
  record Anyone() implements Caller {
    @Override
    public String actor() {
      return "anyone";
    }

    @Override
    public boolean may(Scope scope) {
      return true;
    }
  }

  /** Somebody of one tenant. */
  record OfTenant(String actor, String tenant, Set<Scope> scopes) implements Caller {
    @Override
    public boolean may(Scope scope) {
      return scopes.contains(scope);
    }
  }

  /** Somebody of the platform, who says with each request which tenant is meant. */
  record OfPlatform(String actor, Set<Scope> scopes) implements Caller {
    @Override
    public boolean may(Scope scope) {
      return scopes.contains(scope);
    }
  }

  /**
   * Another instance, which has found out already that its own caller may do this.
   *
   * @param masked whether that caller does not see personal data
   */
  record Peer(boolean masked) implements Caller {
    @Override
    public String actor() {
      return "instance";
    }

    @Override
    public boolean may(Scope scope) {
      return scope != Scope.PII_READ || !masked;
    }
  }

  /**
   * Who sends a request.
   *
   * @throws IllegalStateException if nobody has found out, which no route may be reached without
   */
  static Caller of(ServerRequest request) {
    return find(request).orElseThrow(() -> new IllegalStateException("a route without its caller"));
  }

  /** Who sends a request, where that has been found out by now. */
  static Optional<Caller> find(ServerRequest request) {
    return request.context().get(Caller.class, Caller.class);
  }

  /** Lets those who answer a request know who sends it. */
  static void register(ServerRequest request, Caller caller) {
    request.context().register(Caller.class, caller);
  }
}
