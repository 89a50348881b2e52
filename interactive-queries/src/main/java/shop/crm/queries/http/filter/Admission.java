package shop.crm.queries.http.filter;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.Refusal;
import shop.crm.queries.connection.Refusals;
import shop.crm.queries.http.Listener;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.Requests;
import shop.crm.queries.http.body.Bodies;

/**
 * Refuses what a browser was made to send by a page of another site.
 *
 * <p>A service that listens on loopback is protected by that address alone, and a browser on the
 * same machine reaches it. Any site can have its own name resolve to 127.0.0.1 once its page has
 * been loaded; what the page then reads is of the same origin for the browser, but the name still
 * stands in {@code Host}. A name without a dot is nobody's to register, so no page comes from one
 * that an attacker resolves: such names (of containers, of scripts) may go on. Where the service is
 * on another address it is told by which names it is called (a container listens on all of its own,
 * and is published on loopback); probes of health, which call by the address, tell nobody anything.
 *
 * <p>What changes something without a body could come from a form of any site, on whatever address
 * the service listens: it must carry a header that a form cannot send. A body is JSON, CSV or
 * NDJSON, which no form sends either.
 */
public final class Admission implements Filter {

  private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");
  private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final Set<String> OF_FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");
  private static final List<HeaderName> NOT_OF_FORMS =
      List.of(
          Requests.TENANT,
          HeaderNames.create("Idempotency-Key"),
          HeaderNames.create("X-Requested-With"),
          HeaderNames.AUTHORIZATION,
          HeaderNames.create(ClusterSecret.HEADER));

  private static final String HEALTH = "/health/";

  private final boolean checked;
  private final Set<String> names;
  private final Refusals refusals;

  /**
   * @param listener where the server listens
   */
  public Admission(Listener listener, Refusals refusals) {
    this.names = listener.names();
    this.checked = !names.isEmpty() || listener.isLoopback();
    this.refusals = refusals;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (checked && !isOurs(request) && !request.path().path().startsWith(HEALTH)) {
      refuse(
          request,
          Refusal.FOREIGN_ORIGIN,
          "foreign-origin",
          "Host must be localhost, a loopback address or one of CRM_ALLOWED_HOSTS, and Origin, if"
              + " there is one, the same");
    }
    if (request.prologue().method() == Method.POST) {
      checkPost(request);
    }
    chain.proceed();
  }

  private void refuse(ServerRequest request, Refusal why, String slug, String detail) {
    refusals.count(why, request.remotePeer().host());
    throw new ProblemException(Problem.forbidden(slug, detail));
  }

  private boolean isOurs(ServerRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    Optional<String> origin = request.headers().first(HeaderNames.ORIGIN);
    return isOurs(host, true)
        && (origin.isEmpty()
            || authority(origin.get())
                .filter(it -> it.equalsIgnoreCase(host) || isOurs(it, false))
                .isPresent());
  }

  private boolean isOurs(String authority, boolean orOfOneLabel) {
    String name = authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    return names.contains(name)
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || LOOPBACK_ADDRESS.matcher(name).matches()
        || orOfOneLabel && !name.contains(".") && !name.contains(":");
  }

  /** That of an origin; nothing of {@code null}, which is that of a page without one. */
  private static Optional<String> authority(String origin) {
    int scheme = origin.indexOf("://");
    return scheme < 0 ? Optional.empty() : Optional.of(origin.substring(scheme + 3));
  }

  private void checkPost(ServerRequest request) {
    boolean crossSite =
        request.headers().first(SEC_FETCH_SITE).filter("cross-site"::equals).isPresent();
    if (crossSite || !request.content().hasEntity() && couldBeOfForm(request)) {
      refuse(
          request,
          Refusal.FORM_POST,
          "form-post",
          "A POST without a body needs a header that a form cannot send: Content-Type:"
              + " application/json, X-Tenant-ID, Idempotency-Key or X-Requested-With");
    }
  }

  private static boolean couldBeOfForm(ServerRequest request) {
    String type = Bodies.mediaType(request);
    return (type.isEmpty() || OF_FORMS.contains(type))
        && NOT_OF_FORMS.stream().noneMatch(request.headers()::contains);
  }
}
