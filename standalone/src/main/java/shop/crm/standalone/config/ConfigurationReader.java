package shop.crm.standalone.config;

import static java.math.BigDecimal.ONE;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shop.crm.schemas.Topics;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Http;
import shop.crm.standalone.config.Configuration.Internal;
import shop.crm.standalone.config.Configuration.Kafka;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.config.Configuration.Postgres;
import shop.crm.standalone.config.Configuration.Processing;
import shop.crm.standalone.config.Configuration.Rabbit;
import shop.crm.standalone.config.Configuration.Streams;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.settings.Publishing;
import shop.crm.topology.settings.TopologySettings;

/** Reads a {@link Configuration}; after a mistake it goes on, to find the others. */
final class ConfigurationReader {

  private static final String KAFKA_PREFIX = "KAFKA_";
  private static final int INTERNAL_PORT = 8085;

  private final Map<String, String> environment;
  private final Missing missing;
  private final SettingReader settings;

  ConfigurationReader(Map<String, String> environment, Missing missing) {
    this.environment = environment;
    this.missing = missing;
    this.settings = new SettingReader(environment);
  }

  Configuration read() {
    Kafka kafka = kafka();
    Rabbit rabbit = rabbit();
    AuthReader auth = new AuthReader(settings, missing);
    Auth callers = auth.read();
    Optional<URI> database = service(Setting.DATABASE_URL, Form.postgres());
    Configuration configuration =
        new Configuration(
            http(),
            callers,
            kafka,
            rabbit,
            new Postgres(
                database,
                settings.read(Setting.CRM_DATABASE_POOL, Form.wholeNumber(2, 500), 16),
                settings.read(
                    Setting.CRM_AUDIT_RETENTION,
                    Form.duration("1d", "3650d"),
                    Topics.AUDIT_RETENTION)),
            new Processing(
                topology(),
                streams(kafka),
                rulesRevision(),
                settings.read(
                    Setting.CRM_CLV_FIT_INTERVAL,
                    Form.duration("1m", "31d"),
                    Duration.ofHours(24))),
            dataDir(),
            notes(auth.notes(callers)));
    if (!settings.problems().isEmpty()) {
      throw new InvalidConfiguration(settings.problems(), advice());
    }
    return configuration;
  }

  private String advice() {
    boolean absent = settings.problems().stream().anyMatch(problem -> problem.shown().isEmpty());
    // A name that is misspelt is often why another is missing.
    return unknown().stream().map(note -> "\n  " + note).collect(Collectors.joining())
        + (absent
            ? "\nFor development, ./crm serve --embedded starts what is not configured by itself."
            : "");
  }

  private <T> Optional<T> service(Setting setting, Form<T> form) {
    return switch (missing) {
      case REFUSED -> settings.require(setting, form);
      case EMBEDDED -> settings.read(setting, form);
    };
  }

  private Http http() {
    String everywhere =
        switch (missing) {
          case REFUSED -> "0.0.0.0";
          case EMBEDDED -> "127.0.0.1";
        };
    int port = settings.read(Setting.PORT, Form.wholeNumber(0, 65535), 8084);
    return new Http(
        settings.read(Setting.CRM_HOST, Form.hostName(), everywhere),
        port,
        settings.read(Setting.CRM_ALLOWED_HOSTS, Form.hostNames(), Set.of()),
        settings.read(Setting.CRM_ADVERTISED_ADDRESS, Form.hostAndPort()),
        settings.read(Setting.CRM_CORS_ORIGINS, Form.origins(), Set.of()),
        settings.read(Setting.CRM_RATE_LIMIT, Form.wholeNumber(0, 1_000_000), 0),
        internal(port),
        new TlsReader(settings).own());
  }

  /** For development there may be several on one machine: each finds a port by itself. */
  private Internal internal(int port) {
    Optional<Integer> named = settings.read(Setting.CRM_INTERNAL_PORT, Form.wholeNumber(0, 65535));
    int internal = named.orElse(port == 0 ? 0 : INTERNAL_PORT);
    boolean orAnother = named.isEmpty() && missing == Missing.EMBEDDED;
    if (internal == port && port != 0 && !orAnother) {
      settings.wrong(Setting.CRM_INTERNAL_PORT, String.valueOf(internal), "another than PORT");
    }
    return new Internal(
        internal, orAnother, settings.read(Setting.CRM_CLUSTER_SECRET, Form.clusterSecret()));
  }

  private Kafka kafka() {
    Optional<String> servers = service(Setting.KAFKA_BOOTSTRAP_SERVERS, Form.bootstrapServers());
    Map<String, String> client = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          boolean ours = name.equals(Setting.KAFKA_BOOTSTRAP_SERVERS.name());
          if (name.startsWith(KAFKA_PREFIX) && !ours && !value.isBlank()) {
            String property = name.substring(KAFKA_PREFIX.length()).replace('_', '.');
            client.put(property.toLowerCase(Locale.ROOT), value.strip());
          }
        });
    int copies = servers.isPresent() ? 3 : 1;
    int replication =
        settings.read(Setting.CRM_REPLICATION_FACTOR, Form.wholeNumber(1, 100), copies);
    return new Kafka(
        servers,
        Map.copyOf(client),
        (short) replication,
        settings.read(
            Setting.CRM_KAFKA_METRICS, Form.oneOf(KafkaMetrics.class), KafkaMetrics.CHOSEN));
  }

  private Rabbit rabbit() {
    return new Rabbit(
        service(Setting.RABBITMQ_URL, Form.amqp()),
        new TlsReader(settings).authorities(Setting.RABBITMQ_CA),
        settings.read(Setting.RABBITMQ_EXCHANGE, Form.amqpName(), "shop.events"),
        settings.read(Setting.RABBITMQ_QUEUE, Form.amqpName(), "crm.events"));
  }

  private TopologySettings topology() {
    RulesReader rules = new RulesReader(settings);
    return new TopologySettings(
        new Settings(rules.rfm(), rules.loyalty(), zone()),
        settings.read(Setting.CRM_CURRENCY, Form.currency(), "UAH"),
        settings.read(Setting.CRM_DEFAULT_TENANT, Form.tenant(), "default"),
        settings.read(Setting.CRM_PARTITIONS, Form.wholeNumber(1, 1000), 6),
        settings.read(
            Setting.RFM_CALCULATION_INTERVAL, Form.duration("1s", "31d"), Duration.ofHours(24)),
        settings
            .read(
                Setting.RFM_RECALCULATION_CHANGE,
                Form.decimal(new BigDecimal("0.0001"), ONE),
                new BigDecimal("0.05"))
            .doubleValue(),
        new Publishing(
            settings.read(
                Setting.CRM_BACKFILL_AGE,
                Form.duration("1s", "3650d"),
                Publishing.STANDARD.backfillAge()),
            settings.read(
                Setting.CRM_CUSTOMER_STATE_TOPIC,
                Form.flag(),
                Publishing.STANDARD.customerState())));
  }

  private Streams streams(Kafka kafka) {
    int cores = Math.min(64, Runtime.getRuntime().availableProcessors());
    // An embedded Kafka means a single instance: there is nobody to keep a warm copy.
    int standbys = kafka.bootstrapServers().isPresent() ? 1 : 0;
    return new Streams(
        settings.read(Setting.CRM_STREAM_THREADS, Form.wholeNumber(1, 64), cores),
        settings.read(Setting.CRM_STANDBY_REPLICAS, Form.wholeNumber(0, 10), standbys),
        settings.read(
            Setting.CRM_COMMIT_INTERVAL, Form.duration("10ms", "10s"), Duration.ofMillis(100)),
        settings.read(Setting.CRM_STATE_MEMORY_MB, Form.wholeNumber(32, 1 << 20), 256));
  }

  private ZoneId zone() {
    return settings.read(Setting.CRM_TIME_ZONE, Form.timeZone(), ZoneOffset.UTC);
  }

  private OptionalLong rulesRevision() {
    return settings
        .read(Setting.CRM_RULES_REVISION, Form.wholeNumber(1, Integer.MAX_VALUE))
        .map(number -> OptionalLong.of(number))
        .orElseGet(OptionalLong::empty);
  }

  private Path dataDir() {
    return settings.read(Setting.CRM_DATA_DIR, Form.path(), Path.of(".crm")).toAbsolutePath();
  }

  private List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    Setting.unknownIn(environment)
        .forEach(
            (name, nearest) ->
                unknown.add(
                    name
                        + " is not a setting"
                        + nearest.map(known -> "; did you mean " + known + "?").orElse("")));
    return unknown;
  }

  private List<String> notes(List<String> ofCallers) {
    List<String> notes = unknown();
    settings
        .text(Setting.REDIS_URL)
        .ifPresent(
            url -> notes.add("REDIS_URL is not needed: the state stores take the place of Redis"));
    notes.addAll(ofCallers);
    boolean alone = settings.text(Setting.CRM_CLUSTER_SECRET).isEmpty();
    if (alone && settings.text(Setting.CRM_ADVERTISED_ADDRESS).isPresent()) {
      notes.add("without CRM_CLUSTER_SECRET only instances on this machine reach this one");
    }
    return List.copyOf(notes);
  }
}
