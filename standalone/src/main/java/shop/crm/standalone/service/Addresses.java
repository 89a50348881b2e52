package shop.crm.standalone.service;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import shop.crm.standalone.config.Configuration.Http;

/** By which addresses a service is reached that listens somewhere. */
final class Addresses {

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
    String host =
        http.advertised()
            .map(address -> address.substring(0, address.lastIndexOf(':')))
            .orElseGet(() -> bracketed(hostForOthers(http.host())));
    return host + ":" + internalPort;
  }

  /** The address to open on this machine. */
  static URI local(String host, int port) {
    String shown = EVERYWHERE.contains(host) ? "127.0.0.1" : host;
    return URI.create("http://" + bracketed(shown) + ":" + port);
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
      return "127.0.0.1";
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
