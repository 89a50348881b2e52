package shop.crm.standalone.service;

import java.io.IOException;
import java.util.Optional;
import shop.crm.queries.ServerSettings;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.http.Listener;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Http;
import shop.crm.standalone.data.DataDirectory;
import shop.crm.standalone.data.OwnSecret;
import shop.crm.standalone.data.Ports;
import shop.crm.standalone.failure.CannotStart;
import shop.crm.topology.settings.TopologySettings;

/**
 * Where a service listens, and what its internal port asks for.
 *
 * @param http as it is configured
 * @param port the public port
 * @param internalPort the port for other instances, operators and metrics
 * @param secret by which callers of the internal port prove themselves; nothing where it takes them
 *     as they are
 */
record Listening(Http http, int port, int internalPort, Optional<ClusterSecret> secret) {

  private static final String INTERNAL_PORT = "CRM_INTERNAL_PORT";

  /**
   * Finds ports that are free. Where credentials are asked for, the internal port asks for a secret
   * too: one of this process where none is shared.
   *
   * @param parts takes what is to be taken away at the end
   * @throws CannotStart where a port is taken
   */
  static Listening claim(Configuration configuration, DataDirectory data, Parts parts)
      throws IOException {
    Http http = configuration.http();
    int port = Ports.claim("PORT", http.host(), http.port());
    Optional<ClusterSecret> given = http.internal().secret();
    if (given.isPresent() || configuration.auth().off()) {
      return new Listening(http, port, internalPort(http, port), given);
    }
    ClusterSecret own = OwnSecret.renew(data.path());
    parts.add("own secret", () -> OwnSecret.remove(data.path()));
    return new Listening(http, port, internalPort(http, port), Optional.of(own));
  }

  private static int internalPort(Http http, int port) {
    int wanted = http.internal().port() == port ? 0 : http.internal().port();
    return http.internal().orAnother()
        ? Ports.claimOrAnother(INTERNAL_PORT, http.internalHost(), wanted)
        : Ports.claim(INTERNAL_PORT, http.internalHost(), wanted);
  }

  /** Whether others that know the same secret may run beside this one. */
  boolean sharesSecret() {
    return http.internal().secret().isPresent();
  }

  /** {@code host:port} by which other instances reach this one. */
  String advertised() {
    return Addresses.advertised(http, internalPort);
  }

  ServerSettings settings(TopologySettings topology) {
    return new ServerSettings(
        new Listener(http.host(), port, http.allowed()),
        new Listener(http.internalHost(), internalPort),
        secret,
        http.corsOrigins(),
        topology.defaultTenant(),
        http.rateLimit(),
        topology);
  }
}
