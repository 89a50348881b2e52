package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;

/** A stream in the place of a socket; what it does not know, the socket of all streams does. */
record Http2Socket(Http2Stream stream, HelidonSocket socket)
    implements HelidonSocket, DirectWriter {

  @Override
  public byte[] get() {
    return stream.read();
  }

  /** Nobody calls it, but as long as it is there it must be. */
  @Override
  @SuppressWarnings("removal")
  public int read(BufferData buffer) {
    throw new UnsupportedOperationException("it is read as it comes");
  }

  @Override
  public void writeNow(BufferData buffer) {
    byte[] bytes = new byte[buffer.available()];
    buffer.read(bytes);
    stream.write(bytes);
  }

  /** Both of what it is have it. */
  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void close() {
    stream.close();
  }

  /** It is never asked for more than one request. */
  @Override
  public void idle() {
    socket.idle();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
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
    return socket.isSecure();
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
