package shop.crm.benchmarks.fuzz.http;

/**
 * A request to be sent as it is.
 *
 * @param number by which the seed makes it again
 * @param operation of which it was made, for the report
 * @param category what is wrong with it, for the report
 * @param internal whether it goes to the port for other instances
 * @param head whether its method is HEAD
 * @param bodied whether the operation reads a body
 * @param framing how clear its end is
 * @param bytes all of it
 * @param trickle whether its last bytes come one by one
 */
record FuzzRequest(
    long number,
    String operation,
    String category,
    boolean internal,
    boolean head,
    boolean bodied,
    Framing framing,
    byte[] bytes,
    boolean trickle) {

  /** The category of a call of other instances on the port for everybody. */
  static final String INTERNAL_PATH = "path of other instances";

  /** The category of a request for two tenants at once. */
  static final String TWO_TENANTS = "header: two tenants";

  /** Whether another request behind it on the same connection tells something. */
  boolean marked() {
    return !internal && !head && framing != Framing.CUT;
  }
}
