package shop.crm.queries.feed;

/** How it comes to an end with a reader. */
public enum End {
  /** The feed was closed. */
  CLOSED,
  /** The reader was too slow: what comes next for it is not at hand any more. */
  BEHIND,
  /** The reader did not take what was written to it. */
  STALLED,
  /** Whoever reads may not read any more. */
  REFUSED,
  /** What comes next for the reader is not on the topics any more. */
  LOST,
  /** The reader hung up, or its connection failed. */
  GONE
}
