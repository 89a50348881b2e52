package shop.crm.queries;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.Refusal;
import shop.crm.queries.connection.Refusals;

/**
 * Lets only those call the internal listener that know the cluster's secret. Health, status and
 * metrics tell nothing of customers, and whoever asks for them knows no secret.
 */
final class PeerCalls implements Filter {

  static final HeaderName SIGNATURE = HeaderNames.create(ClusterSecret.HEADER);

  private final ClusterSecret secret;
  private final Refusals refusals;
  private final Clock clock;

  PeerCalls(ClusterSecret secret, Refusals refusals, Clock clock) {
    this.secret = secret;
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
    return path.equals("/metrics") || path.equals("/status") || path.startsWith("/health/");
  }

  private void check(ServerRequest request) {
    String query = request.query().rawValue();
    ClusterSecret.Call call =
        new ClusterSecret.Call(
            request.prologue().method().text(),
            request.path().rawPath() + (query.isEmpty() ? "" : "?" + query),
            request.headers().first(Requests.TENANT).orElse(""));
    Optional<String> signature = request.headers().first(SIGNATURE);
    if (signature.isEmpty() || !secret.proves(signature.get(), call, clock)) {
      throw refused(request);
    }
    if (request.content().hasEntity()) {
      request.streamFilter(body -> new Checked(body, signature.get(), request));
    } else if (!ClusterSecret.isEmpty(signature.get())) {
      throw refused(request);
    }
  }

  private ProblemException refused(ServerRequest request) {
    refusals.count(Refusal.UNSIGNED, request.remotePeer().host());
    return new ProblemException(Problem.unsigned());
  }

  /** A body that does not end as what it was signed as. What nobody reads, nobody acts on. */
  private final class Checked extends FilterInputStream {

    private final MessageDigest digest = ClusterSecret.digest();
    private final String signature;
    private final ServerRequest request;

    Checked(InputStream body, String signature, ServerRequest request) {
      super(body);
      this.signature = signature;
      this.request = request;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        digest.update(bytes, offset, read);
      } else if (read < 0 && !ClusterSecret.isBody(signature, digest.digest())) {
        throw refused(request);
      }
      return read;
    }
  }
}
