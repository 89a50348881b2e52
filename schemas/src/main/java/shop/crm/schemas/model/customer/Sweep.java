package shop.crm.schemas.model.customer;

/**
 * A walk over all customers of a tenant, because thresholds, segments, the model of the future or
 * rules have changed.
 *
 * @param goal what the customers are brought to
 * @param from the revision of the segments that all of them have been brought to before
 * @param full whether each customer is computed anew from its orders, since rules have changed
 * @param predicting whether those segments are looked at that follow from predictions
 * @param cursor the key behind which it goes on; empty text where it is through
 */
public record Sweep(Goal goal, long from, boolean full, boolean predicting, String cursor) {

  /**
   * What customers are brought to.
   *
   * @param version of the thresholds
   * @param revision of the segments
   * @param predictions the id of the predictions, without blanks
   */
  public record Goal(long version, long revision, String predictions) {

    /** Before anything was ever followed; predictions were called so when there were none. */
    public static final Goal NONE = new Goal(0, 0, "none");
  }

  /** One that starts from the first customer of a tenant. */
  public static Sweep start(String tenant, Goal goal, long from, boolean full, boolean predicting) {
    return new Sweep(goal, from, full, predicting, tenant + "/");
  }

  /** One that was to that and is through. */
  public static Sweep done(Goal goal) {
    return new Sweep(goal, goal.revision(), false, false, "");
  }

  /** The same, to go on behind another key. */
  public Sweep at(String key) {
    return new Sweep(goal, from, full, predicting, key);
  }

  /** Whether it is through. */
  public boolean isDone() {
    return cursor.isEmpty();
  }

  /** Whether it has not come to any customer yet. */
  public boolean isAtStart() {
    return cursor.endsWith("/");
  }

  /** Whether customers are brought to other segments too. */
  public boolean bringsSegments() {
    return goal.revision() > from;
  }
}
