package shop.crm.topology.processor;

import java.nio.charset.StandardCharsets;

/**
 * A walk over all customers of a tenant, because thresholds, segments or rules have changed; kept
 * in the index so that it goes on after a restart.
 *
 * @param version the version of the thresholds that the customers are brought to
 * @param revision the revision of the segments that they are brought to
 * @param from the revision that all of them have been brought to before
 * @param full whether each customer is computed anew from its orders, since rules have changed
 * @param cursor the key behind which it goes on
 * @param done whether it is through
 */
record Sweep(long version, long revision, long from, boolean full, String cursor, boolean done) {

  /** One that starts from the first customer. */
  static Sweep start(String tenant, long version, long revision, long from, boolean full) {
    return new Sweep(version, revision, from, full, tenant + "/", false);
  }

  Sweep at(String key) {
    return new Sweep(version, revision, from, full, key, false);
  }

  Sweep finished() {
    return new Sweep(version, revision, revision, false, "", true);
  }

  /** Whether customers are brought to other segments too. */
  boolean bringsSegments() {
    return revision > from;
  }

  byte[] encode() {
    String where = done ? "done" : cursor;
    String text =
        version + " " + (full ? "full" : "scores") + " " + where + " " + revision + " " + from;
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Sweep decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ");
    boolean done = parts[2].equals("done");
    // Before there were segments nothing stood behind the cursor.
    boolean withSegments = parts.length > 3;
    return new Sweep(
        Long.parseLong(parts[0]),
        withSegments ? Long.parseLong(parts[3]) : 0,
        withSegments ? Long.parseLong(parts[4]) : 0,
        parts[1].equals("full"),
        done ? "" : parts[2],
        done);
  }
}
