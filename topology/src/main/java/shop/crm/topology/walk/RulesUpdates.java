package shop.crm.topology.walk;

import shop.crm.topology.inforce.SettingsStores;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.rules.RulesVersion;
import shop.crm.topology.stores.WalkRows;
import shop.crm.topology.tenant.Tenants;

/**
 * Puts a newer version of the rules in force for a task's tenants, and lets the walks bring all
 * customers there. What the task has followed is kept with its state: wherever it runs next, it
 * never goes back to an older version because the instance there has not heard of this one yet.
 */
public final class RulesUpdates {

  private final RulesInForce inForce;
  private final WalkRows progress;
  private final Tenants tenants;
  private final Sweeper sweeper;
  private RulesVersion followed;

  /**
   * Of one task.
   *
   * @param followed by which its tenants judge their customers
   */
  public RulesUpdates(
      RulesInForce inForce,
      RulesVersion followed,
      WalkRows progress,
      Tenants tenants,
      Sweeper sweeper) {
    this.inForce = inForce;
    this.followed = followed;
    this.progress = progress;
    this.tenants = tenants;
    this.sweeper = sweeper;
  }

  /** The newest version that this process has heard of, or the task has followed elsewhere. */
  public static RulesVersion newest(
      RulesInForce inForce, SettingsStores global, WalkRows progress) {
    global.rules().ifPresent(inForce::take);
    progress.rulesVersion().ifPresent(inForce::take);
    return inForce.version();
  }

  /** Keeps which version the task follows, at its start. */
  public void resume() {
    keep(followed);
  }

  private void keep(RulesVersion version) {
    boolean kept =
        progress
            .rulesVersion()
            .flatMap(RulesJson::readable)
            .filter(it -> it.number() == version.number())
            .isPresent();
    if (!kept && version.number() > 0) {
      progress.putRulesVersion(RulesJson.write(version));
    }
  }

  /**
   * Puts in force what is newer.
   *
   * @return false where that has other days and months: the task has to count anew, as it does at
   *     its start
   */
  public boolean follow() {
    RulesVersion newest = inForce.version();
    if (newest.number() == followed.number()) {
      return true;
    }
    if (!newest.settings().timeZone().equals(followed.settings().timeZone())) {
      return false;
    }
    tenants.adopt(newest.settings());
    sweeper.followRules(tenants);
    keep(newest);
    followed = newest;
    return true;
  }
}
