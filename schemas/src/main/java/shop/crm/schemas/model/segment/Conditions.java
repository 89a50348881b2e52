package shop.crm.schemas.model.segment;

/**
 * What members of a dynamic segment meet, as their author wrote it, checked.
 *
 * @param root what it means
 * @param json as it was written, on one line
 */
public record Conditions(Condition root, String json) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Conditions that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }
}
