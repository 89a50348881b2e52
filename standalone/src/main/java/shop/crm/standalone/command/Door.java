package shop.crm.standalone.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.standalone.data.Endpoints;
import shop.crm.standalone.data.OwnSecret;
import shop.crm.standalone.failure.CannotStart;

/** Where a running service is reached from outside. */
final class Door {

  private static final String RABBITMQ_URL = "RABBITMQ_URL";
  private static final String DATABASE_URL = "DATABASE_URL";
  private static final int DEFAULT_PORT = 8084;
  private static final int DEFAULT_INTERNAL_PORT = 8085;

  private Door() {}

  /**
   * Its HTTP interface: what is named comes first, then what the service on the data directory (or
   * a demo in it) has written, then {@code PORT} on this machine.
   */
  static URI http(Optional<URI> named, Map<String, String> environment) {
    return named
        .map(Door::requireHttp)
        .or(() -> written(environment).map(Endpoints::http))
        .orElseGet(() -> here(environment, "PORT", DEFAULT_PORT));
  }

  /** What it answers to operators, in the same order. */
  static URI internal(Optional<URI> named, Map<String, String> environment) {
    return named
        .map(Door::requireHttp)
        .or(() -> written(environment).map(Endpoints::internal))
        .orElseGet(() -> here(environment, "CRM_INTERNAL_PORT", DEFAULT_INTERNAL_PORT));
  }

  private static URI requireHttp(URI named) {
    String scheme = named.getScheme() == null ? "" : named.getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme) || named.getHost() == null) {
      throw new CannotStart("--url is wrong: expected http://host:port or https://host");
    }
    return named;
  }

  private static URI here(Map<String, String> environment, String setting, int otherwise) {
    String port = environment.getOrDefault(setting, "").strip();
    if (!port.matches("[0-9]{0,5}")) {
      throw new CannotStart(setting + " is wrong: expected the number of a port");
    }
    // A certificate may be for this name, but is hardly ever for the address.
    String here =
        Trusted.text(environment, "CRM_TLS_CERTIFICATE").isPresent()
            ? "https://localhost:"
            : "http://127.0.0.1:";
    return URI.create(here + (port.isEmpty() ? otherwise : Integer.parseInt(port)));
  }

  /**
   * By which it takes what it does not tell everybody: what is set, else what the service on the
   * data directory (or a demo in it) has made for itself.
   *
   * @throws CannotStart where it can be none
   */
  static Optional<ClusterSecret> secret(Map<String, String> environment) {
    try {
      Optional<ClusterSecret> given =
          Optional.ofNullable(environment.get("CRM_CLUSTER_SECRET"))
              .map(String::strip)
              .filter(secret -> !secret.isEmpty())
              .map(ClusterSecret::new);
      Path dataDir = dataDirectory(environment);
      return given.or(() -> own(dataDir)).or(() -> own(dataDir.resolve("demo")));
    } catch (IllegalArgumentException e) {
      throw new CannotStart(
          "CRM_CLUSTER_SECRET is wrong: expected the one that the service has", e);
    }
  }

  private static Optional<ClusterSecret> own(Path dataDir) {
    try {
      return OwnSecret.read(dataDir);
    } catch (IOException e) {
      throw new CannotStart(
          "The secret in " + dataDir + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /**
   * The broker that it takes from: what is named comes first, then what the service on the data
   * directory (or a demo in it) has written, if that has the password, then the environment. Of a
   * broker that is not embedded the service writes no password.
   *
   * @throws CannotStart where nothing tells it, or what tells it is no address
   */
  static RabbitAddress amqp(Optional<URI> named, Map<String, String> environment) {
    Optional<Path> authorities = Trusted.text(environment, "RABBITMQ_CA").map(Path::of);
    if (named.isPresent()) {
      return address("--amqp", named.get().toString(), authorities);
    }
    Optional<String> written = written(environment).map(Endpoints::amqp).map(URI::toString);
    Optional<String> configured =
        Optional.ofNullable(environment.get(RABBITMQ_URL)).filter(url -> !url.isBlank());
    if (written.filter(url -> hasPassword(URI.create(url))).isEmpty() && configured.isPresent()) {
      return address(RABBITMQ_URL, configured.get(), authorities);
    }
    return written
        .map(url -> address("endpoints.json", url, authorities))
        .orElseThrow(
            () ->
                new CannotStart(
                    "No running service was found: "
                        + dataDirectory(environment).resolve("endpoints.json")
                        + " does not exist. Start ./crm demo or ./crm serve --embedded, set"
                        + " CRM_DATA_DIR or RABBITMQ_URL, or name the broker with --amqp."));
  }

  /**
   * The database of the service: {@code DATABASE_URL} comes first, then what the service on the
   * data directory (or a demo in it) has written, which is enough where it is embedded.
   *
   * @throws CannotStart where nothing tells it, or what tells it is no address
   */
  static URI postgres(Map<String, String> environment) {
    Optional<String> configured =
        Optional.ofNullable(environment.get(DATABASE_URL))
            .map(String::strip)
            .filter(url -> !url.isEmpty());
    if (configured.isEmpty()) {
      return written(environment)
          .map(Endpoints::postgres)
          .orElseThrow(
              () ->
                  new CannotStart(
                      "Nothing tells where the database is: set DATABASE_URL, or CRM_DATA_DIR of a"
                          + " running service whose database is embedded."));
    }
    try {
      return URI.create(configured.get());
    } catch (IllegalArgumentException _) {
      // Its message quotes the address, and with it the password.
      throw new CannotStart(
          "DATABASE_URL is wrong: expected postgres://user:password@host:5432/shop_crm");
    }
  }

  private static boolean hasPassword(URI url) {
    return url.getRawUserInfo() != null && url.getRawUserInfo().contains(":");
  }

  private static RabbitAddress address(String from, String text, Optional<Path> authorities) {
    try {
      return RabbitAddress.of(text).trusting(authorities);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(from + " is wrong: " + e.getMessage(), e);
    }
  }

  private static Path dataDirectory(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("CRM_DATA_DIR", ".crm"));
  }

  private static Optional<Endpoints> written(Map<String, String> environment) {
    Path dataDir = dataDirectory(environment);
    return written(dataDir).or(() -> written(dataDir.resolve("demo")));
  }

  private static Optional<Endpoints> written(Path dataDir) {
    try {
      return Endpoints.read(dataDir);
    } catch (IOException e) {
      throw new CannotStart("The addresses in " + dataDir + " cannot be read: " + e, e);
    }
  }
}
