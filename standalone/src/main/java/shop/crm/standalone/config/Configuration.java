package shop.crm.standalone.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.connection.tls.TlsFiles;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.topology.settings.TopologySettings;

/**
 * Everything that the service is told from outside, checked.
 *
 * @param http where it listens
 * @param auth how those who call it prove who they are
 * @param kafka how Kafka is reached
 * @param rabbit how RabbitMQ is reached
 * @param postgres how PostgreSQL is reached
 * @param processing what the stream follows, and how it is laid out
 * @param dataDir where state and embedded data live
 * @param notes what a person should know, a line each
 */
public record Configuration(
    Http http,
    Auth auth,
    Kafka kafka,
    Rabbit rabbit,
    Postgres postgres,
    Processing processing,
    Path dataDir,
    List<String> notes) {

  private static final String LOOPBACK = "127.0.0.1";

  /** What is to become of a service that is not configured. */
  public enum Missing {
    /** It is a mistake. */
    REFUSED,
    /** An embedded one takes its place. */
    EMBEDDED
  }

  /**
   * Where the service listens.
   *
   * @param port 0 for any that is free
   * @param allowed the host names that callers use, in lower case; any where there are none, except
   *     on loopback
   * @param advertised {@code host:port} by which other instances reach this one, where that is not
   *     what it listens on
   * @param corsOrigins of sites whose pages may ask
   * @param rateLimit requests a second of a tenant, and of a credential; 0 where there is no limit
   * @param internal where other instances, metrics and operators ask
   * @param tls of both; nothing where they are plain
   */
  public record Http(
      String host,
      int port,
      Set<String> allowed,
      Optional<String> advertised,
      Set<String> corsOrigins,
      int rateLimit,
      Internal internal,
      Optional<TlsFiles> tls) {

    /**
     * The address that the internal port is on: without a secret nobody but this machine may call
     * it.
     */
    public String internalHost() {
      return internal.secret().isPresent() ? host : LOOPBACK;
    }
  }

  /**
   * The internal port.
   *
   * @param port 0 for any that is free
   * @param orAnother whether another will do where it is taken
   * @param secret by which instances prove themselves to each other
   */
  public record Internal(int port, boolean orAnother, Optional<ClusterSecret> secret) {}

  /** What callers prove who they are by. */
  public enum Credential {
    /** Keys that the service itself has issued. */
    KEYS,
    /** Tokens of an issuer that the service trusts. */
    OIDC
  }

  /**
   * How those who call the service prove who they are.
   *
   * @param credentials that are taken; none where nobody is asked who they are
   * @param bootstrapKey a key that is to be there, of an administrator of the platform
   * @param oidc whose tokens are taken, where they are
   */
  public record Auth(
      Set<Credential> credentials, Optional<KeyCredential> bootstrapKey, Optional<Oidc> oidc) {

    /** Nobody is asked who they are. */
    public boolean off() {
      return credentials.isEmpty();
    }

    /** Whether keys are taken. */
    public boolean keys() {
      return credentials.contains(Credential.KEYS);
    }
  }

  /**
   * Whose tokens are taken, and where they tell what the service has to know.
   *
   * @param issuer its identifier, below which its configuration is found
   * @param audience whom a token has to be meant for
   * @param tenantClaim tells the tenant
   * @param scopesClaim tells the scopes
   */
  public record Oidc(URI issuer, String audience, String tenantClaim, String scopesClaim) {}

  /**
   * How Kafka is reached.
   *
   * @param bootstrapServers nothing where it is to be embedded
   * @param client what {@code KAFKA_*} says, as properties of clients
   * @param replicationFactor of topics that the service creates
   * @param metrics what is told of what its clients measure
   */
  public record Kafka(
      Optional<String> bootstrapServers,
      Map<String, String> client,
      short replicationFactor,
      KafkaMetrics metrics) {}

  /**
   * How RabbitMQ is reached.
   *
   * @param url nothing where it is to be embedded
   * @param authorities a PEM file of those who may say who it is, where they are not the JDK's
   */
  public record Rabbit(
      Optional<URI> url, Optional<Path> authorities, String exchange, String queue) {}

  /**
   * How PostgreSQL is reached.
   *
   * @param url nothing where it is to be embedded
   * @param pool connections to it at the most
   * @param auditRetention how long lines of the audit log are kept, here and on their topic
   */
  public record Postgres(Optional<URI> url, int pool, Duration auditRetention) {}

  /**
   * What the stream follows, and how it is laid out.
   *
   * @param topology the rules of the domain
   * @param streams how processing is laid out
   * @param rulesRevision which edition of the rules this is: of two, the greater is the newer;
   *     nothing where none was named
   * @param clvFitInterval the longest time between two fits of a tenant's model of lifetime value
   */
  public record Processing(
      TopologySettings topology,
      Streams streams,
      OptionalLong rulesRevision,
      Duration clvFitInterval) {}

  /**
   * How processing is laid out.
   *
   * @param threads stream threads of this instance
   * @param standbyReplicas warm copies of the state on other instances
   * @param memoryMegabytes bound of RocksDB's memory, all stores together
   */
  public record Streams(
      int threads, int standbyReplicas, Duration commitInterval, int memoryMegabytes) {}

  /** The rules of the domain. */
  public TopologySettings topology() {
    return processing.topology();
  }

  /** How processing is laid out. */
  public Streams streams() {
    return processing.streams();
  }

  /** The same, listening elsewhere. */
  public Configuration withHttp(Http other) {
    return new Configuration(other, auth, kafka, rabbit, postgres, processing, dataDir, notes);
  }

  /**
   * Reads the environment.
   *
   * @throws InvalidConfiguration naming everything that is missing or wrong
   */
  public static Configuration read(Map<String, String> environment, Missing missing) {
    return new ConfigurationReader(environment, missing).read();
  }
}
