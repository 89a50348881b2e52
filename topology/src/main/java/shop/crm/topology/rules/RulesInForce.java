package shop.crm.topology.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Topics;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;

/**
 * The newest version of the rules that this process knows of: never an older one than before. Read
 * and written by any thread.
 */
public final class RulesInForce {

  private static final Logger LOG = LoggerFactory.getLogger(RulesInForce.class);

  private final RulesConfiguration own;
  private volatile RulesVersion version;

  /**
   * What is in force.
   *
   * @param own what this process was started with
   */
  public RulesInForce(RulesConfiguration own, RulesVersion version) {
    this.own = own;
    this.version = version;
  }

  /** The rules that a process is started with, until a version is told. */
  public static RulesInForce untold(Settings settings) {
    RulesConfiguration own = RulesConfiguration.of(settings, OptionalLong.empty());
    return new RulesInForce(
        own, new RulesVersion(0, own, new RulesVersion.Origin("", Instant.EPOCH), List.of()));
  }

  /** The newest version. */
  public RulesVersion version() {
    return version;
  }

  /** The rules. */
  public Settings settings() {
    return version.settings();
  }

  /** How spend becomes points, and points a tier. */
  public LoyaltyRules loyalty() {
    return settings().loyalty();
  }

  /** How customers are scored. */
  public RfmRules rfm() {
    return settings().rfm();
  }

  /** In which days and months are counted. */
  public ZoneId timeZone() {
    return settings().timeZone();
  }

  /** Whether they are what this process was started with. */
  public boolean isOwn() {
    return version.hash().equals(own.hash());
  }

  /** Takes a version that is newer than what is known. */
  public synchronized void take(RulesVersion other) {
    if (other.number() <= version.number()) {
      return;
    }
    version = other;
    LOG.info(
        "version {} of the rules is in force, {}, brought by {}",
        other.number(),
        other.hash(),
        other.origin().instance());
    if (!isOwn()) {
      LOG.warn("{}", notOwn());
    }
  }

  /** Takes the record of a version, if it is one; whoever wrote it, it must stop nothing. */
  public void take(byte[] record) {
    try {
      take(RulesJson.read(record));
    } catch (IllegalArgumentException e) {
      LOG.warn("passing over a record of {}: {}", Topics.RULES, e.getMessage());
    }
  }

  /** What a person has to know where this process was started with other rules. */
  public String notOwn() {
    return "The rules that this instance is configured with, "
        + own.hash()
        + ", are not in force: it follows version "
        + version.number()
        + ", "
        + version.hash()
        + ", which "
        + version.origin().instance()
        + " brought";
  }
}
