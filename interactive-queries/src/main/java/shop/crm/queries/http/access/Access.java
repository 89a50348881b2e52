package shop.crm.queries.http.access;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.Route;
import shop.crm.schemas.model.access.Scope;

/**
 * Lets a call through to its route only for those who may make it. It stands in front of all other
 * checks of a route, so that nobody else learns anything from them.
 */
public final class Access {

  /** What is longer is no credential of ours, and is not looked at. */
  private static final int MAX_CREDENTIAL = 16 << 10;

  private static final String SCHEME = "Bearer ";

  private static final Problem PLATFORM_ONLY =
      Problem.platformOnly("Only a credential of the platform may do this");

  private final List<Authenticator> authenticators;

  /**
   * @param authenticators who know credentials; none where no credentials are asked for
   */
  public Access(List<Authenticator> authenticators) {
    this.authenticators = List.copyOf(authenticators);
  }

  /** Whether all who may call can be told by now from those who may not. */
  public boolean ready() {
    return authenticators.stream().allMatch(Authenticator::ready);
  }

  /**
   * What a person must know of who is let in; nothing where all is as it should be.
   *
   * @param listener that everybody reaches
   */
  public List<String> warnings(Listener listener) {
    return authenticators.isEmpty() && !listener.isLoopback()
        ? List.of(
            "CRM_AUTH=off: whoever reaches "
                + listener.host()
                + " may read and change everything of every tenant")
        : List.of();
  }

  /** The same route, on a port that everybody reaches. */
  public Route checked(Route route) {
    Optional<Scope> requires = route.traits().requires();
    if (requires.isEmpty()) {
      return route;
    }
    Scope scope = requires.get();
    Handler handler = route.handler();
    return route.answeredBy(
        (request, response) -> {
          Caller caller = caller(request);
          Caller.register(request, caller);
          OngoingCall.register(request, () -> isStill(caller, request));
          if (!caller.may(scope)) {
            throw new ProblemException(Problem.missingScope(scope));
          }
          Requests.requireOwnTenant(request, caller);
          if (route.traits().ofPlatform() && caller instanceof Caller.OfTenant) {
            throw new ProblemException(PLATFORM_ONLY);
          }
          handler.handle(request, response);
        });
  }

  /** The same route, on the port whose callers have proved to be instances. */
  public static Route ofPeers(Route route) {
    Handler handler = route.handler();
    return route.answeredBy(
        (request, response) -> {
          Caller.register(request, new Caller.Peer(request.headers().contains(Requests.MASKED)));
          handler.handle(request, response);
        });
  }

  private boolean isStill(Caller caller, ServerRequest request) {
    try {
      return caller(request).equals(caller);
    } catch (ProblemException e) {
      // That it cannot be told now does not end what was allowed.
      return e.problem().status() == Status.SERVICE_UNAVAILABLE_503.code();
    }
  }

  /**
   * Requires that whoever calls administrates the whole platform.
   *
   * @throws ProblemException 401 without a credential that is valid, 403 with one of somebody else
   */
  public void requireOperator(ServerRequest request) {
    boolean allowed =
        !authenticators.isEmpty()
            && caller(request) instanceof Caller.OfPlatform platform
            && platform.may(Scope.ADMIN);
    if (!allowed) {
      throw new ProblemException(Problem.missingScope(Scope.ADMIN));
    }
  }

  private Caller caller(ServerRequest request) {
    if (authenticators.isEmpty()) {
      return new Caller.Anyone();
    }
    if (!request.headers().contains(HeaderNames.AUTHORIZATION)) {
      throw new ProblemException(Problem.unauthenticated());
    }
    List<String> values = request.headers().all(HeaderNames.AUTHORIZATION, List::of);
    if (values.size() != 1 || values.getFirst().length() > MAX_CREDENTIAL) {
      throw new ProblemException(Problem.badCredential());
    }
    String credential = bearerToken(values.getFirst());
    for (Authenticator authenticator : authenticators) {
      if (authenticator.takes(credential)) {
        return authenticator.authenticate(credential);
      }
    }
    throw new ProblemException(Problem.badCredential());
  }

  /** The token of RFC 6750. By hand: this is on the path of every request. */
  private static String bearerToken(String value) {
    int begin = SCHEME.length();
    int end = value.length();
    while (begin < end && value.charAt(begin) == ' ') {
      begin++;
    }
    while (begin < end && value.charAt(end - 1) == ' ') {
      end--;
    }
    if (begin >= end
        || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !isToken(value, begin, end)) {
      throw new ProblemException(Problem.badCredential());
    }
    return value.substring(begin, end);
  }

  private static boolean isToken(String value, int begin, int end) {
    for (int i = begin; i < end; i++) {
      char c = value.charAt(i);
      boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letterOrDigit && "-._~+/=".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
