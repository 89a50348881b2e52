package shop.crm.standalone.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import shop.crm.standalone.failure.CannotStart;

/** The environment does not make a configuration; the message names everything that is wrong. */
public final class InvalidConfiguration extends CannotStart {

  private static final long serialVersionUID = 1;

  InvalidConfiguration(List<SettingProblem> problems, String advice) {
    super(
        (problems.size() == 1
                ? "A setting in the environment is missing or wrong:"
                : problems.size() + " settings in the environment are missing or wrong:")
            + problems.stream()
                .sorted(Comparator.comparing(SettingProblem::setting))
                .map(problem -> "\n  " + problem.line())
                .collect(Collectors.joining())
            + advice);
  }
}
