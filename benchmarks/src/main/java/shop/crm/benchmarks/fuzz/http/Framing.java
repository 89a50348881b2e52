package shop.crm.benchmarks.fuzz.http;

/** How clearly a request says where it ends; what may be answered follows from it. */
enum Framing {
  /**
   * It is one request: one answer, and the next request has its own or the connection is closed.
   */
  WHOLE,
  /** It may be taken for one request, or refused with an answer or without one. */
  DOUBTFUL,
  /** One request, and behind it what is none: that is not passed over. */
  TRAILED,
  /** Where it ends cannot be known: refused or let drop; nothing behind it is ever read. */
  BROKEN,
  /** It stops in the middle: at most one answer. */
  CUT
}
