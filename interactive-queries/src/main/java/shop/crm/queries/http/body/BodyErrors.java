package shop.crm.queries.http.body;

import java.util.ArrayList;
import java.util.List;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Problem.BodyError;
import shop.crm.queries.http.ProblemException;

/** Collects what is wrong with a body, up to some number; never what the values were. */
public final class BodyErrors {

  private static final int MAX_NAME = 64;
  private static final int REPLACEMENT = 0xFFFD;

  private final int most;
  private final List<BodyError> errors = new ArrayList<>();

  /** None yet, and no more than so many. */
  public BodyErrors(int most) {
    this.most = most;
  }

  /** Notes a mistake at a JSON pointer. */
  public void add(String pointer, String message) {
    add(new BodyError(pointer, message));
  }

  /** Notes a mistake. */
  public void add(BodyError error) {
    if (errors.size() < most) {
      errors.add(error);
    }
  }

  /** Those that were noted, in their order. */
  public List<BodyError> all() {
    return List.copyOf(errors);
  }

  /**
   * Ends the request where there is one.
   *
   * @throws ProblemException 422 naming all
   */
  public void throwIfAny() {
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalidBody(all()));
    }
  }

  /** A name as it stands in a JSON pointer; long ones are cut, since a caller may send anything. */
  public static String escaped(String name) {
    StringBuilder escaped = new StringBuilder();
    name.codePoints().limit(MAX_NAME).map(BodyErrors::writable).forEach(escaped::appendCodePoint);
    return escaped.toString().replace("~", "~0").replace("/", "~1");
  }

  /** Half of a surrogate pair cannot be written as UTF-8. */
  private static int writable(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE ? REPLACEMENT : codePoint;
  }
}
