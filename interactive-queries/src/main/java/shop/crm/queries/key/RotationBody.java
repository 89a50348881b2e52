package shop.crm.queries.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;

/**
 * How a key is to be rotated, checked.
 *
 * @param oldValidFor for how long the secret that it has stays valid
 */
record RotationBody(Duration oldValidFor) {

  /** Without a wish the old secret ends at once: it may be that somebody has seen it. */
  static final RotationBody AT_ONCE = new RotationBody(Duration.ZERO);

  private static final Duration MOST = Duration.ofDays(30);
  private static final int MAX_ERRORS = 20;
  private static final int MAX_LENGTH = 32;

  /**
   * Reads a body.
   *
   * @throws ProblemException naming everything that is wrong
   */
  static RotationBody read(JsonNode body) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    KeyBody.requireFields(body, Set.of("old_valid_for"), errors);
    JsonNode wish = body.path("old_valid_for");
    Optional<Duration> oldValidFor = KeyBody.isAbsent(wish) ? Optional.empty() : duration(wish);
    if (!KeyBody.isAbsent(wish) && oldValidFor.isEmpty()) {
      errors.add("/old_valid_for", "is not a duration of ISO 8601 from PT0S to P30D");
    }
    errors.throwIfAny();
    return oldValidFor.map(RotationBody::new).orElse(AT_ONCE);
  }

  private static Optional<Duration> duration(JsonNode value) {
    if (!value.isTextual() || value.textValue().length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse(value.textValue()))
          .filter(time -> !time.isNegative() && time.compareTo(MOST) <= 0);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
