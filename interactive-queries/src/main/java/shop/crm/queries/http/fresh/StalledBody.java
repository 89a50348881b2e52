package shop.crm.queries.http.fresh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A body that is closed where a read of it takes too long: Java's HTTP client has no time limit for
 * the rest of an answer that has begun.
 */
public final class StalledBody extends FilterInputStream {

  private static final long NOT_READING = Long.MIN_VALUE;

  private final long patienceNanos;
  private final Thread watch;
  private volatile long sinceNanos = NOT_READING;
  private volatile boolean closed;

  StalledBody(InputStream body, Duration patience) {
    super(body);
    patienceNanos = patience.toNanos();
    watch = Thread.ofVirtual().name("stalled-body").start(this::watch);
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), patienceNanos / 4));
      long since = sinceNanos;
      if (since != NOT_READING && System.nanoTime() - since > patienceNanos) {
        closeNow();
      }
    }
  }

  private void closeNow() {
    try {
      close();
    } catch (IOException _) {
      // The reader is told: it reads from what is closed.
      closed = true;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    sinceNanos = System.nanoTime();
    try {
      return in.read(bytes, offset, length);
    } finally {
      sinceNanos = NOT_READING;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(watch);
    super.close();
  }
}
