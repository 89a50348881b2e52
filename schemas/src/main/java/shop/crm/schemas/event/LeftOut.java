package shop.crm.schemas.event;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.profile.ProfileRules.Checked;

/** The fields of a profile that break its rules, while it is read. */
final class LeftOut {

  /** How many problems are named at the most; further ones are not. */
  private static final int MOST = 20;

  private final Set<String> problems = new LinkedHashSet<>();

  void add(String field, String problem) {
    if (problems.size() < MOST) {
      problems.add(field + " " + problem);
    }
  }

  /** The value, if there is one that keeps the rules. */
  <T> Optional<T> value(String field, Checked<T> checked) {
    checked.problem().ifPresent(problem -> add(field, problem));
    return checked.value();
  }

  void addAll(LeftOut others) {
    problems.addAll(others.problems);
  }

  /** All of them as one, if there are any. */
  Optional<Rejection> rejection() {
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(new Rejection(Reason.INVALID_FIELD, String.join("; ", problems)));
  }
}
