package shop.crm.topology.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import shop.crm.topology.domain.Settings;

/**
 * Rules as they came into force for all instances.
 *
 * @param number counts the changes of rules, from 1; 0 for what a process was started with while
 *     nobody has told of any version
 * @param configuration what came into force
 * @param origin who brought it
 * @param earlier the configurations that were in force before, each as it was last, the newest
 *     first; at most {@link #REMEMBERED}
 */
public record RulesVersion(
    long number, RulesConfiguration configuration, Origin origin, List<Earlier> earlier) {

  /** How many earlier configurations are known by their hash. */
  public static final int REMEMBERED = 100;

  public RulesVersion {
    earlier = List.copyOf(earlier);
  }

  /**
   * Who brought a version into force.
   *
   * @param instance {@code host:port} by which others reach the instance that was started with it
   * @param since when that was, by the instance's clock: for people, nothing is decided by it
   */
  public record Origin(String instance, Instant since) {}

  /**
   * A configuration that was in force.
   *
   * @param number of the last version that had it
   * @param hash of it
   */
  public record Earlier(long number, String hash) {}

  /** The rules. */
  public Settings settings() {
    return configuration.settings();
  }

  /** The hash of the configuration. */
  public String hash() {
    return configuration.hash();
  }

  /**
   * The version that follows this one with another configuration; where that has no revision, it is
   * of the one that this has.
   */
  public RulesVersion next(RulesConfiguration other, Origin by) {
    List<Earlier> before = new ArrayList<>();
    before.add(new Earlier(number, hash()));
    earlier.stream().filter(it -> !it.hash().equals(hash())).forEach(before::add);
    OptionalLong revision =
        other.revision().isPresent() ? other.revision() : configuration.revision();
    RulesConfiguration next = new RulesConfiguration(other.settings(), other.hash(), revision);
    return new RulesVersion(
        number + 1, next, by, before.subList(0, Math.min(REMEMBERED, before.size())));
  }

  /** The last version, this one included, in which a configuration of that hash was in force. */
  public OptionalLong lastWith(String hash) {
    if (hash.equals(hash())) {
      return OptionalLong.of(number);
    }
    return earlier.stream().filter(it -> it.hash().equals(hash)).mapToLong(Earlier::number).max();
  }
}
