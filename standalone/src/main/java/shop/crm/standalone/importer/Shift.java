package shop.crm.standalone.importer;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How far all times of a history are moved.
 *
 * @param by whole milliseconds; negative moves to the past
 */
public record Shift(Duration by) {

  /** Nothing moves. */
  public static final Shift NONE = new Shift(Duration.ZERO);

  /** The shift by which {@code last} becomes {@code now}, less than a millisecond before it. */
  public static Shift toNow(Instant last, Instant now) {
    return new Shift(Duration.between(last, now).truncatedTo(ChronoUnit.MILLIS));
  }

  /** The moved time. */
  public Instant apply(Instant time) {
    return time.plus(by);
  }

  /** Exactly, in both forms: {@code PT130000H (468000000000 ms)}. */
  @Override
  public String toString() {
    return by + " (" + by.toMillis() + " ms)";
  }
}
