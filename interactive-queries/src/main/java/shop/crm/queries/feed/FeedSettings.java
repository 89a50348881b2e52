package shop.crm.queries.feed;

import java.time.Duration;

/**
 * The bounds of a feed.
 *
 * @param maxReaders how many readers there may be at once
 * @param ring which changes are kept at hand
 * @param heartBeat how long nothing is sent to a reader at the most
 * @param stall after how long without any progress a reader is cut off that does not take what is
 *     written to it
 * @param pace how often readers are woken up at the most: what comes in between goes out together
 * @param catchUps how many readers may read from the topics on their own at once
 * @param linger for how long the topics are followed after the last reader has gone
 */
public record FeedSettings(
    int maxReaders,
    RingSize ring,
    Duration heartBeat,
    Duration stall,
    Duration pace,
    int catchUps,
    Duration linger) {

  /**
   * Which changes are kept at hand for readers that are close behind.
   *
   * @param changes how many at the most; a power of two
   * @param bytes how much memory they may take
   */
  public record RingSize(int changes, long bytes) {

    /** That of a service. */
    public static final RingSize STANDARD = new RingSize(1 << 15, 16 << 20);
  }

  /** Those of a service. */
  public static FeedSettings standard() {
    return new FeedSettings(
        2_000,
        RingSize.STANDARD,
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofMillis(50),
        4,
        Duration.ofMinutes(1));
  }
}
