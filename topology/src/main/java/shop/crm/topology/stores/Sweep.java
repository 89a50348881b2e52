package shop.crm.topology.stores;

import java.nio.charset.StandardCharsets;
import shop.crm.topology.domain.Judgement;
import shop.crm.topology.domain.clv.Predictions;

/**
 * A walk over all customers of a tenant, because thresholds, segments, the model of the future or
 * rules have changed; kept in the index so that it goes on after a restart.
 *
 * @param version the version of the thresholds that the customers are brought to
 * @param revision the revision of the segments that they are brought to
 * @param from the revision that all of them have been brought to before
 * @param full whether each customer is computed anew from its orders, since rules have changed
 * @param cursor the key behind which it goes on
 * @param done whether it is through
 * @param predictions the id of the predictions that they are brought to
 * @param predicting whether those segments are looked at that follow from predictions
 */
public record Sweep(
    long version,
    long revision,
    long from,
    boolean full,
    String cursor,
    boolean done,
    String predictions,
    boolean predicting) {

  /** What the customers were brought to by releases that predicted nothing. */
  private static final String NOTHING_PREDICTED = Predictions.NONE.id();

  /** One that starts from the first customer, to bring all to a judgement. */
  public static Sweep start(
      String tenant, Judgement judgement, long from, boolean full, boolean predicting) {
    return new Sweep(
        judgement.thresholds().version(),
        judgement.segments().revision(),
        from,
        full,
        tenant + "/",
        false,
        judgement.predictions().id(),
        predicting);
  }

  /** Whether it brings customers to that judgement. */
  public boolean isTo(Judgement judgement) {
    return version == judgement.thresholds().version()
        && revision == judgement.segments().revision()
        && predictions.equals(judgement.predictions().id());
  }

  /** The same walk, further on. */
  public Sweep at(String key) {
    return new Sweep(version, revision, from, full, key, false, predictions, predicting);
  }

  /** The same walk when it is through. */
  public Sweep finished() {
    return new Sweep(version, revision, revision, false, "", true, predictions, false);
  }

  /** Whether it has not come to any customer yet. */
  public boolean isAtStart() {
    return cursor.endsWith("/");
  }

  /** Whether customers are brought to other segments too. */
  public boolean bringsSegments() {
    return revision > from;
  }

  /** As it is stored. */
  public byte[] encode() {
    String where = done ? "done" : cursor;
    String text =
        String.join(
            " ",
            "" + version,
            full ? "full" : "scores",
            where,
            "" + revision,
            "" + from,
            predictions,
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
        Long.parseLong(parts[0]),
        withSegments ? Long.parseLong(parts[3]) : 0,
        withSegments ? Long.parseLong(parts[4]) : 0,
        parts[1].equals("full"),
        done ? "" : parts[2],
        done,
        withPredictions ? parts[5] : NOTHING_PREDICTED,
        withPredictions && parts[6].equals("predicting"));
  }
}
