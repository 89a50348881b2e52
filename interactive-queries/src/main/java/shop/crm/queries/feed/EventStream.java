package shop.crm.queries.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes server-sent events, and knows whether that goes on. A block with an id and no data is no
 * event: it only moves the place from which the client goes on when it comes again.
 */
final class EventStream {

  /** How long a client is to wait before it comes again, in milliseconds. */
  private static final byte[] RETRY = ascii("retry: 2000\n");

  private static final byte[] HEART_BEAT = ascii(": heart-beat\n");
  private static final byte[] ID = ascii("id: ");
  private static final byte[] EVENT = ascii("\nevent: ");
  private static final byte[] DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");

  private final OutputStream out;
  private final AtomicLong written = new AtomicLong();
  private volatile boolean writing;

  // Of the thread that watches.
  private long seenWritten;
  private long sinceNanos = System.nanoTime();

  EventStream(OutputStream out) {
    this.out = out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What a stream begins with. */
  void begin(byte[] id) throws IOException {
    writing = true;
    out.write(RETRY);
    place(id);
    flush();
  }

  /** Shows that the stream is alive, and how far it has come. */
  void heartBeat(byte[] id) throws IOException {
    writing = true;
    out.write(HEART_BEAT);
    place(id);
    flush();
  }

  private void place(byte[] id) throws IOException {
    out.write(ID);
    out.write(id);
    out.write(END);
  }

  /** A change; it may stay in a buffer until {@link #flush}. */
  void event(byte[] id, Change change) throws IOException {
    writing = true;
    out.write(ID);
    out.write(id);
    out.write(EVENT);
    out.write(change.type().bytes());
    out.write(DATA);
    out.write(change.json());
    out.write(END);
    written.lazySet(written.getPlain() + 1);
  }

  void flush() throws IOException {
    out.flush();
    written.lazySet(written.getPlain() + 1);
    writing = false;
  }

  /**
   * For how long a write is under way without progress, as one thread sees it that keeps looking.
   */
  long stalledNanos(long now) {
    long seen = written.get();
    if (!writing || seen != seenWritten) {
      seenWritten = seen;
      sinceNanos = now;
    }
    return now - sinceNanos;
  }
}
