package shop.crm.topology.processor;

import java.nio.charset.StandardCharsets;

/**
 * A walk over all customers of a tenant, because thresholds or rules have changed; kept in the
 * index so that it goes on after a restart.
 *
 * @param version the version of the thresholds that the customers are brought to
 * @param full whether each customer is computed anew from its orders, since rules have changed
 * @param cursor the key behind which it goes on
 * @param done whether it is through
 */
record Sweep(long version, boolean full, String cursor, boolean done) {

  /** One that starts from the first customer. */
  static Sweep start(String tenant, long version, boolean full) {
    return new Sweep(version, full, tenant + "/", false);
  }

  Sweep at(String key) {
    return new Sweep(version, full, key, false);
  }

  Sweep finished() {
    return new Sweep(version, false, "", true);
  }

  byte[] encode() {
    String text = version + " " + (full ? "full" : "scores") + " " + (done ? "done" : cursor);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Sweep decode(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", 3);
    boolean done = parts[2].equals("done");
    return new Sweep(Long.parseLong(parts[0]), parts[1].equals("full"), done ? "" : parts[2], done);
  }
}
