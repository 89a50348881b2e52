package shop.crm.standalone.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads setting after setting and keeps what is wrong, so that all of it can be told at once. */
final class SettingReader {

  private final Map<String, String> environment;
  private final List<SettingProblem> problems = new ArrayList<>();

  SettingReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The value; nothing where it is not set, blank, or wrong. */
  <T> Optional<T> read(Setting setting, Form<T> form) {
    Optional<String> text = text(setting);
    try {
      return text.map(form.reader());
    } catch (IllegalArgumentException e) {
      wrong(setting, form.shown().apply(text.orElseThrow()), form.expected());
      return Optional.empty();
    }
  }

  /** The value, or {@code otherwise} where it is not set or wrong. */
  <T> T read(Setting setting, Form<T> form, T otherwise) {
    return read(setting, form).orElse(otherwise);
  }

  /** As {@link #read(Setting, Form)}; that it is not set is a problem. */
  <T> Optional<T> require(Setting setting, Form<T> form) {
    if (text(setting).isEmpty()) {
      problems.add(new SettingProblem(setting, Optional.empty(), form.expected()));
    }
    return read(setting, form);
  }

  /** The value as it stands there, without blanks around it; a blank one counts as not set. */
  Optional<String> text(Setting setting) {
    return Optional.ofNullable(environment.get(setting.name()))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  void wrong(Setting setting, String shown, String expected) {
    problems.add(new SettingProblem(setting, Optional.of(shown), expected));
  }

  List<SettingProblem> problems() {
    return List.copyOf(problems);
  }
}
