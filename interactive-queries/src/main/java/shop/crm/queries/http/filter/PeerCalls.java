package shop.crm.queries.http.filter;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.Refusal;
import shop.crm.queries.connection.Refusals;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.access.Access;
import shop.crm.queries.http.body.Bodies;

/**
 * Lets only those call the internal listener that know the cluster's secret. Health, status and
 * metrics tell nothing of customers, and whoever asks for them knows no secret. An audit is also
 * let in for an operator, by a credential.
 */
public final class PeerCalls implements Filter {

  static final HeaderName SIGNATURE = HeaderNames.create(ClusterSecret.HEADER);

  private static final String AUDIT = "/internal/audit";

  private static final Set<String> OPEN =
      Set.of("/metrics", "/status", "/health/live", "/health/ready");

  private final ClusterSecret secret;
  private final Access access;
  private final Refusals refusals;
  private final Clock clock;

  /** Lets in who knows the secret. */
  public PeerCalls(ClusterSecret secret, Access access, Refusals refusals, Clock clock) {
    this.secret = secret;
    this.access = access;
    this.refusals = refusals;
    this.clock = clock;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (!isOpen(request.path().rawPath())) {
      check(request);
    }
    chain.proceed();
  }

  private static boolean isOpen(String path) {
    return OPEN.contains(path);
  }

  private static boolean isOperators(ServerRequest request) {
    return request.path().rawPath().equals(AUDIT)
        && request.headers().contains(HeaderNames.AUTHORIZATION);
  }

  private void check(ServerRequest request) {
    String query = request.query().rawValue();
    ClusterSecret.Call call =
        new ClusterSecret.Call(
            request.prologue().method().text(),
            request.path().rawPath() + (query.isEmpty() ? "" : "?" + query),
            request.headers().first(Requests.TENANT).orElse(""),
            request.headers().first(Requests.MASKED).orElse(""));
    Optional<String> signature = request.headers().first(SIGNATURE);
    if (signature.isEmpty() && isOperators(request)) {
      access.requireOperator(request);
      return;
    }
    if (signature.isEmpty() || !secret.proves(signature.get(), call, clock)) {
      throw refused(request);
    }
  }

  private ProblemException refused(ServerRequest request) {
    refusals.count(Refusal.UNSIGNED, request.remotePeer().host());
    return new ProblemException(Problem.unsigned());
  }

  /**
   * The body of a call between instances: all of it, and what was signed. A call that is not signed
   * comes here only where none has to be.
   */
  public static byte[] body(ServerRequest request) throws IOException {
    byte[] body = Bodies.bytes(request);
    Optional<String> signature = request.headers().first(SIGNATURE);
    if (signature.isPresent() && !ClusterSecret.isBody(signature.get(), body)) {
      throw new ProblemException(Problem.unsigned());
    }
    return body;
  }
}
