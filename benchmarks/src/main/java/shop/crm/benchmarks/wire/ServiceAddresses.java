package shop.crm.benchmarks.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a running service is reached, as it has written into its data directory.
 *
 * @param http for everybody
 * @param internal for other instances and for metrics
 * @param amqp its broker
 */
public record ServiceAddresses(URI http, URI internal, URI amqp) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Those of the service on a data directory, if one runs there. */
  public static Optional<ServiceAddresses> read(Path dataDir) throws IOException {
    Path file = dataDir.resolve("endpoints.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(file.toFile());
    String http = json.path("http").asText();
    return Optional.of(
        new ServiceAddresses(
            URI.create(http),
            URI.create(json.path("internal").asText(http)),
            URI.create(json.path("amqp").asText())));
  }

  /** The socket of a URI. */
  public static InetSocketAddress socket(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }
}
