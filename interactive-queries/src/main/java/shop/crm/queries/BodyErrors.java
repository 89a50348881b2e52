package shop.crm.queries;

import java.util.ArrayList;
import java.util.List;
import shop.crm.queries.Problem.BodyError;

/** Collects what is wrong with a body, up to some number; never what the values were. */
final class BodyErrors {

  private final int most;
  private final List<BodyError> errors = new ArrayList<>();

  BodyErrors(int most) {
    this.most = most;
  }

  void add(String pointer, String message) {
    if (errors.size() < most) {
      errors.add(new BodyError(pointer, message));
    }
  }

  List<BodyError> all() {
    return List.copyOf(errors);
  }

  void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalidBody(all()));
    }
  }

  /** A name as it stands in a JSON pointer; long ones are cut, since a caller may send anything. */
  static String escaped(String name) {
    String cut = name.length() > 64 ? name.substring(0, 64) : name;
    return cut.replace("~", "~0").replace("/", "~1");
  }
}
