package shop.crm.queries.http.access.oidc;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import shop.crm.queries.http.Caller;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.Role;
import shop.crm.schemas.model.access.Scope;

/** What the claims of a token have to say to be taken, and whose it is by them. */
final class ClaimRules {

  /** How much the issuer's clock may differ from ours. */
  static final Duration SKEW = Duration.ofSeconds(60);

  private static final String PLATFORM = "*";

  /** Stands before the name of a role, where it has to be told from a scope. */
  private static final String ROLE = "role:";

  /** 9999-12-31: what is later is no time that anybody means. */
  private static final double MAX_SECONDS = 253_402_300_799.0;

  private final OidcSettings settings;

  ClaimRules(OidcSettings settings) {
    this.settings = settings;
  }

  /**
   * Whose a token is.
   *
   * @param caller who sends it
   * @param until it is valid before this
   */
  record Grant(Caller caller, Instant until) {}

  /**
   * Whose a token with these claims is, provided that it is signed by the issuer.
   *
   * @throws RefusedToken if it is not for this service, or not valid now
   */
  Grant read(JsonNode claims, Instant now) {
    require(settings.issuer().equals(claims.path("iss").textValue()), TokenRefusal.ISSUER);
    require(isFor(claims.path("aud"), settings.audience()), TokenRefusal.AUDIENCE);
    Instant until = time(claims, "exp").map(end -> end.plus(SKEW)).orElse(Instant.MIN);
    require(now.isBefore(until), TokenRefusal.EXPIRED);
    Instant latest = now.plus(SKEW);
    require(isNotAfter(time(claims, "nbf"), latest), TokenRefusal.NOT_YET_VALID);
    require(isNotAfter(time(claims, "iat"), latest), TokenRefusal.ISSUED_LATER);
    return new Grant(caller(claims), until);
  }

  private Caller caller(JsonNode claims) {
    String subject = StrictJson.text(claims, "sub").filter(text -> !text.isBlank()).orElse("");
    require(!subject.isEmpty(), TokenRefusal.SUBJECT);
    String actor = Actor.of(settings.issuer(), subject);
    Set<Scope> scopes = scopes(claim(claims, settings.scopesClaim()));
    String tenant =
        Optional.ofNullable(claim(claims, settings.tenantClaim()).textValue()).orElse("");
    if (tenant.equals(PLATFORM)) {
      return new Caller.OfPlatform(actor, scopes);
    }
    require(Ids.isValid(tenant), TokenRefusal.TENANT);
    return new Caller.OfTenant(actor, tenant, scopes);
  }

  /** What is listed and known: an issuer lists for other services, too. */
  private static Set<Scope> scopes(JsonNode claim) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    texts(claim).map(ClaimRules::named).forEach(scopes::addAll);
    return Collections.unmodifiableSet(scopes);
  }

  /** A word that is a scope and a role is the scope, which allows less: {@code admin}. */
  private static Set<Scope> named(String text) {
    if (text.startsWith(ROLE)) {
      return Role.of(text.substring(ROLE.length())).map(Role::scopes).orElse(Set.of());
    }
    return Scope.of(text).map(Set::of).or(() -> Role.of(text).map(Role::scopes)).orElse(Set.of());
  }

  /** Of a list, its texts; of a text, its words. */
  private static Stream<String> texts(JsonNode claim) {
    if (claim.isTextual()) {
      return List.of(claim.textValue().split(" ")).stream();
    }
    return claim.isArray()
        ? StreamSupport.stream(claim.spliterator(), false)
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
        : Stream.empty();
  }

  private static boolean isFor(JsonNode audience, String us) {
    if (audience.isTextual()) {
      return audience.textValue().equals(us);
    }
    return audience.isArray() && texts(audience).anyMatch(us::equals);
  }

  private static JsonNode claim(JsonNode claims, String name) {
    return name.startsWith("/") ? claims.at(JsonPointer.compile(name)) : claims.path(name);
  }

  /** A time in seconds, if it is there. */
  private static Optional<Instant> time(JsonNode claims, String name) {
    JsonNode claim = claims.path(name);
    if (claim.isMissingNode()) {
      return Optional.empty();
    }
    double seconds = claim.isNumber() ? claim.doubleValue() : -1;
    require(seconds >= 0 && seconds <= MAX_SECONDS, TokenRefusal.MALFORMED);
    return Optional.of(Instant.ofEpochMilli((long) (seconds * 1_000)));
  }

  private static boolean isNotAfter(Optional<Instant> time, Instant latest) {
    return time.map(it -> !it.isAfter(latest)).orElse(true);
  }

  private static void require(boolean holds, TokenRefusal otherwise) {
    if (!holds) {
      throw new RefusedToken(otherwise);
    }
  }
}
