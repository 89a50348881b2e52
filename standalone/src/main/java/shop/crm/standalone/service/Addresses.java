package shop.crm.standalone.service;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.standalone.config.Configuration.Http;

/** By which addresses a service is reached that listens somewhere. */
final class Addresses {

  private static final String LOOPBACK = "127.0.0.1";
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private Addresses() {}

  /**
   * {@code host:port} for other instances: the host as configured, else what this machine is
   * called, with the port that they ask.
   */
  static String advertised(Http http, int internalPort) {
    if (http.internal().secret().isEmpty()) {
      // It listens there and nowhere else: for instances on the same machine.
      return bracketed(http.internalHost()) + ":" + internalPort;
    }
    String host = advertisedHost(http).orElseGet(() -> bracketed(hostForOthers(http.host())));
    return host + ":" + internalPort;
  }

  /**
   * The address to open on this machine: with TLS, by a name that the certificate is for, if there
   * is one that leads here.
   *
   * @param host what is listened on
   */
  static URI local(Http http, String host, int port, Optional<ServerTls> tls) {
    String shown = EVERYWHERE.contains(host) ? LOOPBACK : host;
    if (tls.isEmpty()) {
      return URI.create("http://" + bracketed(shown) + ":" + port);
    }
    String named =
        Stream.concat(Stream.of(shown, "localhost"), advertisedHost(http).stream())
            .filter(tls.get()::isFor)
            .findFirst()
            .orElse(shown);
    return URI.create("https://" + bracketed(named) + ":" + port);
  }

  private static Optional<String> advertisedHost(Http http) {
    return http.advertised().map(address -> address.substring(0, address.lastIndexOf(':')));
  }

  private static String hostForOthers(String host) {
    if (!EVERYWHERE.contains(host)) {
      return host;
    }
    try {
      InetAddress self = InetAddress.getLocalHost();
      // Some systems give the machine's own name a loopback address: others need the name then.
      return self.isLoopbackAddress() ? self.getHostName() : self.getHostAddress();
    } catch (UnknownHostException e) {
      return LOOPBACK;
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
