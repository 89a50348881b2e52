package shop.crm.queries.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.helidon.common.socket.NioSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** The other end of a connection that is no more. */
class PeerTest {

  @Test
  void it_is_known_after_the_connection_was_closed() throws IOException {
    try (ServerSocketChannel listener = listener();
        SocketChannel _ = SocketChannel.open(listener.getLocalAddress())) {
      SocketChannel accepted = listener.accept();
      Peer peer = Peer.of(socket(accepted));
      int port = peer.port();
      accepted.close();

      assertEquals("127.0.0.1", peer.host());
      assertEquals(port, peer.port());
    }
  }

  @Test
  void one_that_went_before_is_gone_and_no_error() throws IOException {
    try (ServerSocketChannel listener = listener();
        SocketChannel _ = SocketChannel.open(listener.getLocalAddress())) {
      SocketChannel accepted = listener.accept();
      accepted.close();

      assertEquals("gone", Peer.of(socket(accepted)).host());
    }
  }

  private static ServerSocketChannel listener() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
  }

  private static PeerInfo socket(SocketChannel channel) {
    return NioSocket.server(channel, "accepted", "listener").remotePeer();
  }
}
