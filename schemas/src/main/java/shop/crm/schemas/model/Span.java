package shop.crm.schemas.model;

import java.time.Instant;

/**
 * A stretch of time: since when something is known, and when it last changed.
 *
 * @param from the time of the earliest fact
 * @param to the time of the latest fact
 */
public record Span(Instant from, Instant to) {

  /** The same with one more fact; the very same where that is of a time within. */
  public Span with(Instant fact) {
    boolean earliest = fact.isBefore(from);
    boolean latest = fact.isAfter(to);
    return earliest || latest ? new Span(earliest ? fact : from, latest ? fact : to) : this;
  }
}
