package shop.crm.queries.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeSet;
import shop.crm.queries.http.ProblemException;
import shop.crm.queries.http.body.BodyErrors;
import shop.crm.schemas.model.Ids;

/** Reads which customers a caller wants in a segment. */
public final class MembersBody {

  private static final int MAX_ERRORS = 100;
  private static final int MOST = 1_000;
  private static final String IDS = "customer_ids";

  private MembersBody() {}

  /**
   * The ids, each once.
   *
   * @throws ProblemException naming everything that is wrong
   */
  static TreeSet<String> read(JsonNode body) {
    BodyErrors errors = new BodyErrors(MAX_ERRORS);
    if (!body.isObject()) {
      errors.add("", "is not an object");
    }
    body.propertyStream()
        .filter(field -> !field.getKey().equals(IDS))
        .forEach(
            field -> errors.add("/" + BodyErrors.escaped(field.getKey()), "is not known here"));
    JsonNode list = body.path(IDS);
    TreeSet<String> ids = new TreeSet<>();
    if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
      errors.add("/" + IDS, "is not a list of 1 to 1,000 ids");
    } else {
      for (int i = 0; i < list.size(); i++) {
        JsonNode id = list.get(i);
        if (!id.isTextual() || !Ids.isValid(id.textValue())) {
          errors.add(
              "/" + IDS + "/" + i, "is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -");
        } else {
          ids.add(id.textValue());
        }
      }
    }
    errors.throwIfAny();
    return ids;
  }
}
