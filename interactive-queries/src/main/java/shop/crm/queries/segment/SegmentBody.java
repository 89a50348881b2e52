package shop.crm.queries.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.postgres.SegmentDraft;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.queries.http.body.BodyValues;
import shop.crm.queries.view.Visibility;
import shop.crm.schemas.condition.ConditionsJson;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.segment.Conditions;

/**
 * What a caller says of a segment, checked.
 *
 * @param conditions present where members are all who meet them, absent where they are put in by
 *     hand
 */
public record SegmentBody(
    Optional<String> id,
    String name,
    Optional<String> description,
    Optional<Conditions> conditions) {

  private static final int MAX_ERRORS = 100;

  /** What stands in addresses where ids of segments do. */
  private static final Set<String> CALLS = Set.of("preview");

  private static final int MAX_NAME = 128;
  private static final int MAX_DESCRIPTION = 1_024;
  private static final Set<String> FIELDS =
      Set.of("id", "name", "description", "type", "conditions");

  /** Fields of a segment that nobody sets: a body that was read before can be sent as it is. */
  private static final Set<String> READ_ONLY =
      Set.of(
          "tenant_id",
          "customer_count",
          "built_in",
          "created_at",
          "updated_at",
          "version",
          "computing",
          "progress");

  /** The segment that this makes. */
  SegmentDraft draft(String itsId) {
    return new SegmentDraft(itsId, name, description, conditions);
  }

  /**
   * Reads a body.
   *
   * @param visibility what its caller is shown of customers
   * @throws ProblemException 422 naming everything that is wrong; 403 if it asks for what its
   *     caller is not shown
   */
  static SegmentBody read(JsonNode body, Visibility visibility) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!FIELDS.contains(field.getKey()) && !READ_ONLY.contains(field.getKey())) {
        errors.add("/" + BodyErrors.escaped(field.getKey()), "is not a field of a segment");
      }
    }
    Optional<String> id = id(body.path("id"), errors);
    String name = name(body.path("name"), errors);
    Optional<String> description = description(body.path("description"), errors);
    Optional<Conditions> conditions =
        conditions(body.path("type"), body.path("conditions"), errors);
    errors.throwIfAny();
    conditions.map(Conditions::root).ifPresent(visibility::requireFor);
    return new SegmentBody(id, name, description, conditions);
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static Optional<String> id(JsonNode id, BodyErrors errors) {
    if (isAbsent(id)) {
      return Optional.empty();
    }
    if (!id.isTextual() || !Ids.isReachable(id.textValue())) {
      errors.add("/id", "is not an id: " + Ids.REACHABLE);
      return Optional.empty();
    }
    if (CALLS.contains(id.textValue())) {
      errors.add("/id", "is the name of a call");
    }
    return Optional.of(id.textValue());
  }

  private static String name(JsonNode name, BodyErrors errors) {
    if (isAbsent(name)) {
      errors.add("/name", "is missing");
      return "";
    }
    if (name.isTextual() && name.textValue().isBlank()) {
      errors.add("/name", "is blank");
    }
    return new BodyValues(errors).text("/name", name, MAX_NAME).orElse("");
  }

  /** Unlike a name it may have several lines. */
  private static Optional<String> description(JsonNode description, BodyErrors errors) {
    if (isAbsent(description)) {
      return Optional.empty();
    }
    if (!description.isTextual()) {
      errors.add("/description", "is not a text");
      return Optional.empty();
    }
    String text = description.textValue();
    if (text.codePointCount(0, text.length()) > MAX_DESCRIPTION) {
      errors.add("/description", "has more than " + MAX_DESCRIPTION + " characters");
    } else if (text.codePoints()
        .anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
      errors.add("/description", "has a NUL, or half of a surrogate pair");
    }
    return Optional.of(text);
  }

  private static Optional<Conditions> conditions(
      JsonNode type, JsonNode conditions, BodyErrors errors) {
    switch (type.asText()) {
      case "manual" -> {
        if (!isAbsent(conditions)) {
          errors.add("/conditions", "are of no use: members of a manual segment are put in");
        }
      }
      case "dynamic" -> {
        return conditions(conditions, errors);
      }
      default -> errors.add("/type", "is not manual or dynamic");
    }
    return Optional.empty();
  }

  /** Conditions that must be there. */
  static Optional<Conditions> conditions(JsonNode json, BodyErrors errors) {
    if (isAbsent(json)) {
      errors.add("/conditions", "are missing");
      return Optional.empty();
    }
    return switch (ConditionsJson.read(json)) {
      case ConditionsJson.Checked.Valid(Conditions conditions) -> Optional.of(conditions);
      case ConditionsJson.Checked.Invalid(var mistakes) -> {
        mistakes.forEach(one -> errors.add("/conditions" + one.pointer(), one.message()));
        yield Optional.empty();
      }
    };
  }
}
