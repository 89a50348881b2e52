package shop.crm.topology.stores;

import java.nio.charset.StandardCharsets;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.clv.Predictions;

/**
 * A walk over all customers of a tenant, because thresholds, segments, the model of the future or
 * rules have changed; kept in the index so that it goes on after a restart.
 *
 * @param to what the customers are brought to
 * @param from the revision of the segments that all of them have been brought to before
 * @param full whether each customer is computed anew from its orders, since rules have changed
 * @param predicting whether those segments are looked at that follow from predictions
 * @param cursor the key behind which it goes on
 * @param done whether it is through
 */
public record Sweep(
    Target to, long from, boolean full, boolean predicting, String cursor, boolean done) {

  /**
   * What customers are brought to.
   *
   * @param version of the thresholds
   * @param revision of the segments
   * @param predictions their id
   */
  public record Target(long version, long revision, String predictions) {

    /** Before anything was in force; releases that predicted nothing kept no more. */
    public static final Target NOTHING = new Target(0, 0, Predictions.NONE.id());

    /** A judgement as it is now. */
    public static Target of(Judgement judgement) {
      return new Target(
          judgement.thresholds().version(),
          judgement.segments().revision(),
          judgement.predictions().id());
    }
  }

  /** What is kept of a tenant whom nothing has ever been followed for. */
  public static final Sweep NOTHING = new Sweep(Target.NOTHING, 0, false, false, "", true);

  /** One that starts from the first customer, to bring all to a judgement. */
  public static Sweep start(
      String tenant, Judgement judgement, long from, boolean full, boolean predicting) {
    return new Sweep(Target.of(judgement), from, full, predicting, tenant + "/", false);
  }

  /** Whether it brings customers to that judgement. */
  public boolean isTo(Judgement judgement) {
    return to.equals(Target.of(judgement));
  }

  /** The same walk, further on. */
  public Sweep at(String key) {
    return new Sweep(to, from, full, predicting, key, false);
  }

  /** The same walk when it is through. */
  public Sweep finished() {
    return new Sweep(to, to.revision(), false, false, "", true);
  }

  /** Whether it has not come to any customer yet. */
  public boolean isAtStart() {
    return cursor.endsWith("/");
  }

  /** Whether customers are brought to other segments too. */
  public boolean bringsSegments() {
    return to.revision() > from;
  }

  /** As it is stored. */
  public byte[] encode() {
    String where = done ? "done" : cursor;
    String text =
        String.join(
            " ",
            "" + to.version(),
            full ? "full" : "scores",
            where,
            "" + to.revision(),
            "" + from,
            to.predictions(),
            predicting ? "predicting" : "known");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** From the stored form. */
  public static Sweep decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ");
    boolean done = parts[2].equals("done");
    // Before there were segments nothing stood behind the cursor.
    boolean withSegments = parts.length > 3;
    // Nor was anything predicted.
    boolean withPredictions = parts.length > 6;
    return new Sweep(
        new Target(
            Long.parseLong(parts[0]),
            withSegments ? Long.parseLong(parts[3]) : 0,
            withPredictions ? parts[5] : Target.NOTHING.predictions()),
        withSegments ? Long.parseLong(parts[4]) : 0,
        parts[1].equals("full"),
        withPredictions && parts[6].equals("predicting"),
        done ? "" : parts[2],
        done);
  }
}
