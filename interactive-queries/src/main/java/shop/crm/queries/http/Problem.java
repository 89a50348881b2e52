package shop.crm.queries.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import shop.crm.connectors.postgres.AlreadyThere;
import shop.crm.queries.live.Freshness;
import shop.crm.schemas.json.JsonBytes;
import shop.crm.schemas.model.access.Scope;

/**
 * What a caller is told when a request fails, RFC 9457.
 *
 * @param status of the answer
 * @param slug what kind it is; ends its {@code type}
 * @param title the same for every problem of the kind
 * @param detail what went wrong this time, without internals and personal data
 * @param errors what is wrong with the body
 * @param incident under which id it was logged
 * @param headers more headers of the answer
 */
public record Problem(
    int status,
    String slug,
    String title,
    String detail,
    List<BodyError> errors,
    Optional<String> incident,
    Map<String, String> headers) {

  /** After how long a caller may try again where nothing else is known. */
  public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** One thing that is wrong with a body, at a JSON pointer. */
  public record BodyError(String pointer, String message) {}

  /** A problem of which nothing more is to be said. */
  public static Problem of(int status, String slug, String title, String detail) {
    return new Problem(status, slug, title, detail, List.of(), Optional.empty(), Map.of());
  }

  private Problem with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new Problem(status, slug, title, detail, errors, incident, Map.copyOf(all));
  }

  /** The same, with when to try again: in a second at the earliest. */
  public Problem retryAfter(Duration wait) {
    return with("Retry-After", String.valueOf(Math.max(1, wait.toSeconds())));
  }

  /** The same, for a body of which the rest is not wanted. */
  public Problem hangingUp() {
    return with("Connection", "close");
  }

  /** 400: the request itself cannot be understood. */
  public static Problem malformed(String detail) {
    return of(400, "malformed-request", "The request is malformed", detail);
  }

  /** 401: an internal call without proof of the secret. */
  public static Problem unsigned() {
    return of(
            401,
            "unsigned-call",
            "The call is not signed",
            "Calls between instances are signed with the cluster's secret")
        .with("WWW-Authenticate", "Crm-Signature");
  }

  /** 401: the call needs a credential, and came without one. */
  public static Problem unauthenticated() {
    return of(
            401,
            "unauthenticated",
            "A credential is required",
            "Send an API key or a token as Authorization: Bearer …")
        .with("WWW-Authenticate", "Bearer realm=\"crm\"");
  }

  /** 401: a credential that is not valid; why is nobody's business but the owner's. */
  public static Problem badCredential() {
    return of(
            401,
            "bad-credential",
            "The credential is not valid",
            "It is malformed, unknown, expired or revoked")
        .with("WWW-Authenticate", "Bearer realm=\"crm\", error=\"invalid_token\"");
  }

  /** 403: the credential does not allow this. */
  public static Problem missingScope(Scope scope) {
    return of(403, "missing-scope", "Not allowed", "The credential lacks the scope " + scope.text())
        .with(
            "WWW-Authenticate",
            "Bearer realm=\"crm\", error=\"insufficient_scope\", scope=\"" + scope.text() + '"');
  }

  /** 403: the request names another tenant than the credential is for. */
  static Problem foreignTenant() {
    return of(
        403,
        "foreign-tenant",
        "Not allowed",
        "The credential is not for the tenant of X-Tenant-ID");
  }

  /** 403: what only a credential of the platform may do. */
  public static Problem platformOnly(String detail) {
    return of(403, "platform-only", "Not allowed", detail);
  }

  /** 403: what a page of another site may not do. */
  public static Problem forbidden(String slug, String detail) {
    return of(403, slug, "Not for a page of another site", detail);
  }

  /** 404. */
  public static Problem unknownPath() {
    return of(404, "unknown-path", "There is nothing at this path", "See /openapi.json");
  }

  /** 404, with how fresh the state is that knows no such customer. */
  public static Problem unknownCustomer(Freshness freshness) {
    return of(404, "unknown-customer", "Unknown customer", "The tenant has no such customer")
        .with("X-As-Of", freshness.asOf().toString());
  }

  /** 404: nothing is known of a tenant without customers. */
  public static Problem unknownTenant() {
    return of(404, "unknown-tenant", "Unknown tenant", "The tenant has no customers");
  }

  /** 404. */
  public static Problem unknownRecalculation() {
    return of(404, "unknown-recalculation", "Unknown recalculation", "The tenant asked for none");
  }

  /** 404. */
  public static Problem unknownSegment() {
    return of(404, "unknown-segment", "Unknown segment", "The tenant has no such segment");
  }

  /** 405, with what the path answers. */
  static Problem methodNotAllowed(String allowed) {
    return of(405, "method-not-allowed", "Method not allowed", "This path answers " + allowed)
        .with("Allow", allowed);
  }

  /** 406, with the types that the path sends. */
  public static Problem notAcceptable(Set<String> types) {
    return of(
        406,
        "not-acceptable",
        "Not acceptable",
        "This path sends " + String.join(" or ", new TreeSet<>(types)));
  }

  /** 409: another customer has it. */
  static Problem alreadyThere(AlreadyThere.What what) {
    return new Problem(
        409,
        "already-there",
        "There is one already",
        "The tenant has another customer with this " + what.name().toLowerCase(Locale.ROOT),
        List.of(new BodyError("/" + what.name().toLowerCase(Locale.ROOT), "is another customer's")),
        Optional.empty(),
        Map.of());
  }

  /** 409: another segment has it. */
  public static Problem segmentThere(AlreadyThere.What what) {
    return new Problem(
        409,
        "already-there",
        "There is one already",
        "The tenant has another segment with this " + what.name().toLowerCase(Locale.ROOT),
        List.of(new BodyError("/" + what.name().toLowerCase(Locale.ROOT), "is another segment's")),
        Optional.empty(),
        Map.of());
  }

  /** 409, with the balance. */
  public static Problem tooFewPoints(long balance) {
    return of(409, "too-few-points", "Too few points", "The balance is " + balance + " points");
  }

  /** 409. */
  public static Problem builtInSegment() {
    return of(
        409,
        "built-in-segment",
        "The segment is built in",
        "A built-in segment is neither changed nor deleted");
  }

  /** 409. */
  public static Problem dynamicSegment() {
    return of(
        409,
        "dynamic-segment",
        "The segment is dynamic",
        "Its members are all who meet its conditions; only those of a manual segment are put in");
  }

  /** 410: what the reader asks for is not kept any more. */
  public static Problem lostEvents() {
    return of(
        410,
        "events-lost",
        "Events were lost",
        "Events after this position are not kept any more: read the state anew, and the feed"
            + " without Last-Event-ID");
  }

  /** 412, with the version that there is. */
  static Problem staleVersion(long version) {
    return of(412, "stale-version", "The version is stale", "The present version is " + version)
        .with("ETag", EntityTags.of(version));
  }

  /** 413. */
  public static Problem tooLarge() {
    return tooLarge("A body may have 1 MiB");
  }

  /** 413. */
  public static Problem tooLarge(String detail) {
    return of(413, "too-large", "The body is too large", detail).hangingUp();
  }

  /** 415, with the types that are taken. */
  public static Problem unsupportedMediaType(Set<String> accepted) {
    return of(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "Send a body as " + String.join(" or ", new TreeSet<>(accepted)));
  }

  /** 415, with the encodings that are taken. */
  public static Problem unsupportedEncoding() {
    return of(
            415,
            "unsupported-encoding",
            "Unsupported content encoding",
            "Send a body as it is, or compressed by gzip")
        .with("Accept-Encoding", "gzip, identity");
  }

  /** 421: a relayed call came to one who does not own the key. */
  public static Problem misdirected() {
    return of(
        421,
        "misdirected-request",
        "Not the owner",
        "Another instance sent this request here, but the customer is not owned here");
  }

  /** 422: the key came with another body before. */
  static Problem reusedKey() {
    return of(
        422,
        "idempotency-key-reused",
        "The idempotency key was used before",
        "It came with another body; a new request needs a new key");
  }

  /** 422, with all that is wrong with the body. */
  public static Problem invalidBody(List<BodyError> errors) {
    return new Problem(
        422,
        "invalid-body",
        "The body is not valid",
        "See errors",
        errors,
        Optional.empty(),
        Map.of());
  }

  /** 429: more than so many requests a second. */
  public static Problem tooManyRequests(
      long perSecond, Duration retryAfter, Map<String, String> limits) {
    Problem problem =
        of(429, "too-many-requests", "Too many requests", perSecond + " a second are taken")
            .retryAfter(retryAfter);
    for (Map.Entry<String, String> limit : limits.entrySet()) {
      problem = problem.with(limit.getKey(), limit.getValue());
    }
    return problem;
  }

  /** 503, with when to try again. */
  public static Problem unavailable(String detail, Duration retryAfter) {
    return of(503, "not-available", "Not available now", detail).retryAfter(retryAfter);
  }

  /** 500, with the id under which it is logged. */
  static Problem internal(String incident) {
    return new Problem(
        500,
        "internal-error",
        "Internal error",
        "The error is logged under this incident id",
        List.of(),
        Optional.of(incident),
        Map.of());
  }

  /** Whatever else the HTTP library refuses. */
  public static Problem other(int status, String reason) {
    return of(status, "http-" + status, reason, reason);
  }

  /** As JSON. */
  byte[] toJson() {
    return JsonBytes.object(
        json -> {
          json.writeStringField("type", "urn:crm:problem:" + slug);
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          if (incident.isPresent()) {
            json.writeStringField("incident", incident.get());
          }
          if (!errors.isEmpty()) {
            json.writeArrayFieldStart("errors");
            for (BodyError error : errors) {
              json.writeStartObject();
              json.writeStringField("pointer", error.pointer());
              json.writeStringField("message", error.message());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
        });
  }
}
