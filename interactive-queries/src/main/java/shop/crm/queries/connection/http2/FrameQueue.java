package shop.crm.queries.connection.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.hc.core5.http2.H2Error;

/**
 * What a connection sends: streams put frames here, as far as the windows of the other end allow,
 * and one thread writes them, all that are there at once. So a stream whose thread is interrupted
 * takes nobody's connection with it, and what nobody reads is never more than a little.
 */
public final class FrameQueue {

  /** Bytes that wait to be written; beyond, whoever sends waits. */
  private static final int ROOM = 64 << 10;

  private static final long MOST = Integer.MAX_VALUE;
  private static final byte[] NOTHING = {};

  /** What the other end still takes of a stream; of this only its outbox reads and writes. */
  public static final class Window {

    private final int stream;
    private long left;
    private boolean closed;

    private Window(int stream, long left) {
      this.stream = stream;
      this.left = left;
    }
  }

  private final Lock lock = new ReentrantLock();

  /** For the thread that writes. */
  private final Condition filled = lock.newCondition();

  /** For those that send. */
  private final Condition changed = lock.newCondition();

  // All guarded by the lock.
  private final Set<Window> open = new HashSet<>();
  private ByteArrayOutputStream queue = new ByteArrayOutputStream();
  private long left = ReceiveWindow.INITIAL;
  private long initial = ReceiveWindow.INITIAL;
  private boolean finished;
  private boolean closed;

  /** Begins to send on a stream. */
  public Window open(int stream) {
    lock.lock();
    try {
      Window window = new Window(stream, initial);
      open.add(window);
      return window;
    } finally {
      lock.unlock();
    }
  }

  /** How many streams have not sent all that they will. */
  public int streams() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Sends frames that need no window, as soon as there is room for them. */
  public void put(byte[] frames) {
    lock.lock();
    try {
      while (queue.size() >= ROOM && !isOver()) {
        changed.awaitUninterruptibly();
      }
      add(frames);
    } finally {
      lock.unlock();
    }
  }

  /** Sends frames if there is room for them at once. */
  public void offer(byte[] frames) {
    lock.lock();
    try {
      if (queue.size() < ROOM && !isOver()) {
        add(frames);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends content, when and as the windows allow.
   *
   * @param head frames that go before it, and need no window
   * @param last whether nothing follows on the stream
   * @return in how many frames
   */
  public int send(Window its, byte[] head, byte[] content, boolean last)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      byte[] before = head;
      int at = 0;
      int frames = 0;
      do {
        while (!canSend(its, content.length - at)) {
          add(before);
          before = NOTHING;
          changed.await();
        }
        if (its.closed) {
          throw gone();
        }
        add(before);
        before = NOTHING;
        int most = (int) Math.min(Frame.MAX_PAYLOAD, Math.min(its.left, left));
        int piece = Math.min(content.length - at, Math.max(0, most));
        boolean end = last && at + piece == content.length;
        add(Frame.data(its.stream, content, at, piece, end));
        its.left -= piece;
        left -= piece;
        at += piece;
        frames++;
        if (end) {
          close(its);
        }
      } while (at < content.length);
      return frames;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is no reason to wait any longer; one of them is that it is all over. */
  private boolean canSend(Window its, int bytes) {
    boolean allowed = bytes == 0 || its.left > 0 && left > 0;
    return its.closed || isOver() || queue.size() < ROOM && allowed;
  }

  private boolean isOver() {
    return finished || closed;
  }

  private void add(byte[] frames) {
    if (isOver()) {
      throw gone();
    }
    if (frames.length > 0) {
      queue.writeBytes(frames);
      filled.signal();
    }
  }

  private static UncheckedIOException gone() {
    return new UncheckedIOException(new IOException("nothing is sent any more"));
  }

  /** Lets more be sent on the connection. */
  public void widen(int increment) {
    lock.lock();
    try {
      left += increment;
      if (left > MOST) {
        throw Http2Error.ofConnection(H2Error.FLOW_CONTROL_ERROR);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets more be sent on a stream. */
  public void widen(Window its, int increment) {
    lock.lock();
    try {
      its.left += increment;
      if (its.left > MOST) {
        throw Http2Error.ofStream(its.stream, H2Error.FLOW_CONTROL_ERROR);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Changes what every stream begins with, and with that what those have that have begun. */
  public void initial(long size) {
    lock.lock();
    try {
      for (Window window : open) {
        window.left += size - initial;
        if (window.left > MOST) {
          throw Http2Error.ofConnection(H2Error.FLOW_CONTROL_ERROR);
        }
      }
      initial = size;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends no content on a stream any more: whoever waits to do so is told. */
  public void end(Window its) {
    lock.lock();
    try {
      close(its);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void close(Window its) {
    its.closed = true;
    open.remove(its);
  }

  /** Takes nothing more, and ends when all is written. */
  public void finish() {
    lock.lock();
    try {
      finished = true;
      signal();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    filled.signal();
    changed.signalAll();
  }

  /**
   * Writes until it is finished or cannot write any more.
   *
   * @param wire takes all bytes that are there
   */
  public void run(Consumer<byte[]> wire) {
    try {
      Optional<byte[]> some = take();
      while (some.isPresent()) {
        wire.accept(some.get());
        some = take();
      }
    } finally {
      lock.lock();
      try {
        closed = true;
        signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private Optional<byte[]> take() {
    lock.lock();
    try {
      while (queue.size() == 0 && !isOver()) {
        filled.awaitUninterruptibly();
      }
      if (queue.size() == 0) {
        return Optional.empty();
      }
      byte[] all = queue.toByteArray();
      queue = new ByteArrayOutputStream();
      changed.signalAll();
      return Optional.of(all);
    } finally {
      lock.unlock();
    }
  }
}
