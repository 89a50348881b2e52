package shop.crm.topology.rules;

import java.util.OptionalLong;
import shop.crm.topology.domain.Settings;

/**
 * The rules that an instance is configured with.
 *
 * @param settings the rules
 * @param hash by which the same rules are known
 * @param revision the number that whoever operates the instances gave this configuration: of two,
 *     the greater one is the newer, and any than one that was in force before there were numbers;
 *     nothing where none was given
 */
public record RulesConfiguration(Settings settings, String hash, OptionalLong revision) {

  /** What an instance is configured with. */
  public static RulesConfiguration of(Settings settings, OptionalLong revision) {
    return new RulesConfiguration(settings, RulesJson.hash(settings), revision);
  }
}
