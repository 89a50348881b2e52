package shop.crm.standalone.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.queries.connection.tls.TlsFiles;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.standalone.config.Configuration.Auth;
import shop.crm.standalone.config.Configuration.Credential;
import shop.crm.standalone.config.Configuration.Http;
import shop.crm.standalone.config.Configuration.Internal;
import shop.crm.standalone.config.Configuration.Kafka;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.config.Configuration.Oidc;
import shop.crm.standalone.config.Configuration.Rabbit;
import shop.crm.standalone.config.Configuration.Streams;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.settings.Publishing;

class ConfigurationTest {

  private static final Map<String, String> SERVICES =
      Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
          "RABBITMQ_URL", "amqps://crm:s3cret@rabbit:5671/shop",
          "DATABASE_URL", "postgres://crm:s3cret@db:5432/shop_crm",
          "CRM_AUTH", "off");

  @Test
  void everything_has_the_default_that_is_published() {
    Configuration read = Configuration.read(SERVICES, Missing.REFUSED);

    int cores = Runtime.getRuntime().availableProcessors();
    assertEquals(
        new Http(
            "0.0.0.0",
            8084,
            Set.of(),
            Optional.empty(),
            Set.of(),
            0,
            new Internal(8085, false, Optional.empty()),
            Optional.empty()),
        read.http());
    assertEquals("127.0.0.1", read.http().internalHost());
    assertEquals(
        new Kafka(
            Optional.of("kafka-1:9092,kafka-2:9092"), Map.of(), (short) 3, KafkaMetrics.CHOSEN),
        read.kafka());
    assertEquals(
        new Rabbit(
            Optional.of(URI.create("amqps://crm:s3cret@rabbit:5671/shop")),
            Optional.empty(),
            "shop.events",
            "crm.events"),
        read.rabbit());
    assertEquals(
        Optional.of(URI.create("postgres://crm:s3cret@db:5432/shop_crm")), read.postgres().url());
    assertEquals(new Streams(cores, 1, Duration.ofMillis(100), 256), read.streams());
    assertEquals(ZoneOffset.UTC, read.topology().rules().timeZone());
    assertEquals(OptionalLong.empty(), read.processing().rulesRevision());
    assertEquals(Duration.ofHours(24), read.processing().clvFitInterval());
    assertEquals(Path.of(".crm").toAbsolutePath(), read.dataDir());
    assertEquals(List.of(), read.notes());
  }

  @Test
  void the_rules_have_the_defaults_that_are_published() {
    var topology = Configuration.read(SERVICES, Missing.REFUSED).topology();

    assertEquals(List.of(30, 60, 90, 180), topology.rules().rfm().recencyDays());
    assertEquals(RfmSegment.CHAMPIONS, topology.rules().rfm().segments().getLast());
    assertEquals(
        new LoyaltyRules(
            BigDecimal.ONE,
            List.of(0L, 1000L, 5000L, 15000L, 50000L),
            List.of("bronze", "silver", "gold", "platinum", "diamond")),
        topology.rules().loyalty());
    assertEquals("UAH", topology.currency());
    assertEquals("default", topology.defaultTenant());
    assertEquals(6, topology.partitions());
    assertEquals(Duration.ofHours(24), topology.calculationInterval());
    assertEquals(0.05, topology.recalculationChange());
  }

  @Test
  void everything_that_is_missing_is_named_in_one_message() {
    assertEquals(
        """
        4 settings in the environment are missing or wrong:
          CRM_AUTH is not set: expected keys (API keys: the first by CRM_BOOTSTRAP_KEY or ./crm keys create), oidc (tokens of CRM_OIDC_ISSUER for CRM_OIDC_AUDIENCE), keys,oidc (both), or off (whoever reaches the port may do everything)
          KAFKA_BOOTSTRAP_SERVERS is not set: expected host:port of one or more Kafka brokers, such as kafka-1:9092,kafka-2:9092
          DATABASE_URL is not set: expected postgres://user:password@host:5432/shop_crm (special characters of the password percent-encoded)
          RABBITMQ_URL is not set: expected amqp://user:password@host:5672 or amqps://… (special characters of the password percent-encoded)
        For development, ./crm serve --embedded starts what is not configured by itself.""",
        refused(Map.of(), Missing.REFUSED));
  }

  @Test
  void a_misspelt_setting_is_pointed_out_beside_the_one_that_is_missing() {
    Map<String, String> environment = new HashMap<>(SERVICES);
    environment.put("RABBITMQ_URI", environment.remove("RABBITMQ_URL"));

    assertEquals(
        """
        A setting in the environment is missing or wrong:
          RABBITMQ_URL is not set: expected amqp://user:password@host:5672 or amqps://… (special characters of the password percent-encoded)
          RABBITMQ_URI is not a setting; did you mean RABBITMQ_URL?
        For development, ./crm serve --embedded starts what is not configured by itself.""",
        refused(environment, Missing.REFUSED));
  }

  @Test
  void everything_that_is_wrong_is_named_with_its_value_and_what_would_be_right() {
    Map<String, String> environment = new HashMap<>(SERVICES);
    environment.put("PORT", "http");
    environment.put("RFM_RECENCY_DAYS", "5");
    environment.put("RFM_CALCULATION_INTERVAL", "daily");
    environment.put("RFM_RECALCULATION_CHANGE", "5%");
    environment.put("LOYALTY_TIER_THRESHOLDS", "0,1000,1000");
    environment.put("CRM_CURRENCY", "hryvnia");
    environment.put("CRM_DEFAULT_TENANT", "a b");
    environment.put("CRM_PARTITIONS", "0");
    environment.put("CRM_TIME_ZONE", "Kyiv");

    assertEquals(
        """
        9 settings in the environment are missing or wrong:
          PORT=http is wrong: expected a whole number from 0 to 65535
          RFM_RECENCY_DAYS=5 is wrong: expected a whole number from 6 to 36500
          RFM_CALCULATION_INTERVAL=daily is wrong: expected a time from 1s to 31d, such as 100ms, 30s, 24h, 7d or PT12H
          RFM_RECALCULATION_CHANGE=5% is wrong: expected a number from 0.0001 to 1
          LOYALTY_TIER_THRESHOLDS=0,1000,1000 is wrong: expected whole numbers that ascend from 0, such as 0,1000,5000
          CRM_DEFAULT_TENANT=a b is wrong: expected 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -, and neither . nor ..
          CRM_CURRENCY=hryvnia is wrong: expected a currency code of ISO 4217, such as UAH
          CRM_TIME_ZONE=Kyiv is wrong: expected a time zone, such as UTC or Europe/Kyiv
          CRM_PARTITIONS=0 is wrong: expected a whole number from 1 to 1000""",
        refused(environment, Missing.REFUSED));
  }

  @Test
  void a_password_is_never_shown() {
    assertEquals(
        """
        2 settings in the environment are missing or wrong:
          DATABASE_URL=mysql://crm:***@db/shop is wrong: expected postgres://user:password@host:5432/shop_crm (special characters of the password percent-encoded)
          RABBITMQ_URL=amqp://crm:***@rabbit is wrong: expected amqp://user:password@host:5672 or amqps://… (special characters of the password percent-encoded)""",
        refused(
            Map.of(
                "RABBITMQ_URL", "amqp://crm:s3c^ret/@x@rabbit",
                "DATABASE_URL", "mysql://crm:s3cret@db/shop?password=s3cret"),
            Missing.EMBEDDED));
  }

  @Test
  void a_secret_of_the_cluster_is_long_and_never_shown() {
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          CRM_CLUSTER_SECRET=*** is wrong: expected at least 32 characters that nobody can guess""",
        refused(Map.of("CRM_CLUSTER_SECRET", "0123456789abcdef0123456789abcde"), Missing.EMBEDDED));

    String secret = "0123456789abcdef0123456789abcdef";
    Configuration read =
        Configuration.read(
            Map.of("CRM_CLUSTER_SECRET", secret, "CRM_HOST", "10.0.0.5"), Missing.EMBEDDED);

    assertEquals("10.0.0.5", read.http().internalHost());
    assertFalse(read.toString().contains(secret));
  }

  private static Auth auth(Map<String, String> environment) {
    return Configuration.read(environment, Missing.EMBEDDED).auth();
  }

  @Test
  void for_development_nobody_is_asked_who_they_are_unless_that_is_chosen() {
    assertEquals(new Auth(Set.of(), Optional.empty(), Optional.empty()), auth(Map.of()));
    assertEquals(
        new Auth(Set.of(), Optional.empty(), Optional.empty()), auth(Map.of("CRM_AUTH", "off")));
    assertEquals(
        new Auth(Set.of(Credential.KEYS), Optional.empty(), Optional.empty()),
        auth(Map.of("CRM_AUTH", "keys")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "key", "Keys", "oidc,keys", "keys, oidc", "keys,off", "off,"})
  void a_choice_that_there_is_not_is_refused(String choice) {
    assertTrue(
        refused(Map.of("CRM_AUTH", choice), Missing.EMBEDDED)
            .contains("\n  CRM_AUTH=" + choice + " is wrong: expected keys (API keys"));
  }

  @Test
  void whose_tokens_are_taken_has_to_be_said() {
    assertEquals(
        """
        2 settings in the environment are missing or wrong:
          CRM_OIDC_ISSUER is not set: expected the issuer's https:// address as its tokens have it (http:// on this machine only)
          CRM_OIDC_AUDIENCE is not set: expected 1 to 256 printable ASCII characters
        For development, ./crm serve --embedded starts what is not configured by itself.""",
        refused(Map.of("CRM_AUTH", "keys,oidc"), Missing.EMBEDDED));
    Map<String, String> environment = new HashMap<>();
    environment.put("CRM_AUTH", "keys,oidc");
    environment.put("CRM_OIDC_ISSUER", "https://login.example/realms/shop");
    environment.put("CRM_OIDC_AUDIENCE", "crm");
    URI issuer = URI.create("https://login.example/realms/shop");
    assertEquals(
        new Auth(
            Set.of(Credential.KEYS, Credential.OIDC),
            Optional.empty(),
            Optional.of(new Oidc(issuer, "crm", "tenant", "scope"))),
        auth(environment));
    environment.put("CRM_OIDC_TENANT_CLAIM", "https://shop.example/tenant");
    environment.put("CRM_OIDC_SCOPES_CLAIM", "permissions");
    assertEquals(
        Optional.of(new Oidc(issuer, "crm", "https://shop.example/tenant", "permissions")),
        auth(environment).oidc());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login.example",
        "http://login.example",
        "http://localhost.example",
        "ftp://localhost",
        "https://user:pass@login.example",
        "https://login.example?x=1",
        "https://login.example#x"
      })
  void an_issuer_whose_keys_anybody_could_give_is_refused(String issuer) {
    Map<String, String> environment =
        Map.of("CRM_AUTH", "oidc", "CRM_OIDC_AUDIENCE", "crm", "CRM_OIDC_ISSUER", issuer);

    String message = refused(environment, Missing.EMBEDDED);
    assertTrue(message.contains("CRM_OIDC_ISSUER="), message);
    assertFalse(message.contains("pass@"), message);
  }

  @Test
  void the_first_key_is_long_and_never_shown() {
    String secret = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
    Configuration read =
        Configuration.read(
            Map.of("CRM_AUTH", "keys", "CRM_BOOTSTRAP_KEY", "crm_first00000000000_" + secret),
            Missing.EMBEDDED);

    assertEquals("first00000000000", read.auth().bootstrapKey().orElseThrow().id());
    assertFalse(read.toString().contains(secret));
    for (String wrong :
        List.of(secret, "crm_first_" + secret, "crm_first00000000000_" + secret.substring(1))) {
      assertEquals(
          "A setting in the environment is missing or wrong:\n  CRM_BOOTSTRAP_KEY=*** is wrong:"
              + " expected crm_ID_SECRET, an ID of 16 small letters or digits and a SECRET of at"
              + " least 43 random letters and digits, or 64 hexadecimal digits",
          refused(Map.of("CRM_AUTH", "keys", "CRM_BOOTSTRAP_KEY", wrong), Missing.EMBEDDED));
    }
  }

  @Test
  void what_is_set_of_credentials_that_are_not_taken_is_pointed_out() {
    assertEquals(
        List.of("CRM_OIDC_ISSUER has no effect: CRM_AUTH has no oidc"),
        Configuration.read(Map.of("CRM_AUTH", "keys", "CRM_OIDC_ISSUER", "x"), Missing.EMBEDDED)
            .notes());
    assertEquals(
        List.of("CRM_BOOTSTRAP_KEY has no effect: CRM_AUTH has no keys"),
        Configuration.read(Map.of("CRM_BOOTSTRAP_KEY", "x"), Missing.EMBEDDED).notes());
  }

  @Test
  void the_internal_port_is_another() {
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          CRM_INTERNAL_PORT=9000 is wrong: expected another than PORT""",
        refused(Map.of("PORT", "9000", "CRM_INTERNAL_PORT", "9000"), Missing.EMBEDDED));
  }

  @Test
  void as_many_names_as_thresholds_are_expected() {
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          LOYALTY_TIER_NAMES=low,high is wrong: expected as many names as there are thresholds, 5""",
        refused(Map.of("LOYALTY_TIER_NAMES", "low,high"), Missing.EMBEDDED));
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          LOYALTY_TIER_THRESHOLDS=0,10 is wrong: expected as many thresholds as there are names, 5""",
        refused(Map.of("LOYALTY_TIER_THRESHOLDS", "0,10"), Missing.EMBEDDED));
  }

  @Test
  void what_is_not_configured_is_embedded_on_loopback_and_without_copies() {
    Configuration read = Configuration.read(Map.of(), Missing.EMBEDDED);

    assertEquals(
        new Http(
            "127.0.0.1",
            8084,
            Set.of(),
            Optional.empty(),
            Set.of(),
            0,
            new Internal(8085, true, Optional.empty()),
            Optional.empty()),
        read.http());
    assertEquals(
        new Kafka(Optional.empty(), Map.of(), (short) 1, KafkaMetrics.CHOSEN), read.kafka());
    assertEquals(Optional.empty(), read.rabbit().url());
    assertEquals(0, read.streams().standbyReplicas());
  }

  @Test
  void certificates_and_keys_are_read_before_anything_starts(@TempDir Path dir) {
    TestAuthority authority = new TestAuthority("authority");
    TestAuthority.Issued issued = authority.issue("crm.example");
    Path certificate = TestAuthority.write(dir.resolve("own.pem"), issued.certificatePem());
    Path key = TestAuthority.write(dir.resolve("key.pem"), issued.keyPem());
    Path trusted = authority.file(dir);
    Map<String, String> environment = new HashMap<>(SERVICES);
    environment.put("CRM_TLS_CERTIFICATE", certificate.toString());
    environment.put("CRM_TLS_KEY", key.toString());
    environment.put("CRM_TLS_CA", trusted.toString());
    environment.put("RABBITMQ_CA", trusted.toString());

    Configuration read = Configuration.read(environment, Missing.REFUSED);

    assertEquals(
        Optional.of(new TlsFiles(certificate, key, Optional.of(trusted))), read.http().tls());
    assertEquals(Optional.of(trusted), read.rabbit().authorities());
  }

  @Test
  void a_file_that_does_not_fit_is_told_by_its_setting(@TempDir Path dir) {
    TestAuthority authority = new TestAuthority("authority");
    TestAuthority.Issued issued = authority.issue("crm.example");
    Path certificate = TestAuthority.write(dir.resolve("own.pem"), issued.certificatePem());
    Path key = TestAuthority.write(dir.resolve("key.pem"), authority.issue("crm.example").keyPem());
    Path none = dir.resolve("none.pem");

    assertEquals(
        """
        3 settings in the environment are missing or wrong:
          RABBITMQ_CA=%s is wrong: expected a certificate in PEM
          CRM_TLS_KEY=%s is wrong: expected the private key that belongs to the certificate
          CRM_TLS_CA=%s is wrong: expected a file that can be read"""
            .formatted(key, key, none),
        refused(
            Map.of(
                "CRM_TLS_CERTIFICATE", certificate.toString(),
                "CRM_TLS_KEY", key.toString(),
                "CRM_TLS_CA", none.toString(),
                "RABBITMQ_CA", key.toString()),
            Missing.EMBEDDED));
    assertEquals(
        """
        A setting in the environment is missing or wrong:
          CRM_TLS_KEY is not set: expected a PEM file with the private key of the certificate
        For development, ./crm serve --embedded starts what is not configured by itself.""",
        refused(Map.of("CRM_TLS_CERTIFICATE", certificate.toString()), Missing.EMBEDDED));
  }

  @Test
  void kafka_is_told_all_that_it_knows_of_tls_and_logins() {
    Map<String, String> environment = new HashMap<>(SERVICES);
    environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
    environment.put("KAFKA_SSL_TRUSTSTORE_LOCATION", "/run/secrets/kafka-ca.pem");
    environment.put("KAFKA_SASL_JAAS_CONFIG", "…ScramLoginModule required username=\"crm\";");

    Map<String, String> client = Configuration.read(environment, Missing.REFUSED).kafka().client();

    assertEquals(
        Map.of(
            "security.protocol", "SASL_SSL",
            "ssl.truststore.type", "PEM",
            "ssl.truststore.location", "/run/secrets/kafka-ca.pem",
            "sasl.jaas.config", "…ScramLoginModule required username=\"crm\";"),
        client);
  }

  @Test
  void every_setting_can_be_set() {
    Map<String, String> environment = new HashMap<>(SERVICES);
    environment.putAll(
        Map.of(
            "PORT", "9000",
            "CRM_HOST", "10.0.0.5",
            "CRM_ADVERTISED_ADDRESS", "crm-1:9000",
            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "KAFKA_SASL_MECHANISM", "PLAIN",
            "CRM_REPLICATION_FACTOR", "2",
            "CRM_STREAM_THREADS", "4",
            "CRM_STANDBY_REPLICAS", "2",
            "CRM_COMMIT_INTERVAL", "PT0.5S",
            "CRM_STATE_MEMORY_MB", "512"));
    environment.put("CRM_INTERNAL_PORT", "9001");
    environment.put("CRM_ALLOWED_HOSTS", "CRM.example.com, localhost");
    environment.put("CRM_RATE_LIMIT", "700");
    environment.put("CRM_CORS_ORIGINS", "https://shop.example, http://localhost:3000");
    environment.put("CRM_TIME_ZONE", "Europe/Kyiv");
    environment.put("CRM_RULES_REVISION", "12");
    environment.put("CRM_CLV_FIT_INTERVAL", "6h");
    environment.put("CRM_AUDIT_RETENTION", "30d");
    environment.put("CRM_DATA_DIR", "/var/lib/crm");
    environment.put("CRM_KAFKA_METRICS", "all");
    environment.put("CRM_BACKFILL_AGE", "2h");
    environment.put("CRM_CUSTOMER_STATE_TOPIC", "true");

    Configuration read = Configuration.read(environment, Missing.REFUSED);

    assertEquals(
        new Http(
            "10.0.0.5",
            9000,
            Set.of("crm.example.com", "localhost"),
            Optional.of("crm-1:9000"),
            Set.of("https://shop.example", "http://localhost:3000"),
            700,
            new Internal(9001, false, Optional.empty()),
            Optional.empty()),
        read.http());
    assertEquals(
        new Kafka(
            Optional.of("kafka-1:9092,kafka-2:9092"),
            Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"),
            (short) 2,
            KafkaMetrics.ALL),
        read.kafka());
    assertEquals(new Streams(4, 2, Duration.ofMillis(500), 512), read.streams());
    assertEquals(ZoneId.of("Europe/Kyiv"), read.topology().rules().timeZone());
    assertEquals(OptionalLong.of(12), read.processing().rulesRevision());
    assertEquals(Duration.ofHours(6), read.processing().clvFitInterval());
    assertEquals(Duration.ofDays(30), read.postgres().auditRetention());
    assertEquals(new Publishing(Duration.ofHours(2), true), read.topology().publishing());
    assertEquals(Path.of("/var/lib/crm"), read.dataDir());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "shop.example",
        "https://shop.example/",
        "https://Shop.example",
        "https://shop.example:443",
        "http://shop.example:80",
        "https://shop.example,",
        "https://*.shop.example"
      })
  void an_origin_that_no_browser_sends_is_refused(String origins) {
    assertEquals(
        "A setting in the environment is missing or wrong:\n  CRM_CORS_ORIGINS="
            + origins
            + " is wrong: expected origins as browsers send them, such as"
            + " https://shop.example,https://crm.example:8443",
        refused(Map.of("CRM_CORS_ORIGINS", origins), Missing.EMBEDDED));
  }

  @Test
  void a_blank_setting_counts_as_not_set() {
    Configuration read =
        Configuration.read(Map.of("PORT", " ", "RABBITMQ_URL", ""), Missing.EMBEDDED);

    assertEquals(8084, read.http().port());
    assertEquals(Optional.empty(), read.rabbit().url());
  }

  @Test
  void an_unknown_setting_is_pointed_out_with_the_one_nearest_to_it() {
    Configuration read =
        Configuration.read(
            Map.of(
                "RFM_RECENCY_DAY", "90",
                "LOYALTY_XYZ", "1",
                "CRM_TEST_RABBITMQ_URL", "amqp://x",
                "REDIS_URL", "redis://cache",
                "HOME", "/root"),
            Missing.EMBEDDED);

    assertEquals(
        List.of(
            "LOYALTY_XYZ is not a setting",
            "RFM_RECENCY_DAY is not a setting; did you mean RFM_RECENCY_DAYS?",
            "REDIS_URL is not needed: the state stores take the place of Redis"),
        read.notes());
  }

  @Test
  void a_segments_file_takes_the_place_of_the_built_in_mapping(@TempDir Path dir) throws Exception {
    StringBuilder csv = new StringBuilder("recency,frequency,monetary,segment\n");
    for (int cell = 0; cell < 125; cell++) {
      csv.append("%d,%d,%d,Lost%n".formatted(cell / 25 + 1, cell / 5 % 5 + 1, cell % 5 + 1));
    }
    Path file = Files.writeString(dir.resolve("segments.csv"), csv);

    Configuration read =
        Configuration.read(Map.of("RFM_SEGMENTS_FILE", file.toString()), Missing.EMBEDDED);

    assertEquals(
        List.of(RfmSegment.LOST),
        read.topology().rules().rfm().segments().stream().distinct().toList());
  }

  @Test
  void a_segments_file_that_is_wrong_is_named_with_its_line(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("segments.csv"), "recency,frequency,monetary,segment\n5,5,5,Best\n");
    Path absent = dir.resolve("absent.csv");

    assertEquals(
        "A setting in the environment is missing or wrong:\n  RFM_SEGMENTS_FILE="
            + file
            + " is wrong: expected a CSV file like the built-in one; line 2 is not three scores of"
            + " 1 to 5 and one of the eleven segments",
        refused(Map.of("RFM_SEGMENTS_FILE", file.toString()), Missing.EMBEDDED));
    assertEquals(
        "A setting in the environment is missing or wrong:\n  RFM_SEGMENTS_FILE="
            + absent
            + " is wrong: expected a CSV file that can be read",
        refused(Map.of("RFM_SEGMENTS_FILE", absent.toString()), Missing.EMBEDDED));
  }

  private static String refused(Map<String, String> environment, Missing missing) {
    return assertThrows(InvalidConfiguration.class, () -> Configuration.read(environment, missing))
        .getMessage();
  }
}
