package shop.crm.queries.connection;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.core5.http2.H2Error;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.queries.connection.Wait.What;
import shop.crm.queries.connection.http2.Calm;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.FrameQueue;
import shop.crm.queries.connection.http2.Http2Error;
import shop.crm.queries.connection.http2.Http2Settings;
import shop.crm.queries.connection.http2.Incoming;
import shop.crm.queries.connection.http2.ReceiveWindow;
import shop.crm.queries.connection.http2.Request;
import shop.crm.queries.connection.http2.RequestDecoder;

/**
 * Reads the frames of a connection of HTTP/2 and gives each stream to a checked connection of its
 * own. Its thread waits for nobody but the other end, and answers frames itself: whoever sends
 * frames that are answered, and does not read, is not read either.
 */
final class Http2Connection {

  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

  /** Streams at once, as the other end is told. */
  static final int MAX_STREAMS = 100;

  /** And with them those that were reset and whose threads have not come to their end yet. */
  private static final int MAX_RUNNING = 2 * MAX_STREAMS;

  /** Bytes of bodies that nobody has read yet: of more streams than one, so that none stops all. */
  private static final int WINDOW = 1 << 20;

  private final CheckedConnection wire;
  private final ConnectionContext context;
  private final ConnectionLimits limits;
  private final ServerConnectionSelector checks;
  private final Limit limit;
  private final Incoming frames;
  private final FrameQueue outbox = new FrameQueue();
  private final RequestDecoder requests = new RequestDecoder(RequestFraming.MAX_HEAD);
  private final ReceiveWindow window = new ReceiveWindow(WINDOW);
  private final Calm calm;
  private final Map<Integer, Http2Stream> open = new ConcurrentHashMap<>();
  private final Set<Http2Stream> running = ConcurrentHashMap.newKeySet();

  /** The last stream that came. */
  private volatile int last;

  private volatile long idleSince;
  private volatile Wait unfinished = Wait.FOR_NOTHING;
  private volatile boolean leaving;

  Http2Connection(
      byte[] first,
      CheckedConnection wire,
      ConnectionContext context,
      ConnectionLimits limits,
      ServerConnectionSelector checks,
      Limit limit) {
    this.wire = wire;
    this.context = context;
    this.limits = limits;
    this.checks = checks;
    this.limit = limit;
    this.calm = new Calm(wire::nanos);
    this.idleSince = wire.nanos();
    this.frames = new Incoming(first, this::more, calm, RequestFraming.MAX_HEAD);
  }

  /**
   * Serves until the other end has gone, or made a fault.
   *
   * @return whether it made none
   */
  boolean serve() throws InterruptedException {
    Thread writer = Thread.ofVirtual().name("http2-writer").start(this::write);
    try {
      outbox.put(Http2Settings.own(MAX_STREAMS, RequestFraming.MAX_HEAD));
      outbox.put(Frame.windowUpdate(Frame.CONNECTION, WINDOW - ReceiveWindow.INITIAL));
      for (Optional<Frame> frame = frames.next(); frame.isPresent(); frame = frames.next()) {
        take(frame.get());
      }
      return true;
    } catch (Http2Error e) {
      wire.refuse(Refusal.of(e, Frame.SETTINGS));
      outbox.offer(Frame.goAway(last, e.code()));
      return false;
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the other end does not read", e);
    } finally {
      running.forEach(Http2Stream::reset);
      outbox.finish();
      writer.join();
    }
  }

  /** Waits until all streams have come to their end. */
  void awaitStreams() throws InterruptedException {
    for (Http2Stream stream : running) {
      stream.join();
    }
  }

  private void write() {
    try {
      outbox.run(wire::write);
    } catch (CloseConnectionException e) {
      LOG.trace("the other end has gone", e);
    }
    if (leaving) {
      wire.close(Optional.empty());
    }
  }

  private byte[] more() {
    if (!frames.isUnfinished()) {
      unfinished = Wait.FOR_NOTHING;
    } else if (unfinished.what() == What.NOTHING) {
      boolean data = frames.isInData();
      long now = wire.nanos();
      long end = now + (data ? limits.body() : limits.head()).toNanos();
      Refusal late = data ? Refusal.BODY_TIMEOUT : Refusal.HEAD_TIMEOUT;
      unfinished = new Wait(What.BODY, now, end, Optional.of(late));
    }
    return wire.read();
  }

  /** What the other end owes to the connection; what it owes to a stream that one knows. */
  Wait waitsFor() {
    Wait frame = unfinished;
    if (frame.what() != What.NOTHING || !running.isEmpty()) {
      return frame;
    }
    long since = idleSince;
    return new Wait(What.REQUEST, since, since + limits.idle().toNanos(), Optional.empty());
  }

  private void take(Frame frame) {
    unfinished = Wait.FOR_NOTHING;
    try {
      switch (frame.type()) {
        case Frame.DATA -> data(frame);
        case Frame.HEADERS -> headers(frame.stream(), frame.payload(), frame.has(Frame.END_STREAM));
        case Frame.RST_STREAM -> reset(frame.stream());
        case Frame.SETTINGS -> settings(frame);
        case Frame.PING -> {
          if (!frame.has(Frame.ACK)) {
            outbox.put(Frame.pong(frame.payload()));
          }
        }
        case Frame.GOAWAY -> leave();
        case Frame.WINDOW_UPDATE -> widen(frame.stream(), frame.number() & Integer.MAX_VALUE);
        default -> LOG.trace("a priority, or a type that nobody knows");
      }
    } catch (Http2Error e) {
      if (e.stream() == Frame.CONNECTION) {
        throw e;
      }
      wire.refuse(Refusal.of(e, frame.type()));
      refuse(e.stream(), e.code());
    }
  }

  /** Resets of this end can be asked for in a flood, as those of the other can. */
  private void refuse(int id, H2Error code) {
    Optional.ofNullable(open.remove(id)).ifPresent(Http2Stream::reset);
    outbox.put(Frame.reset(id, code));
    calm.spend(Calm.STREAM);
  }

  private void data(Frame frame) {
    int bytes = frame.payload().length;
    Http2Error.require(frame.stream() <= last, H2Error.PROTOCOL_ERROR);
    Http2Error.require(window.take(bytes), H2Error.FLOW_CONTROL_ERROR);
    byte[] content = frame.content();
    boolean end = frame.has(Frame.END_STREAM);
    if (content.length == 0 && !end) {
      calm.spend(Calm.FRAME);
    }
    Http2Stream stream = open.get(frame.stream());
    if (stream == null) {
      // On its way when the stream ended.
      free(bytes);
      calm.spend(Calm.FRAME);
      return;
    }
    try {
      stream.free(stream.receive(content, bytes, end));
    } catch (Http2Error e) {
      free(bytes);
      throw e;
    }
  }

  private void headers(int id, byte[] fields, boolean end) {
    if (id <= last) {
      trailers(id, fields, end);
      return;
    }
    last = id;
    Request request = requests.request(id, fields, end);
    calm.spend(request.head().length > RequestFraming.MAX_HEAD ? Calm.LARGE_HEAD : 0);
    if (leaving) {
      calm.spend(Calm.STREAM);
      return;
    }
    if (outbox.streams() >= MAX_STREAMS || running.size() >= MAX_RUNNING) {
      throw Http2Error.ofStream(id, H2Error.REFUSED_STREAM);
    }
    Http2Stream stream = new Http2Stream(id, request, this, outbox);
    running.add(stream);
    open.put(id, stream);
    try {
      stream.start(checks.connection(context(stream)), limit);
    } catch (CloseConnectionException e) {
      LOG.trace("there is no room", e);
      stream.reset();
      running.remove(stream);
      refuse(id, H2Error.REFUSED_STREAM);
    }
  }

  private ConnectionContext context(Http2Stream stream) {
    Http2Socket socket = new Http2Socket(stream, context.serverSocket());
    return new CheckedContext(
        context, socket, wire.peer(), DataReader.create(stream::read), socket);
  }

  /** They end a body; those of a stream that has ended were on their way. */
  private void trailers(int id, byte[] fields, boolean end) {
    requests.trailers(id, fields);
    Http2Stream stream = open.get(id);
    if (stream == null) {
      calm.spend(Calm.FRAME);
    } else if (end) {
      stream.receive(new byte[0], 0, true);
    } else {
      throw Http2Error.ofStream(id, H2Error.PROTOCOL_ERROR);
    }
  }

  private void reset(int id) {
    Http2Error.require(id <= last, H2Error.PROTOCOL_ERROR);
    Http2Stream stream = open.remove(id);
    if (stream == null) {
      calm.spend(Calm.FRAME);
    } else {
      stream.reset();
      calm.spend(Calm.STREAM);
    }
  }

  private void settings(Frame frame) {
    if (!frame.has(Frame.ACK)) {
      Http2Settings.initialWindow(frame.payload()).ifPresent(outbox::initial);
      outbox.put(Frame.settingsTaken());
    }
  }

  private void widen(int id, int increment) {
    Http2Stream stream = open.get(id);
    Http2Error.require(id <= last, H2Error.PROTOCOL_ERROR);
    if (id == Frame.CONNECTION) {
      Http2Error.require(increment > 0, H2Error.PROTOCOL_ERROR);
      outbox.widen(increment);
    } else if (stream != null && increment == 0) {
      throw Http2Error.ofStream(id, H2Error.PROTOCOL_ERROR);
    } else if (stream != null) {
      outbox.widen(stream.window(), increment);
    }
  }

  // What streams say.

  void free(int bytes) {
    int more = bytes == 0 ? 0 : window.free(bytes);
    if (more > 0) {
      outbox.put(Frame.windowUpdate(Frame.CONNECTION, more));
    }
  }

  void hasSent(int contents) {
    calm.earn(contents * Calm.SENT);
  }

  /** What is still coming of a request that is not whole finds its stream, which drops it. */
  void answered(Http2Stream stream, boolean whole) {
    calm.earn(Calm.ANSWERED);
    if (whole) {
      open.remove(stream.id());
    }
  }

  /** Its thread has come to its end. */
  void ended(Http2Stream stream, int unread) {
    open.remove(stream.id());
    idleSince = wire.nanos();
    running.remove(stream);
    try {
      free(unread);
    } catch (UncheckedIOException e) {
      LOG.trace("nobody sends anything any more", e);
    }
    if (leaving && running.isEmpty()) {
      outbox.finish();
    }
  }

  // What the owner of the connection says.

  /** Takes no more streams, and ends with the last; never waits. */
  void leave() {
    if (!leaving) {
      outbox.offer(Frame.goAway(last, H2Error.NO_ERROR));
      leaving = true;
    }
    if (running.isEmpty()) {
      outbox.finish();
    }
  }

  /** Whether it ends only if it is ended: one that is leaving says so first, and then ends. */
  boolean isIdle() {
    return !leaving && running.isEmpty();
  }

  void close(boolean interrupt) {
    leave();
    if (interrupt) {
      running.forEach(stream -> stream.close(true));
    }
  }
}
