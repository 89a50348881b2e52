package shop.crm.queries.http.fresh;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.state.HostInfo;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.EntityTags;
import shop.crm.queries.http.OngoingCall;
import shop.crm.queries.http.RequestTrace;
import shop.crm.queries.http.Requests;

/**
 * Passes a read on to an instance that owns the key or has a copy, and its answer back. One hop,
 * never two.
 */
public final class Relay implements AutoCloseable {

  static final HeaderName HOP = HeaderNames.create("X-Crm-Hop");

  /** After so long without a byte the other instance is taken to be away. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final int BUFFER = 64 << 10;

  /** So that there is time for a copy here within the 3 s that an answer may take. */
  private static final Duration TIMEOUT = Duration.ofMillis(2_500);

  private static final List<HeaderName> PASSED_BACK =
      List.of(
          HeaderNames.CONTENT_TYPE,
          HeaderNames.ETAG,
          HeaderNames.RETRY_AFTER,
          Answers.AS_OF,
          Answers.STALE);

  private final Optional<ClusterSecret> secret;
  private final Clock clock;
  private final PeerHttp http;

  /**
   * @param secret what proves its requests to the others
   * @param http how they are reached; it is closed with this
   */
  public Relay(Optional<ClusterSecret> secret, PeerHttp http, Clock clock) {
    this.secret = secret;
    this.http = http;
    this.clock = clock;
  }

  /** What another instance is asked for. */
  enum Wanted {
    /** What it knows as the owner. */
    OWNERS("1"),
    /** What it knows, be it from a copy. */
    COPY("copy");

    private final String header;

    Wanted(String header) {
      this.header = header;
    }
  }

  /** Whether another instance passed this request on. */
  static boolean isRelayed(ServerRequest request) {
    return request.headers().contains(HOP);
  }

  /** Whether the other instance will have a stale answer, too. */
  static boolean wantsCopy(ServerRequest request) {
    return request.headers().first(HOP).filter(Wanted.COPY.header::equals).isPresent();
  }

  /**
   * Asks another instance.
   *
   * @param tenant whom the caller speaks for
   * @throws IOException if it does not answer in time
   */
  Answer ask(HostInfo instance, Wanted wanted, ServerRequest request, String tenant)
      throws IOException, InterruptedException {
    String query = escaped(request.query().rawValue());
    String target = request.path().absolute().rawPath() + (query.isEmpty() ? "" : "?" + query);
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(http.uri(instance.host(), instance.port(), target))
            // Until the answer begins; what comes then has a time limit of its own.
            .timeout(TIMEOUT)
            .header(HOP.defaultCase(), wanted.header)
            .header(Requests.TENANT.defaultCase(), tenant)
            .GET();
    RequestTrace.of(request)
        .ifPresent(id -> asked.header(RequestTrace.REQUEST_ID.defaultCase(), id));
    RequestTrace.traceParent(request)
        .ifPresent(parent -> asked.header(RequestTrace.TRACE_PARENT.defaultCase(), parent));
    String masked = Caller.of(request).seesPersonalData() ? "" : "true";
    if (!masked.isEmpty()) {
      asked.header(Requests.MASKED.defaultCase(), masked);
    }
    ClusterSecret.Call call = new ClusterSecret.Call("GET", target, tenant, masked);
    secret.ifPresent(it -> asked.header(ClusterSecret.HEADER, it.sign(call, new byte[0], clock)));
    return new Answer(http.client().send(asked.build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  /** What some clients write as it is and no URI may have. */
  private static String escaped(String query) {
    StringBuilder escaped = new StringBuilder(query.length());
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if ("\"<>\\^`{|}".indexOf(c) >= 0) {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public void close() {
    http.close();
  }

  /**
   * What the other instance answers. It may be long, and is passed on as it comes.
   *
   * @throws IOException from its methods where that goes silent
   */
  record Answer(HttpResponse<InputStream> answer) implements AutoCloseable {

    /**
     * Whether it has not what is wanted any more, cannot answer yet, or does not take this instance
     * for one of its own: none of that is the caller's.
     */
    boolean isRefused() {
      return Set.of(401, 403, 421, 503).contains(answer.statusCode());
    }

    @Override
    public void close() throws IOException {
      answer.body().close();
    }

    void sendTo(ServerRequest request, ServerResponse response) throws IOException {
      StalledBody body = new StalledBody(answer.body(), SILENCE);
      try (body) {
        byte[] begin = body.readNBytes(BUFFER);
        head(response);
        Optional<String> tag = answer.headers().firstValue(HeaderNames.ETAG.defaultCase());
        if (tag.isPresent() && EntityTags.isKnown(request, tag.get())) {
          EntityTags.sendNotModified(response);
          return;
        }
        if (begin.length < BUFFER) {
          response.send(begin);
          return;
        }
        // An exception from here on cuts the connection: the caller sees that the end is missing.
        try (OutputStream out = OngoingCall.answer(request, response)) {
          out.write(begin);
          for (byte[] next = body.readNBytes(BUFFER);
              next.length > 0;
              next = body.readNBytes(BUFFER)) {
            out.write(next);
          }
        }
      }
    }

    private void head(ServerResponse response) {
      response.status(Status.create(answer.statusCode()));
      for (HeaderName name : PASSED_BACK) {
        answer
            .headers()
            .firstValue(name.defaultCase())
            .ifPresent(value -> response.header(HeaderValues.create(name, value)));
      }
    }
  }
}
