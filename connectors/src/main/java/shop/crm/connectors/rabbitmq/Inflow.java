package shop.crm.connectors.rabbitmq;

import java.io.InterruptedIOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import shop.crm.schemas.Topics;

/**
 * What has come over one connection and is not yet settled, bounded in bytes: the thread that reads
 * from the broker waits while there is no room. AMQP 0-9-1 bounds what is handed out by number
 * alone, and a thousand bodies may have any size. One thread admits; any thread settles.
 */
final class Inflow {

  /**
   * Bodies and headers that are in memory at once, in bytes. A thousand messages of 32 KiB: what is
   * smaller never waits.
   */
  static final int MAX_BYTES = 32 << 20;

  private final Semaphore room = new Semaphore(MAX_BYTES);
  private final AtomicIntegerArray weights;
  private final int mask;
  private final Map<Long, Long> cut = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /**
   * Nothing has come yet.
   *
   * @param window how many deliveries may be unsettled at once, at least
   */
  Inflow(int window) {
    int capacity = Integer.highestOneBit(Math.max(1, window - 1)) << 1;
    weights = new AtomicIntegerArray(capacity);
    mask = capacity - 1;
  }

  /**
   * Waits for room for a message; for the thread that reads.
   *
   * @param tag of its delivery
   * @param size of its body, in bytes
   * @param headers size of its properties and headers, in bytes
   * @return how much of the body is kept, in bytes: all that is longer is passed over
   */
  int admit(long tag, long size, int headers) throws InterruptedIOException {
    if (ended) {
      return 0;
    }
    int kept = (int) Math.min(size, Topics.MAX_DEAD_LETTER_BYTES);
    int weight = Math.min(kept + headers, MAX_BYTES);
    try {
      room.acquire(weight);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while there was no room for a message");
    }
    weights.set((int) tag & mask, weight);
    if (kept < size) {
      cut.put(tag, size);
    }
    return kept;
  }

  /** How many bytes the body of a delivery has, where it was cut. */
  OptionalLong sizeBeforeCut(long tag) {
    Long size = cut.get(tag);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** The delivery is where it belongs, and no longer in memory. */
  void settle(long tag) {
    cut.remove(tag);
    room.release(weights.getAndSet((int) tag & mask, 0));
  }

  /** Nobody takes deliveries any more: what still comes is read without its body, and at once. */
  void end() {
    ended = true;
    room.release(MAX_BYTES);
  }
}
