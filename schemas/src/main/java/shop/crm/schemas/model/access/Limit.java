package shop.crm.schemas.model.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import shop.crm.schemas.model.segment.SegmentDefinition;

/**
 * What a tenant may have, or do at once, only so often. What is said of requests, readers and the
 * like is counted by each instance for itself; segments and customers are counted where they are
 * stored.
 */
public enum Limit {
  /** Requests a second of all callers of the tenant together. */
  REQUESTS_PER_SECOND("requests_per_second", 1_000_000, OptionalLong.empty()),
  /** Requests a second of each of its credentials. */
  REQUESTS_PER_SECOND_OF_KEY("requests_per_second_of_key", 1_000_000, OptionalLong.empty()),
  /** Readers of the feed at once. */
  FEED_READERS("feed_readers", 2_000, OptionalLong.of(1_000)),
  /** Previews at once: questions that read the rows of all customers. */
  PREVIEWS("previews", 2, OptionalLong.of(1)),
  /** Exports of many customers at once. */
  EXPORTS("exports", 16, OptionalLong.of(2)),
  /** Imports at once. */
  IMPORTS("imports", 8, OptionalLong.of(4)),
  /** Segments that it may have defined. */
  SEGMENTS(
      "segments", SegmentDefinition.MAX_SEGMENTS, OptionalLong.of(SegmentDefinition.MAX_SEGMENTS)),
  /** Customers that it may have when another one is created over HTTP. */
  CUSTOMERS("customers", 1_000_000_000, OptionalLong.empty());

  private final String text;
  private final long most;
  private final OptionalLong standard;

  Limit(String text, long most, OptionalLong standard) {
    this.text = text;
    this.most = most;
    this.standard = standard;
  }

  /** How it is written. */
  public String text() {
    return text;
  }

  /** The highest that it can be set to: all that an instance has of it, where that is bounded. */
  public long most() {
    return most;
  }

  /** What holds for a tenant for whom it is not set; nothing where there is no limit then. */
  public OptionalLong standard() {
    return standard;
  }

  /** Whether it can be set to this. */
  public boolean allows(long value) {
    return value >= 1 && value <= most;
  }

  /** The limit that is written so. */
  public static Optional<Limit> of(String text) {
    return Arrays.stream(values()).filter(limit -> limit.text.equals(text)).findFirst();
  }
}
