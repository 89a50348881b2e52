package shop.crm.queries.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hc.core5.http2.H2Error;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.FrameQueue;
import shop.crm.queries.connection.http2.Http2Error;
import shop.crm.queries.connection.http2.ReceiveWindow;
import shop.crm.queries.connection.http2.Request;

/**
 * One request of a connection of HTTP/2, as the socket of a checked connection that has no other:
 * what is read from it is the request in HTTP/1.1, what is written to it the answer.
 */
final class Http2Stream implements Http2Answer.Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Http2Stream.class);
  private static final byte[] NOTHING = {};

  private final int id;
  private final Http2Connection all;
  private final Request request;
  private final FrameQueue outbox;
  private final FrameQueue.Window sending;
  private final ReceiveWindow receiving = new ReceiveWindow(ReceiveWindow.INITIAL);
  private final Http2Answer answer;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private byte[] head;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private long bodyBytes;
  private boolean ended;
  private boolean endTold;
  private boolean answered;
  private boolean closed;
  private boolean reset;

  // Of the thread that answers.
  private byte[] unsent = NOTHING;

  private volatile Optional<ServerConnection> connection = Optional.empty();
  private volatile Optional<Thread> thread = Optional.empty();

  Http2Stream(int id, Request request, Http2Connection all, FrameQueue outbox) {
    this.id = id;
    this.all = all;
    this.request = request;
    this.outbox = outbox;
    this.head = request.head();
    this.ended = request.ended();
    this.answer = new Http2Answer(request.headOnly(), this);
    this.sending = outbox.open(id);
  }

  int id() {
    return id;
  }

  FrameQueue.Window window() {
    return sending;
  }

  /** Answers on a thread of its own. */
  void start(ServerConnection checked, Limit limit) {
    connection = Optional.of(checked);
    thread =
        Optional.of(Thread.ofVirtual().name("http2-stream").start(() -> serve(checked, limit)));
  }

  private void serve(ServerConnection checked, Limit limit) {
    try {
      checked.handle(limit);
    } catch (CloseConnectionException e) {
      LOG.trace("a stream ended", e);
    } catch (InterruptedException e) {
      LOG.trace("a stream was interrupted", e);
    } finally {
      end();
    }
  }

  /** Waits until its thread has ended. */
  void join() throws InterruptedException {
    if (thread.isPresent()) {
      thread.get().join();
    }
  }

  /** Lets its request end, or not. */
  void close(boolean interrupt) {
    connection.ifPresent(checked -> checked.close(interrupt));
  }

  // The frames of the other end; by the thread that reads them.

  /**
   * Takes some of the body.
   *
   * @param bytes that the frame took of the window, padding among them
   * @param last whether nothing follows
   * @return how many of those are not kept for whoever reads the body
   */
  int receive(byte[] data, int bytes, boolean last) {
    lock.lock();
    try {
      if (ended) {
        throw Http2Error.ofStream(id, H2Error.STREAM_CLOSED);
      }
      if (!receiving.take(bytes)) {
        throw Http2Error.ofStream(id, H2Error.FLOW_CONTROL_ERROR);
      }
      bodyBytes += data.length;
      long length = request.length().orElse(bodyBytes);
      if (bodyBytes > length || last && bodyBytes < length) {
        throw Http2Error.ofStream(id, H2Error.PROTOCOL_ERROR);
      }
      ended = last;
      changed.signalAll();
      if (closed || answered) {
        return bytes;
      }
      body.writeBytes(data);
      return bytes - data.length;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it because the other end, or this one, has said so in a frame. */
  void reset() {
    lock.lock();
    try {
      reset = true;
    } finally {
      lock.unlock();
    }
    close();
  }

  // What the checked connection reads and writes.

  /**
   * What the checked connection reads next; null where its one request is answered and has come, or
   * nobody waits for the rest of it any more.
   */
  byte[] read() {
    byte[] next;
    int used = 0;
    lock.lock();
    try {
      while (!closed && (answered ? !ended : !hasMore())) {
        changed.await();
      }
      if (answered) {
        return null;
      }
      if (closed) {
        throw gone();
      }
      if (head.length > 0) {
        next = head;
        head = NOTHING;
      } else {
        used = body.size();
        next = framed();
        body = new ByteArrayOutputStream(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    } finally {
      lock.unlock();
    }
    free(used);
    return next;
  }

  private boolean hasMore() {
    return head.length > 0 || body.size() > 0 || endIsDue();
  }

  private boolean endIsDue() {
    return ended && request.isChunked() && !endTold;
  }

  private byte[] framed() {
    if (!request.isChunked()) {
      return body.toByteArray();
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream(body.size() + 16);
    ChunkedBody.frame(body.toByteArray(), framed);
    if (endIsDue()) {
      endTold = true;
      framed.writeBytes(ChunkedBody.LAST);
    }
    return framed.toByteArray();
  }

  /** Lets the other end send more in the place of what was used. */
  void free(int bytes) {
    int more = 0;
    lock.lock();
    try {
      more = bytes == 0 || ended || answered ? 0 : receiving.free(bytes);
    } finally {
      lock.unlock();
    }
    if (more > 0) {
      outbox.put(Frame.windowUpdate(id, more));
    }
    all.free(bytes);
  }

  private static UncheckedIOException gone() {
    return new UncheckedIOException(new IOException("the stream has ended"));
  }

  /** Takes some of the answer. */
  void write(byte[] bytes) {
    answer.accept(bytes);
    if (unsent.length > 0) {
      byte[] frames = unsent;
      unsent = NOTHING;
      outbox.put(frames);
    }
  }

  @Override
  public void head(byte[] block, boolean last) {
    unsent = Frame.headers(id, block, last);
    if (last) {
      outbox.end(sending);
      outbox.put(unsent);
      unsent = NOTHING;
      answered();
    }
  }

  @Override
  public void content(byte[] content, boolean last) {
    byte[] before = unsent;
    unsent = NOTHING;
    try {
      all.hasSent(outbox.send(sending, before, content, last));
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
    if (last) {
      answered();
    }
  }

  /** The HTTP library is told not to wait for another request: this is one of one. */
  private void answered() {
    int unread;
    boolean whole;
    lock.lock();
    try {
      answered = true;
      whole = ended;
      unread = body.size();
      body = new ByteArrayOutputStream(0);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    all.answered(this, whole);
    all.free(unread);
    close(false);
  }

  /** By whoever finds that it has taken too long, so that this must not wait for anything. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    outbox.end(sending);
  }

  /** Tells the other end that nothing follows, where it does not know. */
  private void end() {
    Optional<H2Error> untold;
    int unread;
    lock.lock();
    try {
      untold = untold();
      closed = true;
      unread = body.size();
    } finally {
      lock.unlock();
    }
    outbox.end(sending);
    try {
      untold.ifPresent(code -> outbox.put(Frame.reset(id, code)));
    } catch (UncheckedIOException e) {
      LOG.trace("its connection has ended", e);
    } finally {
      all.ended(this, unread);
    }
  }

  private Optional<H2Error> untold() {
    if (reset || answered && ended) {
      return Optional.empty();
    }
    if (answered) {
      return Optional.of(H2Error.NO_ERROR);
    }
    return Optional.of(closed ? H2Error.CANCEL : H2Error.INTERNAL_ERROR);
  }
}
