package shop.crm.queries.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.body.BodyValues;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.Rfc3339;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.Role;
import shop.crm.schemas.model.access.Scope;

/**
 * The key that a caller wants to have, checked.
 *
 * @param owner a tenant, or the platform; empty where the caller's tenant is meant
 */
record KeyBody(
    String name, Optional<String> owner, Set<Scope> scopes, Optional<Instant> expiresAt) {

  private static final int MAX_ERRORS = 20;
  private static final Set<String> FIELDS =
      Set.of("name", "tenant", "role", "scopes", "expires_at");

  private static final String ROLES =
      Arrays.stream(Role.values()).map(Role::text).collect(Collectors.joining(", "));

  /**
   * Reads a body.
   *
   * @param tenantNeeded whether it has to say whose key it is to be
   * @throws ProblemException naming everything that is wrong
   */
  static KeyBody read(JsonNode body, boolean tenantNeeded, Instant now) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    requireFields(body, FIELDS, errors);
    String name = name(body.path("name"), errors);
    Optional<String> owner = owner(body.path("tenant"), tenantNeeded, errors);
    Set<Scope> scopes = scopes(body.path("role"), body.path("scopes"), errors);
    Optional<Instant> expiresAt = expiresAt(body.path("expires_at"), now, errors);
    errors.throwIfAny();
    return new KeyBody(name, owner, scopes, expiresAt);
  }

  /** Notes what is no object, and fields that are not known. */
  static void requireFields(JsonNode body, Set<String> known, BodyErrors errors) {
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!known.contains(field.getKey())) {
        errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here");
      }
    }
  }

  static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static String name(JsonNode name, BodyErrors errors) {
    if (isAbsent(name)) {
      errors.add("/name", "is missing");
      return "";
    }
    if (name.isTextual() && name.textValue().isBlank()) {
      errors.add("/name", "is blank");
    }
    return new BodyValues(errors).text("/name", name, ApiKey.MAX_NAME).orElse("");
  }

  private static Optional<String> owner(JsonNode tenant, boolean needed, BodyErrors errors) {
    if (isAbsent(tenant)) {
      if (needed) {
        errors.add("/tenant", "is missing: * is for the platform");
      }
      return Optional.empty();
    }
    if (!tenant.isTextual() || !isOwner(tenant.textValue())) {
      errors.add("/tenant", "is neither * nor an id: " + Ids.REACHABLE);
      return Optional.empty();
    }
    return Optional.of(tenant.textValue());
  }

  /** Whether a text can stand for whose a key is. */
  static boolean isOwner(String text) {
    return text.equals(Grant.PLATFORM) || Ids.isReachable(text);
  }

  private static Set<Scope> scopes(JsonNode role, JsonNode scopes, BodyErrors errors) {
    if (isAbsent(role) && isAbsent(scopes)) {
      errors.add("/scopes", "is missing: give a role or scopes");
      return Set.of();
    }
    if (!isAbsent(role) && !isAbsent(scopes)) {
      errors.add("/role", "stands beside scopes: give one of the two");
      return Set.of();
    }
    return isAbsent(scopes) ? ofRole(role, errors) : ofList(scopes, errors);
  }

  private static Set<Scope> ofRole(JsonNode role, BodyErrors errors) {
    Optional<Role> known = Optional.ofNullable(role.textValue()).flatMap(Role::of);
    if (known.isEmpty()) {
      errors.add("/role", "is not a role: " + ROLES);
    }
    return known.map(Role::scopes).orElse(Set.of());
  }

  private static Set<Scope> ofList(JsonNode scopes, BodyErrors errors) {
    if (!scopes.isArray() || scopes.isEmpty()) {
      errors.add("/scopes", "is not a list of scopes");
      return Set.of();
    }
    Set<Scope> known = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < scopes.size(); i++) {
      Optional<Scope> scope = Optional.ofNullable(scopes.get(i).textValue()).flatMap(Scope::of);
      scope.ifPresent(known::add);
      if (scope.isEmpty()) {
        errors.add("/scopes/" + i, "is not a scope");
      }
    }
    return known;
  }

  private static Optional<Instant> expiresAt(JsonNode time, Instant now, BodyErrors errors) {
    if (isAbsent(time)) {
      return Optional.empty();
    }
    try {
      Instant end = Rfc3339.parse(time.isTextual() ? time.textValue() : "");
      if (!end.isAfter(now)) {
        errors.add("/expires_at", "is not in the future");
      }
      return Optional.of(end);
    } catch (DateTimeException _) {
      errors.add("/expires_at", "is not a time as of RFC 3339");
      return Optional.empty();
    }
  }
}
