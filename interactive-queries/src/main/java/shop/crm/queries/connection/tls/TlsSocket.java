package shop.crm.queries.connection.tls;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The server's end of TLS over a socket. One thread reads at a time, and any may write. It has no
 * deadlines of its own: whoever finds that it waits for too long closes it from another thread, and
 * that never waits for anything. While nothing comes it holds no buffer.
 */
public final class TlsSocket implements HelidonSocket {

  /** In a row: each costs its sender little, and nobody needs many. */
  private static final int MAX_RECORDS_WITHOUT_CONTENT = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HelidonSocket socket;
  private final SSLEngine engine;
  private final Lock writing = new ReentrantLock();

  /** What has come and was not taken yet; of the thread that reads. */
  private ByteBuffer received = NOTHING;

  TlsSocket(HelidonSocket socket, SSLEngine engine) {
    this.socket = socket;
    this.engine = engine;
  }

  /**
   * Agrees with the other end on keys and protocols, before anything else is done with it.
   *
   * @return whether the other end has stayed for it
   * @throws UncheckedIOException where the two do not agree, or what comes is not TLS
   */
  public boolean handshake() {
    try {
      engine.beginHandshake();
      HandshakeStatus status = engine.getHandshakeStatus();
      while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
        switch (status) {
          case NEED_TASK -> {
            runTasks();
            status = engine.getHandshakeStatus();
          }
          case NEED_WRAP -> status = wrap(NOTHING).getHandshakeStatus();
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            SSLEngineResult result = engine.unwrap(received, NOTHING);
            boolean ended = result.getStatus() == Status.CLOSED;
            if (ended || result.getStatus() == Status.BUFFER_UNDERFLOW && !receive()) {
              return false;
            }
            status = result.getHandshakeStatus();
          }
          case FINISHED, NOT_HANDSHAKING -> throw new IllegalStateException("the loop ended");
        }
      }
      return true;
    } catch (SSLException e) {
      throw failed(e);
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** Whether both ends have agreed on HTTP/2; otherwise it is HTTP/1.1. */
  public boolean isHttp2() {
    return ServerContext.HTTP_2.equals(engine.getApplicationProtocol());
  }

  /** Content, when it comes; null, as the interface has it, where nothing more does. */
  @Override
  public byte[] get() {
    try {
      return content();
    } catch (SSLException e) {
      throw failed(e);
    }
  }

  private byte[] content() throws SSLException {
    ByteBuffer content = NOTHING;
    for (int without = 0; without < MAX_RECORDS_WITHOUT_CONTENT; ) {
      if (!received.hasRemaining() && !receive()) {
        return null;
      }
      if (content.capacity() == 0) {
        content = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      }
      SSLEngineResult result = engine.unwrap(received, content);
      switch (result.getStatus()) {
        case CLOSED -> {
          return null;
        }
        case BUFFER_UNDERFLOW -> {
          if (!receive()) {
            return null;
          }
        }
        case BUFFER_OVERFLOW -> throw new SSLException("a record is longer than any may be");
        case OK -> {
          answer(result.getHandshakeStatus());
          if (content.position() > 0) {
            release();
            return Arrays.copyOf(content.array(), content.position());
          }
          without++;
        }
      }
    }
    throw new SSLException("records without content");
  }

  /** What comes after the handshake and is not content: new keys for old, or the end. */
  private void answer(HandshakeStatus status) throws SSLException {
    switch (status) {
      case NEED_WRAP -> wrap(NOTHING);
      // In TLS 1.2 a client may begin anew as often as it likes, which costs it next to nothing.
      case NEED_TASK -> throw new SSLException("another handshake on the same connection");
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> {
        // Nothing to do.
      }
    }
  }

  /** Whether something has come. */
  private boolean receive() {
    byte[] came = socket.get();
    if (came == null) {
      return false;
    }
    if (!received.hasRemaining()) {
      received = ByteBuffer.wrap(came);
      return true;
    }
    int all = received.remaining() + came.length;
    if (all > received.capacity()) {
      ByteBuffer larger = ByteBuffer.allocate(Math.max(all, 2 * received.capacity()));
      received = larger.put(received);
    } else {
      received.compact();
    }
    received.put(came).flip();
    return true;
  }

  private void release() {
    if (!received.hasRemaining()) {
      received = NOTHING;
    }
  }

  @Override
  public void write(BufferData buffer) {
    byte[] bytes = new byte[buffer.available()];
    buffer.read(bytes);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    writing.lock();
    try {
      while (source.hasRemaining()) {
        if (wrap(source).getStatus() == Status.CLOSED) {
          throw new SSLException("the connection has ended");
        }
      }
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    } finally {
      writing.unlock();
    }
  }

  /** Writes one record. */
  private SSLEngineResult wrap(ByteBuffer source) throws SSLException {
    writing.lock();
    try {
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      SSLEngineResult result = engine.wrap(source, record);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        throw new SSLException("a record is longer than any may be");
      }
      if (record.position() > 0) {
        socket.write(BufferData.create(record.array(), 0, record.position()));
      }
      return result;
    } finally {
      writing.unlock();
    }
  }

  /** The other end is told why, if it listens. */
  private UncheckedIOException failed(SSLException why) {
    try {
      wrap(NOTHING);
    } catch (SSLException | UncheckedIOException e) {
      why.addSuppressed(e);
    }
    return new UncheckedIOException(why);
  }

  /**
   * Says that nothing more is written: otherwise the other end cannot tell whether somebody has cut
   * it off.
   *
   * @throws UncheckedIOException where it cannot be said
   */
  public void end() {
    try {
      engine.closeOutbound();
      wrap(NOTHING);
    } catch (SSLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it is over: what still comes when it has ended is read there, and thrown away. */
  public HelidonSocket carrier() {
    return socket;
  }

  /** At once, from any thread; without a word, since that could wait for the other end. */
  @Override
  public void close() {
    socket.close();
  }

  @Override
  public void idle() {
    socket.idle();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  /** Nobody calls it, but as long as it is there it must be. */
  @Override
  @SuppressWarnings("removal")
  public int read(BufferData buffer) {
    throw new UnsupportedOperationException("it is read as it comes");
  }

  @Override
  public PeerInfo remotePeer() {
    return socket.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return socket.localPeer();
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  @Override
  public String socketId() {
    return socket.socketId();
  }

  @Override
  public String childSocketId() {
    return socket.childSocketId();
  }
}
