package shop.crm.schemas.condition;

import java.util.ArrayList;
import java.util.List;
import shop.crm.schemas.condition.ConditionsJson.Mistake;

/** Collects what is wrong with conditions, up to some number; never what the values were. */
final class Mistakes {

  /** Greatest number of mistakes that are told at once. */
  static final int MAX = 100;

  /** Greatest part of a name that a pointer repeats, since a caller may send anything. */
  private static final int MAX_NAME = 64;

  private final List<Mistake> mistakes = new ArrayList<>();

  void add(String pointer, String message) {
    if (mistakes.size() < MAX) {
      mistakes.add(new Mistake(pointer, message));
    }
  }

  boolean isEmpty() {
    return mistakes.isEmpty();
  }

  List<Mistake> all() {
    return List.copyOf(mistakes);
  }

  /** The pointer to a field of the object at {@code pointer}. */
  static String at(String pointer, String name) {
    String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return pointer + "/" + cut.replace("~", "~0").replace("/", "~1");
  }

  /** The pointer to an element of the list at {@code pointer}. */
  static String at(String pointer, int index) {
    return pointer + "/" + index;
  }
}
