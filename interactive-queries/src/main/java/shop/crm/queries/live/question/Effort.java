package shop.crm.queries.live.question;

import java.time.Duration;

/** How much work a question is for one partition: what bounds it follows from that. */
public enum Effort {
  /** Copies figures that its task keeps. */
  FIGURES(Duration.ofSeconds(3)),
  /** Goes through what is in memory of all customers. */
  MEMORY(Duration.ofSeconds(30)),
  /** Reads the rows of some customers, which the stream's own threads want to read, too. */
  SOME_ROWS(Duration.ofSeconds(3)),
  /** Reads the rows of all customers: few such questions at once, none of a caller who has gone. */
  ALL_ROWS(Duration.ofSeconds(30));

  private final Duration longest;

  Effort(Duration longest) {
    this.longest = longest;
  }

  /** How long another instance may take to answer. */
  public Duration longest() {
    return longest;
  }
}
