package shop.crm.connectors.rabbitmq;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which deliveries of one channel are settled, and up to which all of them are: that is what may be
 * acknowledged. Tags of a channel count from 1. Any thread settles; one thread asks. No locks: a
 * ring holds, for each tag in the window, the tag itself once it is settled.
 */
final class AckTracker {

  private final AtomicLongArray ring;
  private final int mask;
  private long contiguous;

  /**
   * A tracker for a new channel.
   *
   * @param window how many deliveries may be unsettled at once, at least
   */
  AckTracker(int window) {
    int capacity = Integer.highestOneBit(Math.max(1, window - 1)) << 1;
    ring = new AtomicLongArray(capacity);
    mask = capacity - 1;
  }

  /** Whether {@code tag} may be taken: it lies within the window. For the asking thread. */
  boolean hasRoomFor(long tag) {
    return tag - contiguous <= ring.length();
  }

  /** The delivery is where it belongs. For any thread. */
  void settle(long tag) {
    ring.setRelease((int) tag & mask, tag);
  }

  /** The highest tag up to which all are settled; 0 if there is none. For the asking thread. */
  long settledUpTo() {
    while (ring.getAcquire((int) (contiguous + 1) & mask) == contiguous + 1) {
      contiguous++;
    }
    return contiguous;
  }
}
