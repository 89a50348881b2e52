package shop.crm.queries.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Function;
import shop.crm.schemas.model.profile.ProfileRules;
import shop.crm.schemas.model.profile.ProfileRules.Checked;

/**
 * Reads values of a body, and notes what is wrong with them; null stands for none.
 *
 * @param errors where mistakes are noted
 */
public record BodyValues(BodyErrors errors) {

  /** What is said of a value that is no text. */
  public static final String NOT_A_TEXT = "is not a text";

  /** True or false; none where it is null. */
  public Optional<Boolean> flag(String pointer, JsonNode value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      errors.add(pointer, "is not true or false");
      return Optional.empty();
    }
    return Optional.of(value.booleanValue());
  }

  /** A text that can be stored and shown; none where it is blank. */
  public Optional<String> text(String pointer, JsonNode value, int most) {
    return checked(pointer, value, text -> ProfileRules.text(text, most));
  }

  /**
   * A text that a rule makes something of; none where it is null, and a mistake where it is no
   * text.
   */
  public <T> Optional<T> checked(
      String pointer, JsonNode value, Function<String, Checked<T>> rule) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      errors.add(pointer, NOT_A_TEXT);
      return Optional.empty();
    }
    Checked<T> checked = rule.apply(value.textValue());
    checked.problem().ifPresent(problem -> errors.add(pointer, problem));
    return checked.value();
  }
}
