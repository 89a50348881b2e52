package shop.crm.standalone.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where the parts of a running service are reached.
 *
 * @param http the service itself
 * @param internal where it answers other instances, operators and metrics
 * @param kafka {@code host:port} of the brokers
 * @param amqp RabbitMQ; where it is not embedded, without password
 * @param postgres PostgreSQL; where it is not embedded, without password
 */
public record Endpoints(URI http, URI internal, String kafka, URI amqp, URI postgres) {

  private static final String FILE = "endpoints.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes them where clients look for them: all at once, never in part. */
  public void write(Path dataDir) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("http", http.toString()).put("internal", internal.toString()).put("kafka", kafka);
    json.put("postgres", postgres.toString()).put("amqp", amqp.toString());
    Path draft = dataDir.resolve(FILE + ".new");
    Files.writeString(draft, json.toPrettyString() + "\n");
    Files.move(
        draft,
        dataDir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Those that the service on a data directory has written, if one runs there. */
  public static Optional<Endpoints> read(Path dataDir) throws IOException {
    Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(file.toFile());
    return Optional.of(
        new Endpoints(
            uri(json, "http").orElseThrow(() -> missing(file)),
            uri(json, "internal").orElseThrow(() -> missing(file)),
            json.path("kafka").asText(),
            uri(json, "amqp").orElseThrow(() -> missing(file)),
            uri(json, "postgres").orElseThrow(() -> missing(file))));
  }

  /** Takes them away: nobody answers there any more. */
  public static void remove(Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(FILE));
  }

  private static Optional<URI> uri(JsonNode json, String key) {
    return json.has(key) ? Optional.of(URI.create(json.get(key).asText())) : Optional.empty();
  }

  private static IOException missing(Path file) {
    return new IOException(file + " lacks an address");
  }
}
