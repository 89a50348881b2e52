package shop.crm.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds what instances of an older and a newer release tell against each other. Those of one
 * release tell the same; the newer may add fields to what the older tells. While both are there an
 * instance may tell a field at one time and not at another: the owner of the customer answers,
 * which may be the other one.
 */
final class ReleaseComparison {

  private static final String PREVIEW =
      "{\"conditions\":[{\"field\":\"total_spent\",\"operator\":\"gte\",\"value\":2000.25}]}";

  /** What was told of each first, by the older release. */
  private final Map<String, ToldAnswer> told = new TreeMap<>();

  private final List<String> violations = new ArrayList<>();

  /**
   * Asks both for everything until they tell the same; the first may be of the older release and
   * the second of the newer.
   *
   * @return how many answers are the same
   */
  int stage(String name, List<String> gets, UpgradedInstance one, UpgradedInstance other)
      throws Exception {
    int same = 0;
    for (String get : gets.stream().filter(ReleaseComparison::isOfAll).toList()) {
      Pair last = Pair.of(one, other, get);
      for (int attempt = 0; attempt < 20 && !last.isSame(); attempt++) {
        Thread.sleep(500);
        last = Pair.of(one, other, get);
      }
      if (last.isSame()) {
        same++;
      }
      last.problems().forEach(problem -> violations.add(name + ": " + get + " differs " + problem));
      // What is expected of customers changes with the clock.
      if (last.isSame() && !get.contains("clv")) {
        kept(name + ": " + get, get, last.one());
        kept(name + ": " + get, get, last.other());
      }
    }
    for (String preview :
        List.of("/api/v1/segments/preview", "/api/v1/segments/preview?compare=chosen")) {
      preview(name + ": " + preview, preview, one, other);
    }
    return same;
  }

  /** What was told that must not be, since this was asked last. */
  List<String> violations() {
    List<String> all = List.copyOf(violations);
    violations.clear();
    return all;
  }

  /** Whether every instance tells the same of it; documents of a release are its own. */
  private static boolean isOfAll(String get) {
    return !get.equals("/")
        && Stream.of(
                "/status",
                "/health",
                "/metrics",
                "/openapi.json",
                "/asyncapi.json",
                "/schemas/",
                "/docs")
            .noneMatch(get::startsWith);
  }

  private void kept(String name, String get, ToldAnswer now) {
    ToldAnswer first = told.computeIfAbsent(get, _ -> now);
    first
        .lostIn(now)
        .forEach(lost -> violations.add(name + " is not as the older told it first " + lost));
  }

  private void preview(String name, String preview, UpgradedInstance one, UpgradedInstance other)
      throws IOException, InterruptedException {
    Pair pair =
        new Pair(told(one, preview), told(other, preview), one.release().equals(other.release()));
    pair.problems().forEach(problem -> violations.add(name + " differs " + problem));
    if (pair.one().body().path("count").asInt() == 0) {
      violations.add(name + " finds nobody: " + pair.one());
    }
  }

  private static ToldAnswer told(UpgradedInstance instance, String preview)
      throws IOException, InterruptedException {
    return ToldAnswer.of(instance.post(preview, PREVIEW));
  }

  /** What both told. */
  private record Pair(ToldAnswer one, ToldAnswer other, boolean ofOneRelease) {

    static Pair of(UpgradedInstance one, UpgradedInstance other, String get)
        throws IOException, InterruptedException {
      return new Pair(
          ToldAnswer.of(one.get(get)),
          ToldAnswer.of(other.get(get)),
          one.release().equals(other.release()));
    }

    boolean isSame() {
      return problems().isEmpty();
    }

    /** Where the second does not tell what the first does, and of one release also the reverse. */
    List<String> problems() {
      List<String> all = new ArrayList<>(one.lostIn(other));
      if (ofOneRelease) {
        all.addAll(other.lostIn(one));
      }
      if (one.isAbsent() || other.isAbsent()) {
        all.add("neither may be absent: " + one + " " + other);
      }
      return all;
    }
  }
}
