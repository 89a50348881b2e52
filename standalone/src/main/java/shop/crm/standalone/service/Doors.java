package shop.crm.standalone.service;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.tls.UnfitPem;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.queries.connection.tls.TlsFiles;
import shop.crm.queries.http.Listener;
import shop.crm.standalone.config.Configuration.Http;
import shop.crm.standalone.data.Ports;
import shop.crm.standalone.failure.CannotStart;

/**
 * Where an instance is reached.
 *
 * @param http as it is configured
 * @param port that everybody asks
 * @param internalPort that other instances ask
 * @param tls of both
 */
record Doors(Http http, int port, int internalPort, Optional<ServerTls> tls) {

  private static final String INTERNAL_PORT = "CRM_INTERNAL_PORT";

  /**
   * Claims the ports and reads the certificate, before anything is started.
   *
   * @throws CannotStart where a port is not free, or the certificate is not what it was when it was
   *     checked
   */
  static Doors claim(Http http, MeterRegistry metrics, Clock clock) {
    int port = Ports.claim("PORT", http.host(), http.port());
    int wanted = http.internal().port() == port ? 0 : http.internal().port();
    int internalPort =
        http.internal().orAnother()
            ? Ports.claimOrAnother(INTERNAL_PORT, http.internalHost(), wanted)
            : Ports.claim(INTERNAL_PORT, http.internalHost(), wanted);
    return new Doors(
        http, port, internalPort, http.tls().map(files -> secured(files, metrics, clock)));
  }

  private static ServerTls secured(TlsFiles files, MeterRegistry metrics, Clock clock) {
    try {
      return ServerTls.open(files, metrics, clock);
    } catch (UnfitPem | IOException e) {
      throw new CannotStart(
          "CRM_TLS_CERTIFICATE or CRM_TLS_KEY has changed meanwhile: " + e.getMessage(), e);
    }
  }

  Listener everybody() {
    return new Listener(http.host(), port, http.allowed(), tls);
  }

  Listener internal() {
    return new Listener(http.internalHost(), internalPort, Set.of(), tls);
  }

  /** {@code host:port} for other instances. */
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
}
