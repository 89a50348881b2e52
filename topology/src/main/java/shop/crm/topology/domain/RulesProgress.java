package shop.crm.topology.domain;

/**
 * How far customers have been brought to the rules, thresholds, segments and model that are in
 * force. Those of several partitions add up.
 *
 * @param version the version of the thresholds that all of them have been brought to
 * @param brought how many customers stand by what is in force
 * @param customers of how many
 */
public record RulesProgress(long version, long brought, long customers) {

  /** Of no customers, who have followed everything. */
  public static final RulesProgress EMPTY = new RulesProgress(Long.MAX_VALUE, 0, 0);

  /** These and other customers together. */
  public RulesProgress plus(RulesProgress other) {
    return new RulesProgress(
        Math.min(version, other.version), brought + other.brought, customers + other.customers);
  }

  /** How many customers have still to be brought there. */
  public long left() {
    return customers - brought;
  }

  /** How much is done, from 0 to 1; less than 1 while there are customers left. */
  public double progress() {
    return left() == 0 ? 1 : Math.floor(100.0 * brought / customers) / 100;
  }
}
