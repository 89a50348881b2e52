package shop.crm.schemas.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What members of a dynamic segment meet, as their author wrote it, checked.
 *
 * @param root what it means
 * @param json as it was written, on one line: what answers give back
 */
public record Conditions(Condition root, String json) {

  /** What became of reading. */
  public sealed interface Checked {

    /** They can be taken. */
    record Valid(Conditions conditions) implements Checked {}

    /** They cannot. */
    record Invalid(List<Mistake> mistakes) implements Checked {}
  }

  /**
   * One thing that is wrong.
   *
   * @param pointer where, a JSON pointer from the root of the conditions: {@code /0/any/1/value};
   *     empty for the root itself
   */
  public record Mistake(String pointer, String message) {}

  /** Reads and checks what a caller wrote: all mistakes at once. */
  public static Checked read(JsonNode json) {
    return ConditionReader.read(json);
  }

  /**
   * Conditions that were checked when they were taken.
   *
   * @throws IllegalArgumentException if this release cannot read them
   */
  public static Conditions stored(JsonNode json) {
    return switch (read(json)) {
      case Checked.Valid(Conditions conditions) -> conditions;
      case Checked.Invalid(List<Mistake> mistakes) ->
          throw new IllegalArgumentException("conditions that cannot be read");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conditions that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }
}
