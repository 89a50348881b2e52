package shop.crm.benchmarks.fuzz.http;

import java.util.Set;

/**
 * A request to be sent as it is.
 *
 * @param number by which the seed makes it again
 * @param operation of which it was made
 * @param method that it has, which may be none
 * @param category what is wrong with it, for the report
 * @param framing how clear its end is
 * @param wanted what must come of it
 * @param bytes all of it
 */
record FuzzRequest(
    long number,
    Operation operation,
    String method,
    String category,
    Framing framing,
    Wanted wanted,
    byte[] bytes) {

  /** The category of a call of other instances on the port for everybody. */
  static final String INTERNAL_PATH = "path of other instances";

  /** The category of a request for two tenants at once. */
  static final String TWO_TENANTS = "header: two tenants";

  private static final int TRICKLE_EACH = 200;
  private static final int MOST_TRICKLED = 3_000;

  /**
   * What is known of the answer.
   *
   * @param statuses of which it has one; none where that depends on too much
   * @param refused whether nobody may be let in
   */
  record Wanted(Set<Integer> statuses, boolean refused) {

    /** Nothing is. */
    static final Wanted ANYTHING = new Wanted(Set.of(), false);

    Wanted {
      statuses = Set.copyOf(statuses);
    }
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** Whether its last bytes come one by one. */
  boolean trickles() {
    return bytes.length < MOST_TRICKLED && number % TRICKLE_EACH == 0;
  }

  /** Whether another request behind it on the same connection tells something. */
  boolean marked() {
    return !operation.internal() && !isHead() && framing != Framing.CUT;
  }
}
