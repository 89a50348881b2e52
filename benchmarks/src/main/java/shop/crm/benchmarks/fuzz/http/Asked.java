package shop.crm.benchmarks.fuzz.http;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import shop.crm.benchmarks.fuzz.access.Bearing;
import shop.crm.benchmarks.fuzz.http.FuzzRequest.Wanted;

/**
 * What a request asks for, and who does: as much as tells how it must be answered.
 *
 * @param operation of which it was made
 * @param method that it has, which may be none
 * @param oddPath whether its path is not one of the operation's
 * @param odd a header that is not what it should be
 */
record Asked(
    Operation operation,
    String method,
    String target,
    boolean oddPath,
    Bearing who,
    Optional<OddHeader> odd) {

  private static final Set<Integer> UNKNOWN_PATH = Set.of(404);
  private static final Set<Integer> NOT_ALLOWED = Set.of(405);
  private static final Set<Integer> NOT_ACCEPTABLE = Set.of(406);
  private static final Set<String> WRITING = Set.of("PUT", "PATCH", "DELETE");

  /** What is wrong with it, for the report. */
  String category(Optional<FuzzBody> body) {
    if (oddPath) {
      return Targets.isOfOtherInstances(target) ? FuzzRequest.INTERNAL_PATH : "path";
    }
    if (odd.isPresent()) {
      return odd.get().category();
    }
    return who.isGood()
        ? body.map(it -> "body: " + it.kind()).orElse("target")
        : "credential: " + who.kind();
  }

  /** Whether nobody may be let in: OPTIONS tells methods to all. */
  boolean mustBeRefused() {
    boolean required = operation.scope().isPresent() && !oddPath && !method.equals("OPTIONS");
    return required && !who.expected().isEmpty();
  }

  /**
   * What is known of the answer, where the request is framed by the book.
   *
   * @param all what the service answers
   */
  Wanted wanted(List<Operation> all) {
    return new Wanted(statuses(all), mustBeRefused());
  }

  /** What is only for the platform is refused to callers of a tenant before all else but 401. */
  private Set<Integer> statuses(List<Operation> all) {
    Set<Integer> known = known(all);
    if (!operation.platform() || known.isEmpty() || known.contains(401)) {
      return known;
    }
    Set<Integer> or = new HashSet<>(known);
    or.add(403);
    return or;
  }

  private Set<Integer> known(List<Operation> all) {
    if (oddPath) {
      boolean known =
          odd.isEmpty() && who.isGood() && method.equals("GET") && Targets.isUnknown(target);
      return known && !operation.internal() ? UNKNOWN_PATH : Set.of();
    }
    if (operation.scope().isEmpty() || !Targets.isPlain(target) || !operation.answers(path())) {
      return Set.of();
    }
    if (!method.equals(operation.method())) {
      boolean known =
          odd.isEmpty() && who.isGood() && WRITING.contains(method) && !isOf(all, method);
      return known ? NOT_ALLOWED : Set.of();
    }
    // The parameters are looked at before.
    boolean isUnknownType =
        odd.filter(OddHeader::wantsUnknownType).isPresent() && !target.contains("?");
    if (isUnknownType && who.isGood() && method.equals("GET")) {
      return NOT_ACCEPTABLE;
    }
    return odd.isEmpty() ? who.expected() : Set.of();
  }

  private String path() {
    return target.replaceFirst("\\?.*", "");
  }

  /** Whether the path is one of an operation with a method. */
  private boolean isOf(List<Operation> all, String wanted) {
    return all.stream().anyMatch(it -> it.method().equals(wanted) && it.answers(path()));
  }
}
