package shop.crm.standalone.config;

import java.util.Optional;

/**
 * What is wrong with a setting.
 *
 * @param setting which one
 * @param shown its value as it may be shown, or nothing where it is not set
 * @param expected what would be right
 */
record SettingProblem(Setting setting, Optional<String> shown, String expected) {

  /** One line that names the setting, its value and what would be right. */
  String line() {
    return shown
            .map(value -> setting + "=" + value + " is wrong: expected ")
            .orElse(setting + " is not set: expected ")
        + expected;
  }
}
