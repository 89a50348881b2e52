package shop.crm.topology.rules;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which is newer: the rules in force, or those that an instance starts with. No clock tells; what
 * tells is the order of versions, and what the instance was started with before.
 */
public enum RulesOrder {
  /** The instance starts with what is in force. */
  SAME,
  /** Somebody has configured the instance otherwise since: that comes into force. */
  NEWER,
  /** The instance has not been configured anew since that was replaced: it follows. */
  OLDER;

  /**
   * What an instance knows of its start before this one.
   *
   * @param hash of the rules that it was configured with
   * @param version that was in force once it had started
   */
  public record LastStart(String hash, long version) {}

  /**
   * Where a configuration stands to the version in force.
   *
   * @param last nothing where the instance has never run on its data directory
   */
  public static RulesOrder of(
      RulesConfiguration own, RulesVersion inForce, Optional<LastStart> last) {
    if (own.hash().equals(inForce.hash())) {
      return SAME;
    }
    long told = inForce.configuration().revision().orElse(0);
    long ownRevision = own.revision().orElse(told);
    if (ownRevision != told) {
      return ownRevision > told ? NEWER : OLDER;
    }
    OptionalLong wasInForce = inForce.lastWith(own.hash());
    if (wasInForce.isEmpty()) {
      return NEWER;
    }
    // Who went back to it knew of its being replaced when the instance was started before; what was
    // in force and replaced since then is the leftover of a change that others have gone beyond.
    boolean goesBack =
        last.filter(it -> !it.hash().equals(own.hash()))
            .filter(it -> it.version() > wasInForce.getAsLong())
            .isPresent();
    return goesBack ? NEWER : OLDER;
  }
}
