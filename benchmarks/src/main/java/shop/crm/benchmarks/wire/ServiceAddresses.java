package shop.crm.benchmarks.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import shop.crm.standalone.data.Endpoints;

/**
 * Where a running service is reached, as it has written into its data directory.
 *
 * @param http for everybody
 * @param internal for other instances and for metrics
 * @param amqp its broker
 */
public record ServiceAddresses(URI http, URI internal, URI amqp) {

  /** Those of the service on a data directory, if one runs there. */
  public static Optional<ServiceAddresses> read(Path dataDir) throws IOException {
    return Endpoints.read(dataDir)
        .map(it -> new ServiceAddresses(it.http(), it.internal(), it.amqp()));
  }

  /** The socket of a URI. */
  public static InetSocketAddress socket(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }
}
