package shop.crm.standalone.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import shop.crm.standalone.CannotStart;
import shop.crm.standalone.data.Endpoints;

/**
 * Where a running service is reached from outside.
 *
 * @param http its HTTP interface
 * @param amqp the broker that it takes from, with what it takes to log in
 */
record Door(URI http, URI amqp) {

  private static final int DEFAULT_PORT = 8084;

  /**
   * Finds it: what is named comes first, then what the service on the data directory (or a demo in
   * it) has written, then the environment.
   *
   * @throws CannotStart where nothing tells where the broker is
   */
  static Door find(Optional<URI> http, Optional<URI> amqp, Map<String, String> environment) {
    Path dataDir = Path.of(environment.getOrDefault("CRM_DATA_DIR", ".crm"));
    Optional<Endpoints> written = written(dataDir).or(() -> written(dataDir.resolve("demo")));
    URI broker =
        amqp.or(() -> written.map(Endpoints::amqp).filter(uri -> uri.getUserInfo() != null))
            .or(() -> configured(environment))
            .or(() -> written.map(Endpoints::amqp))
            .orElseThrow(
                () ->
                    new CannotStart(
                        "No running service was found: "
                            + dataDir.resolve("endpoints.json")
                            + " does not exist. Start ./crm demo or ./crm serve --embedded, set"
                            + " CRM_DATA_DIR or RABBITMQ_URL, or name the broker with --amqp."));
    String port = environment.getOrDefault("PORT", String.valueOf(DEFAULT_PORT));
    return new Door(
        http.or(() -> written.map(Endpoints::http))
            .orElseGet(() -> URI.create("http://127.0.0.1:" + port)),
        broker);
  }

  private static Optional<URI> configured(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("RABBITMQ_URL"))
        .filter(url -> !url.isBlank())
        .map(URI::create);
  }

  private static Optional<Endpoints> written(Path dataDir) {
    try {
      return Endpoints.read(dataDir);
    } catch (IOException e) {
      throw new CannotStart("The addresses in " + dataDir + " cannot be read: " + e, e);
    }
  }
}
