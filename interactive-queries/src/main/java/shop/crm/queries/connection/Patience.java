package shop.crm.queries.connection;

import java.time.Duration;
import java.util.Optional;
import shop.crm.queries.connection.Wait.What;

/**
 * How long a connection waits for the next bytes: the head of a request must come within a time
 * that begins with its first byte, a body must make progress, and between requests a connection may
 * be idle for a while. Used by the thread that reads.
 */
final class Patience {

  /** A body may take a second for each of so many bytes: less is nobody's line. */
  private static final int BYTES_PER_SECOND = 1_024;

  private final RequestFraming framing;
  private final ConnectionLimits limits;
  private boolean hasSpoken;
  private long headBegun;
  private long bodyBytes;
  private long bodyWaited;

  /**
   * Nothing has come yet.
   *
   * @param begun when the connection began
   */
  Patience(RequestFraming framing, ConnectionLimits limits, long begun) {
    this.framing = framing;
    this.limits = limits;
    this.headBegun = begun;
  }

  /** Something has come, which the framing has not seen yet. */
  void came(long now) {
    boolean inHead = !framing.isBetweenRequests() && !framing.isInBody();
    if (hasSpoken && !inHead) {
      headBegun = now;
    }
    hasSpoken = true;
  }

  /** So long, in nanoseconds, somebody has waited for what came or did not come. */
  void waited(long nanos) {
    if (framing.isInBody()) {
      bodyWaited += nanos;
    }
  }

  /**
   * What the other end owes now.
   *
   * @param now by the clock of all waits
   */
  Wait waitFor(long now) {
    if (framing.isInBody()) {
      if (framing.bodyBytes() < bodyBytes) {
        bodyWaited = 0;
      }
      bodyBytes = framing.bodyBytes();
      long atMost = limits.body().toNanos();
      long inAll = atMost + Duration.ofSeconds(bodyBytes / BYTES_PER_SECOND).toNanos() - bodyWaited;
      return new Wait(
          What.BODY, now, now + Math.min(atMost, inAll), Optional.of(Refusal.BODY_TIMEOUT));
    }
    bodyWaited = 0;
    if (framing.isBetweenRequests() && hasSpoken) {
      return new Wait(What.REQUEST, now, now + limits.idle().toNanos(), Optional.empty());
    }
    return new Wait(
        What.REQUEST,
        headBegun,
        headBegun + limits.head().toNanos(),
        Optional.of(Refusal.HEAD_TIMEOUT));
  }
}
