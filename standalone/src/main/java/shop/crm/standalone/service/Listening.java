package shop.crm.standalone.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.tls.UnfitPem;
import shop.crm.queries.ServerSettings;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.queries.connection.tls.TlsFiles;
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
 * @param tls of both
 */
record Listening(
    Http http,
    int port,
    int internalPort,
    Optional<ClusterSecret> secret,
    Optional<ServerTls> tls) {

  private static final String INTERNAL_PORT = "CRM_INTERNAL_PORT";

  /**
   * Finds ports that are free, and reads the certificate. Where credentials are asked for, the
   * internal port asks for a secret too: one of this process where none is shared.
   *
   * @param parts takes what is to be taken away at the end
   * @throws CannotStart where a port is taken, or the certificate is not what it was when it was
   *     checked
   */
  static Listening claim(
      Configuration configuration,
      DataDirectory data,
      MeterRegistry metrics,
      Clock clock,
      Parts parts)
      throws IOException {
    Http http = configuration.http();
    int port = Ports.claim("PORT", http.host(), http.port());
    int internalPort = internalPort(http, port);
    Optional<ServerTls> tls = http.tls().map(files -> secured(files, metrics, clock));
    tls.ifPresent(it -> parts.add("certificate", it));
    return new Listening(http, port, internalPort, secret(configuration, data, parts), tls);
  }

  private static Optional<ClusterSecret> secret(
      Configuration configuration, DataDirectory data, Parts parts) throws IOException {
    Optional<ClusterSecret> given = configuration.http().internal().secret();
    if (given.isPresent() || configuration.auth().off()) {
      return given;
    }
    ClusterSecret own = OwnSecret.renew(data.path());
    parts.add("own secret", () -> OwnSecret.remove(data.path()));
    return Optional.of(own);
  }

  private static ServerTls secured(TlsFiles files, MeterRegistry metrics, Clock clock) {
    try {
      return ServerTls.open(files, metrics, clock);
    } catch (UnfitPem | IOException e) {
      throw new CannotStart(
          "CRM_TLS_CERTIFICATE or CRM_TLS_KEY has changed meanwhile: " + e.getMessage(), e);
    }
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

  /** How this one asks others. */
  PeerHttp peers() {
    return PeerHttp.of(tls);
  }

  /** What to open on this machine. */
  URI localHttp() {
    return Addresses.local(http, http.host(), port, tls);
  }

  /** What operators ask on this machine. */
  URI localInternal() {
    return Addresses.local(http, http.internalHost(), internalPort, tls);
  }

  ServerSettings settings(TopologySettings topology) {
    return new ServerSettings(
        new Listener(http.host(), port, http.allowed(), tls),
        new Listener(http.internalHost(), internalPort, Set.of(), tls),
        secret,
        http.corsOrigins(),
        topology.defaultTenant(),
        http.rateLimit(),
        topology);
  }
}
