package shop.crm.queries.connection.http2;

import java.util.function.LongSupplier;
import org.apache.hc.core5.http2.H2Error;

/**
 * How much a client may ask for that is of no use to it: each of its frames that brings no request
 * on costs something, and time and answers that it takes earn it. Whoever has spent all does not
 * use HTTP/2 but floods.
 */
public final class Calm {

  /** A frame that brings nothing on. */
  public static final int FRAME = 1;

  /** A stream that came for nothing: it has made work and is gone. */
  public static final int STREAM = 10;

  /**
   * A head that is too large: cheap to send where it refers to earlier ones, and dear to unpack.
   */
  public static final int LARGE_HEAD = 100;

  /** For a frame with content that was sent: it may be answered by two, for two windows. */
  public static final int SENT = 3;

  /** For an answer that went out whole. */
  public static final int ANSWERED = 2 * STREAM;

  private static final long MOST = 2_000;
  private static final long PER_SECOND = 200;
  private static final long SECOND = 1_000_000_000;

  private final LongSupplier nanos;
  private long credit = MOST;
  private long since;

  /**
   * Begins with everything unspent.
   *
   * @param nanos a clock such as {@link System#nanoTime}
   */
  public Calm(LongSupplier nanos) {
    this.nanos = nanos;
    this.since = nanos.getAsLong();
  }

  /** Gives back some of the allowance that was spent. */
  public synchronized void earn(int some) {
    credit = Math.min(MOST, credit + some);
  }

  /**
   * Takes some.
   *
   * @throws Http2Error where there is not so much
   */
  public synchronized void spend(int some) {
    long now = nanos.getAsLong();
    long earned = Math.min(MOST, (now - since) / (SECOND / PER_SECOND));
    since = earned == MOST ? now : since + earned * (SECOND / PER_SECOND);
    credit = Math.min(MOST, credit + earned) - some;
    if (credit < 0) {
      throw Http2Error.ofConnection(H2Error.ENHANCE_YOUR_CALM);
    }
  }
}
