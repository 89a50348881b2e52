package shop.crm.queries.connection;

import io.helidon.common.socket.PeerInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;

/**
 * The other end as it was when the connection came. The HTTP library asks the socket anew, and a
 * socket that was closed meanwhile has no other end.
 *
 * @param address null where it had gone by then
 * @param socket what the library tells of it
 */
record Peer(SocketAddress address, PeerInfo socket) implements PeerInfo {

  private static final String GONE = "gone";

  static Peer of(PeerInfo socket) {
    return new Peer(socket.address(), socket);
  }

  /** Its address; nothing for one without, or that has gone. */
  Optional<InetSocketAddress> internet() {
    return address instanceof InetSocketAddress internet ? Optional.of(internet) : Optional.empty();
  }

  @Override
  public String host() {
    return internet().map(InetSocketAddress::getHostString).orElse(GONE);
  }

  @Override
  public int port() {
    return internet().map(InetSocketAddress::getPort).orElse(-1);
  }

  @Override
  public Optional<Principal> tlsPrincipal() {
    return socket.tlsPrincipal();
  }

  @Override
  public Optional<Certificate[]> tlsCertificates() {
    return socket.tlsCertificates();
  }
}
