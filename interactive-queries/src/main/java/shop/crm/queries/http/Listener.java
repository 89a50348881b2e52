package shop.crm.queries.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import shop.crm.queries.connection.tls.ServerTls;

/**
 * Where a server listens.
 *
 * @param host the address
 * @param port the port, or 0 for any that is free
 * @param names the host names that callers use, in lower case; none where any will do, unless it
 *     listens on loopback
 * @param tls what secures its connections; it is not closed with the server
 */
public record Listener(String host, int port, Set<String> names, Optional<ServerTls> tls) {

  /** One without TLS. */
  public Listener(String host, int port, Set<String> names) {
    this(host, port, names, Optional.empty());
  }

  /** One whose callers may use any name, unless it listens on loopback. */
  public Listener(String host, int port) {
    this(host, port, Set.of());
  }

  /** Whether nobody but this machine reaches it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // The server says so when it binds.
      return false;
    }
  }
}
