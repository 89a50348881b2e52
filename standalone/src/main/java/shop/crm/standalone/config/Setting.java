package shop.crm.standalone.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import shop.crm.schemas.Misspelling;

/** Every setting by the name of its environment variable. */
public enum Setting {
  PORT,
  CRM_HOST,
  CRM_ALLOWED_HOSTS,
  CRM_CORS_ORIGINS,
  CRM_AUTH,
  CRM_BOOTSTRAP_KEY,
  CRM_OIDC_ISSUER,
  CRM_OIDC_AUDIENCE,
  CRM_OIDC_TENANT_CLAIM,
  CRM_OIDC_SCOPES_CLAIM,
  CRM_RATE_LIMIT,
  KAFKA_BOOTSTRAP_SERVERS,
  DATABASE_URL,
  CRM_DATABASE_POOL,
  CRM_AUDIT_RETENTION,
  RABBITMQ_URL,
  RABBITMQ_CA,
  RABBITMQ_EXCHANGE,
  RABBITMQ_QUEUE,
  RFM_RECENCY_DAYS,
  RFM_CALCULATION_INTERVAL,
  RFM_RECALCULATION_CHANGE,
  RFM_SEGMENTS_FILE,
  LOYALTY_POINTS_PER_UAH,
  LOYALTY_TIER_THRESHOLDS,
  LOYALTY_TIER_NAMES,
  CRM_DEFAULT_TENANT,
  CRM_CURRENCY,
  CRM_TIME_ZONE,
  CRM_RULES_REVISION,
  CRM_CLV_FIT_INTERVAL,
  CRM_PARTITIONS,
  CRM_REPLICATION_FACTOR,
  CRM_STREAM_THREADS,
  CRM_STANDBY_REPLICAS,
  CRM_COMMIT_INTERVAL,
  CRM_STATE_MEMORY_MB,
  CRM_ADVERTISED_ADDRESS,
  CRM_INTERNAL_PORT,
  CRM_CLUSTER_SECRET,
  CRM_TLS_CERTIFICATE,
  CRM_TLS_KEY,
  CRM_TLS_CA,
  CRM_BACKFILL_AGE,
  CRM_CUSTOMER_STATE_TOPIC,
  CRM_KAFKA_METRICS,
  CRM_DATA_DIR,
  /** Read by the commands that call a service. */
  CRM_API_KEY,
  /** Read by the logging configuration. */
  CRM_LOG_LEVEL,
  /** Read by the launcher. */
  CRM_JAVA_OPTS,
  REDIS_URL;

  private static final String OURS = "(CRM|RFM|LOYALTY|RABBITMQ)_.*";
  private static final String OF_TESTS = "CRM_(TEST_.*|REAL_DATA)";

  /** The variables that look like settings but are none, each with the setting nearest to it. */
  static Map<String, Optional<Setting>> unknownIn(Map<String, String> environment) {
    Map<String, Optional<Setting>> unknown = new TreeMap<>();
    for (String name : environment.keySet()) {
      boolean known = Arrays.stream(values()).anyMatch(setting -> setting.name().equals(name));
      if (name.matches(OURS) && !name.matches(OF_TESTS) && !known) {
        unknown.put(name, nearest(name));
      }
    }
    return unknown;
  }

  private static Optional<Setting> nearest(String name) {
    List<String> known = Arrays.stream(values()).map(Setting::name).toList();
    return Misspelling.nearest(name, known).map(Setting::valueOf);
  }
}
