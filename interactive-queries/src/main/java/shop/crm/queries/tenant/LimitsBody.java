package shop.crm.queries.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.schemas.model.access.Limit;

/** The limits that a caller wants to be set for a tenant, checked. */
final class LimitsBody {

  /** What a caller may send back as it was read. */
  private static final Set<String> READ_ONLY = Set.of("id", "effective", "version");

  private static final String LIMITS = "limits";
  private static final int MAX_ERRORS = 20;

  private LimitsBody() {}

  /**
   * Reads a body. What is absent or null is not to be set.
   *
   * @throws ProblemException naming everything that is wrong
   */
  static Map<Limit, Long> read(JsonNode body) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    body.propertyStream()
        .map(Map.Entry::getKey)
        .filter(name -> !name.equals(LIMITS) && !READ_ONLY.contains(name))
        .forEach(name -> errors.add("/" + BodyErrors.escaped(name), "is not known here"));
    Map<Limit, Long> values = new EnumMap<>(Limit.class);
    JsonNode limits = body.path(LIMITS);
    if (!limits.isObject()) {
      errors.add("/limits", limits.isMissingNode() ? "is missing" : "is not an object");
    }
    limits
        .propertyStream()
        .forEach(field -> read(field.getKey(), field.getValue(), values, errors));
    errors.throwIfAny();
    return values;
  }

  private static void read(
      String name, JsonNode value, Map<Limit, Long> values, BodyErrors errors) {
    String pointer = "/limits/" + BodyErrors.escaped(name);
    Limit.of(name)
        .ifPresentOrElse(
            limit -> read(limit, value, pointer, values, errors),
            () -> errors.add(pointer, "is not a limit"));
  }

  private static void read(
      Limit limit, JsonNode value, String pointer, Map<Limit, Long> values, BodyErrors errors) {
    if (value.isNull()) {
      return;
    }
    // 0 would be none to one and no limit to another.
    if (value.isIntegralNumber() && value.canConvertToLong() && limit.allows(value.longValue())) {
      values.put(limit, value.longValue());
    } else {
      errors.add(pointer, "is not a whole number of 1 to " + limit.most());
    }
  }
}
