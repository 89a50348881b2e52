package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.queries.connection.Wait.What;
import shop.crm.queries.connection.tls.TlsSocket;

/**
 * One connection, whose bytes are checked on their way to the HTTP library; or one of HTTP/2, whose
 * streams are such connections.
 */
final class CheckedConnection implements ServerConnection, InterruptableTask<Void> {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedConnection.class);

  /** Closing on unread bytes takes back the answer before them; so they get this long to end. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final int MAX_LINGER_BYTES = 16 << 20;

  private final ConnectionContext socket;
  private final Optional<TlsSocket> tls;
  private final Opening opening = new Opening(this::read);
  private final BoundedWriter writer;
  private final Peer peer;
  private final ConnectionLimits limits;
  private final Refusals refusals;
  private final Connections all;
  private final ServerConnection http;
  private final RequestFraming framing = new RequestFraming();
  private final Lock turn = new ReentrantLock();
  private final Patience patience;
  private final long begun;

  private volatile Thread server = Thread.currentThread();
  private volatile Wait reading = Wait.FOR_NOTHING;
  private volatile boolean closed;
  private volatile boolean known;
  private volatile Optional<Http2Connection> http2 = Optional.empty();
  private volatile boolean lingering;
  private boolean faulty;

  private boolean told;

  CheckedConnection(
      ConnectionContext socket,
      ServerConnectionSelector http,
      ConnectionLimits limits,
      Refusals refusals,
      Connections all) {
    this.socket = socket;
    this.tls =
        socket.serverSocket() instanceof TlsSocket secure ? Optional.of(secure) : Optional.empty();
    this.peer = Peer.of(socket.remotePeer());
    this.all = all;
    this.limits = limits;
    this.refusals = refusals;
    this.begun = all.nanos();
    this.patience = new Patience(framing, limits, begun);
    this.writer =
        new BoundedWriter(
            socket.dataWriter(),
            framing::answer,
            limits.write(),
            all.unread().reader(() -> close(Optional.of(Refusal.NO_ROOM))),
            all::nanos);
    this.http =
        http.connection(
            new CheckedContext(
                socket, socket.serverSocket(), peer, DataReader.create(this::next), writer));
  }

  /** What time it is by the clock of all waits. */
  long nanos() {
    return all.nanos();
  }

  /** Where it comes from. */
  Peer peer() {
    return peer;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    server = Thread.currentThread();
    try {
      boolean isHttp2 = isHttp2();
      known = true;
      if (isHttp2) {
        serveHttp2(limit);
      } else {
        http.handle(limit);
      }
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      // Its message may hold what came in.
      LOG.warn("A connection ended by {}", e.getClass().getName());
      LOG.debug("A connection ended", e);
      throw new CloseConnectionException("it failed", e);
    } finally {
      linger();
      all.remove(this);
    }
  }

  private boolean isHttp2() {
    if (tls.isEmpty()) {
      return opening.isHttp2();
    }
    handshake(tls.get());
    if (!tls.get().isHttp2()) {
      return false;
    }
    if (opening.isHttp2()) {
      return true;
    }
    opening.rest().ifPresent(_ -> refuse(Refusal.MALFORMED_FRAME));
    throw new CloseConnectionException("both had agreed on HTTP/2");
  }

  /** A handshake and the first head have the time of a head together. */
  private void handshake(TlsSocket secure) {
    long end = begun + limits.head().toNanos();
    reading = new Wait(What.REQUEST, begun, end, Optional.of(Refusal.HANDSHAKE_TIMEOUT));
    try {
      if (!secure.handshake()) {
        throw new CloseConnectionException("the caller has gone");
      }
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof SSLException) {
        refuse(Refusal.HANDSHAKE_FAILED);
      }
      throw new CloseConnectionException("no keys were agreed on", e);
    } finally {
      reading = Wait.FOR_NOTHING;
    }
  }

  private void serveHttp2(Limit limit) throws InterruptedException {
    Http2Connection frames =
        new Http2Connection(opening.behindPreface(), this, socket, limits, all, limit);
    http2 = Optional.of(frames);
    try {
      faulty = !frames.serve();
    } finally {
      linger();
      close(Optional.empty());
      frames.awaitStreams();
    }
  }

  /** What the HTTP library reads next; null, as it wants it, where nothing more comes. */
  private byte[] next() {
    turn.lock();
    try {
      while (true) {
        if (framing.refusal().isPresent()) {
          throw refused(framing.refusal().get());
        }
        if (framing.isEnded() && Thread.currentThread() == server) {
          return null;
        }
        byte[] came = framing.later().or(opening::rest).orElseGet(this::read);
        if (came == null) {
          if (framing.isInBody()) {
            throw refused(Refusal.UNFINISHED_BODY);
          }
          return null;
        }
        patience.came(all.nanos());
        byte[] passed = framing.accept(came);
        if (passed.length > 0) {
          return passed;
        }
      }
    } finally {
      turn.unlock();
    }
  }

  /** Counts what is refused of the connection and not of a request. */
  void refuse(Refusal refusal) {
    refusals.count(refusal, peer.host());
  }

  private RuntimeException refused(Refusal refusal) {
    if (told) {
      return new CloseConnectionException("it was refused before");
    }
    told = true;
    refusals.count(refusal, peer.host());
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(Status.create(refusal.status()))
        .setKeepAlive(false)
        .message(refusal.label())
        .build();
  }

  /** What comes next, when it comes; null where nothing more does. */
  byte[] read() {
    long now = all.nanos();
    // Whoever else reads wants to know whether the caller is still there, while it is answered.
    boolean owed = Thread.currentThread() == server && http2.isEmpty();
    reading = owed ? patience.waitFor(now) : Wait.FOR_NOTHING;
    try {
      return socket.serverSocket().get();
    } catch (UncheckedIOException e) {
      if (framing.isInBody() && !closed) {
        refusals.count(Refusal.UNFINISHED_BODY, peer.host());
      }
      throw new CloseConnectionException("the caller has gone", e);
    } finally {
      patience.waited(all.nanos() - now);
      reading = Wait.FOR_NOTHING;
    }
  }

  /** Writes frames. */
  void write(byte[] frames) {
    writer.writeNow(BufferData.create(frames));
  }

  /** What its other end owes it, if that is what it waits for. */
  Wait waitsFor() {
    Wait write = writer.waitsFor();
    return write.what() == What.NOTHING ? toRead() : write;
  }

  private Wait toRead() {
    return frames().map(Http2Connection::waitsFor).orElse(reading);
  }

  private Optional<Http2Connection> frames() {
    return lingering ? Optional.empty() : http2;
  }

  /** Closes it where its other end has taken too long. */
  void closeIfOver(long now) {
    if (closed) {
      // Its thread has not come to its end yet.
      return;
    }
    Wait read = toRead();
    Wait write = writer.waitsFor();
    if (write.isOver(now)) {
      close(write.refusal());
    } else if (read.isOver(now) && read.refusal().isEmpty()) {
      frames().ifPresentOrElse(Http2Connection::leave, () -> close(Optional.empty()));
    } else if (read.isOver(now)) {
      close(read.refusal());
    }
  }

  /** Takes no more streams, where it has some. */
  void leave() {
    http2.ifPresent(Http2Connection::leave);
  }

  /** Closes it from another thread: whoever reads or writes finds it closed. */
  void close(Optional<Refusal> because) {
    closed = true;
    because.ifPresent(refusal -> refusals.count(refusal, peer.host()));
    try {
      socket.serverSocket().close();
    } catch (UncheckedIOException e) {
      LOG.trace("closed already", e);
    }
  }

  /** Takes what is still coming, for a moment. */
  private void linger() {
    tls.ifPresent(this::end);
    boolean atRest = framing.isBetweenRequests() && framing.refusal().isEmpty() && !faulty;
    if (atRest || closed || !turn.tryLock()) {
      return;
    }
    try {
      lingering = true;
      long now = all.nanos();
      reading = new Wait(What.REQUEST, begun, now + LINGER.toNanos(), Optional.empty());
      int left = MAX_LINGER_BYTES;
      HelidonSocket carrier = tls.map(TlsSocket::carrier).orElse(socket.serverSocket());
      for (byte[] more = carrier.get(); more != null && left > 0; more = carrier.get()) {
        left -= more.length;
      }
    } catch (UncheckedIOException e) {
      LOG.trace("closed while it ended", e);
    } finally {
      reading = Wait.FOR_NOTHING;
      turn.unlock();
    }
  }

  /** Says that nothing more comes, unless nothing else was said. */
  private void end(TlsSocket secure) {
    if (closed || !known) {
      return;
    }
    try {
      writer.last(secure::end);
    } catch (CloseConnectionException e) {
      LOG.trace("closed while it ended", e);
    }
  }

  /** Idle connections are closed here, by what they wait for. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
    http2.ifPresent(frames -> frames.close(interrupt));
    if (!known || interrupt && http2.isPresent()) {
      server.interrupt();
    }
  }

  @Override
  public boolean canInterrupt() {
    if (http2.isPresent() || !known) {
      return http2.map(Http2Connection::isIdle).orElse(true);
    }
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }
}
