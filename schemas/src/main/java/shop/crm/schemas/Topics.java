package shop.crm.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import shop.crm.schemas.model.CustomerKey;

/**
 * The catalogue of topics: every name stands here and nowhere else.
 *
 * <p>All but the dead letters, the thresholds, segments and what is keyed by tenant are keyed by
 * {@link CustomerKey}, so that one customer's records share a partition.
 */
public final class Topics {

  /** {@code order.*} events, CloudEvents in JSON. */
  public static final String ORDERS = "crm.orders";

  /** {@code user.*} events, CloudEvents in JSON. */
  public static final String USERS = "crm.users";

  /** Profiles as PostgreSQL has them, JSON, compacted: the record of the highest version counts. */
  public static final String PROFILES = "crm.profiles";

  /** Entries of the loyalty ledger that no order made, JSON. */
  public static final String LOYALTY_ENTRIES = "crm.loyalty-entries";

  /** Customers that a fact has named and of whom there is no profile yet, JSON. */
  public static final String SIGHTINGS = "crm.internal.sightings";

  /** Lines of the audit log, JSON by tenant. */
  public static final String AUDIT = "crm.audit";

  /** What the relays published last, in the same transaction: one record each, compacted. */
  public static final String OUTBOX_PROGRESS = "crm.internal.outbox-progress";

  /** {@code customer.created} events. */
  public static final String CUSTOMER_CREATED = "crm.customer.created";

  /** {@code customer.updated} events. */
  public static final String CUSTOMER_UPDATED = "crm.customer.updated";

  /** {@code customer.deleted} events. */
  public static final String CUSTOMER_DELETED = "crm.customer.deleted";

  /**
   * The present state of each customer, JSON, compacted; no value where the customer was erased.
   * There only where it is asked for.
   */
  public static final String CUSTOMER_STATE = "crm.customer.state";

  /** What could not be taken: the raw bytes as value, the reason in {@link Headers}. */
  public static final String DEAD_LETTERS = "crm.dead-letters";

  /** {@code customer.segment_changed} events. */
  public static final String SEGMENT_CHANGED = "crm.customer.segment-changed";

  /** {@code customer.tier_changed} events. */
  public static final String TIER_CHANGED = "crm.customer.tier-changed";

  /** {@code customer.segment_entered} and {@code customer.segment_left} events. */
  public static final String SEGMENT_MEMBERSHIP = "crm.customer.segment-membership";

  /**
   * Segments that users define, JSON by {@code tenant/segment}, compacted: the highest revision
   * counts.
   */
  public static final String SEGMENTS = "crm.segments";

  /** Customers put into segments by hand, or taken out, JSON. */
  public static final String SEGMENT_MEMBERS = "crm.segment-members";

  /**
   * API keys by id, JSON, compacted: the highest revision counts. No secrets, only their hashes.
   */
  public static final String KEYS = "crm.keys";

  /** Limits that are set for tenants, JSON by tenant, compacted: the highest revision counts. */
  public static final String TENANTS = "crm.tenants";

  /**
   * The rules that all instances follow, JSON, compacted: one record, of which the highest version
   * counts.
   */
  public static final String RULES = "crm.internal.rules";

  /** Monetary thresholds in force, JSON by tenant, compacted. */
  public static final String RFM_THRESHOLDS = "crm.rfm-thresholds";

  /** Requests to recalculate thresholds now, JSON by tenant, compacted. */
  public static final String RFM_RECALCULATIONS = "crm.rfm-recalculations";

  /** Models of customers' lifetime value, JSON by tenant, compacted. */
  public static final String CLV_MODELS = "crm.clv-models";

  /** Spend histograms of each task, by tenant: what the thresholds are merged from. */
  public static final String SPEND_HISTOGRAMS = "crm.internal.spend-histograms";

  /** Partitions of {@link #SPEND_HISTOGRAMS}: its load follows tenants, not orders. */
  public static final int HISTOGRAM_PARTITIONS = 2;

  /** Greatest body that is taken in, in bytes. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  /**
   * Greatest event on a topic, in bytes. More than {@link #MAX_BODY_BYTES}: a body that was taken
   * in grows a little when it is written out in full.
   */
  public static final int MAX_EVENT_BYTES = 3 << 19;

  /**
   * Greatest body that is kept, in bytes: what is longer is a dead letter, cut to that, and says so
   * in its headers. Twice {@link #MAX_BODY_BYTES}, so that whatever may be mended and sent again is
   * kept whole.
   */
  public static final int MAX_DEAD_LETTER_BYTES = 2 << 20;

  /** What a dead letter is cut to where Kafka does not take it whole, in bytes. */
  public static final int MIN_DEAD_LETTER_BYTES = 16 << 10;

  /**
   * Greatest record of a profile, in bytes. One body can fill the addresses and another the tags,
   * and a {@code customer.updated} has a profile before and one after: four bodies, and room for
   * the names of fields.
   */
  public static final int MAX_PROFILE_RECORD_BYTES = 4 * MAX_EVENT_BYTES + (1 << 20);

  /**
   * How long what was replaced or deleted may stay in a compacted topic, changelogs included. A
   * partition that nobody writes to keeps it until the next record.
   */
  public static final Duration MAX_COMPACTION_LAG = Duration.ofDays(1);

  /** How long the topics of events keep what comes in. */
  public static final Duration EVENT_RETENTION = Duration.ofDays(7);

  /** How long the audit log is kept where nothing else is asked for. */
  public static final Duration AUDIT_RETENTION = Duration.ofDays(400);

  /** What the topics that others read are compressed with. */
  public static final String READABLE_CODEC = "gzip";

  private static final String MAX_MESSAGE_BYTES = String.valueOf(4 << 20);

  /** A body, headers, and the key of a record as long as any topic takes. */
  private static final String MAX_DEAD_LETTER_RECORD = String.valueOf(8 << 20);

  private Topics() {}

  /**
   * A topic as it is created where it is missing.
   *
   * @param name its name
   * @param partitions how many partitions it has
   * @param config its topic-level configuration
   */
  public record Topic(String name, int partitions, Map<String, String> config) {}

  /**
   * Every topic that the service reads or writes, changelogs and {@link #CUSTOMER_STATE} excepted.
   */
  public static List<Topic> all(int partitions) {
    return all(partitions, AUDIT_RETENTION);
  }

  /**
   * The same.
   *
   * @param auditRetention how long the audit log is kept
   */
  public static List<Topic> all(int partitions, Duration auditRetention) {
    Map<String, String> events = retained(EVENT_RETENTION);
    Map<String, String> read = forReaders(events);
    Map<String, String> changes = forReaders(retained(Duration.ofDays(7)));
    Map<String, String> profileChanges = largest(changes);
    return List.of(
        new Topic(ORDERS, partitions, events),
        new Topic(USERS, partitions, events),
        new Topic(PROFILES, partitions, forReaders(profiles())),
        new Topic(LOYALTY_ENTRIES, partitions, read),
        new Topic(SEGMENT_MEMBERS, partitions, read),
        new Topic(SEGMENTS, 1, forReaders(segments())),
        new Topic(KEYS, 1, global()),
        new Topic(TENANTS, 1, global()),
        new Topic(RULES, 1, global()),
        new Topic(AUDIT, 1, forReaders(retained(auditRetention))),
        new Topic(SIGHTINGS, partitions, events),
        new Topic(OUTBOX_PROGRESS, 1, progress()),
        new Topic(CUSTOMER_CREATED, partitions, profileChanges),
        new Topic(CUSTOMER_UPDATED, partitions, profileChanges),
        new Topic(CUSTOMER_DELETED, partitions, changes),
        new Topic(SEGMENT_CHANGED, partitions, changes),
        new Topic(TIER_CHANGED, partitions, changes),
        new Topic(SEGMENT_MEMBERSHIP, partitions, changes),
        new Topic(
            DEAD_LETTERS,
            1,
            forReaders(
                Map.of(
                    "retention.ms",
                    String.valueOf(Duration.ofDays(30).toMillis()),
                    "max.message.bytes",
                    MAX_DEAD_LETTER_RECORD))),
        new Topic(RFM_THRESHOLDS, 1, forReaders(global())),
        new Topic(RFM_RECALCULATIONS, 1, global()),
        new Topic(CLV_MODELS, 1, forReaders(global())),
        new Topic(SPEND_HISTOGRAMS, HISTOGRAM_PARTITIONS, retained(Duration.ofHours(6))));
  }

  /** The topic of states, as it is created where it is asked for. */
  public static Topic customerState(int partitions) {
    return new Topic(
        CUSTOMER_STATE,
        partitions,
        forReaders(
            Map.of(
                "cleanup.policy",
                "compact",
                "max.compaction.lag.ms",
                String.valueOf(MAX_COMPACTION_LAG.toMillis()))));
  }

  /** Every topic that change events for followers are on. */
  public static List<String> changes() {
    return List.of(
        CUSTOMER_CREATED,
        CUSTOMER_UPDATED,
        CUSTOMER_DELETED,
        SEGMENT_CHANGED,
        TIER_CHANGED,
        SEGMENT_MEMBERSHIP);
  }

  /**
   * A topology that lags by minutes sees each revision all the same, and what an erased customer's
   * profiles were is gone within a day.
   */
  private static Map<String, String> profiles() {
    return largest(
        Map.of(
            "cleanup.policy",
            "compact",
            "min.compaction.lag.ms",
            String.valueOf(Duration.ofHours(1).toMillis()),
            "max.compaction.lag.ms",
            String.valueOf(MAX_COMPACTION_LAG.toMillis())));
  }

  /** Only the last record is ever read: small segments, so that those before it go soon. */
  private static Map<String, String> progress() {
    return Map.of("cleanup.policy", "compact", "segment.bytes", String.valueOf(16 << 20));
  }

  /**
   * What global stores are kept from. Kafka Streams stops where a record of these has no timestamp,
   * so the broker gives each the time at which it took it. What was removed is gone within a day:
   * also the names of tenants that are there no more.
   */
  private static Map<String, String> global() {
    return Map.of(
        "cleanup.policy",
        "compact",
        "message.timestamp.type",
        "LogAppendTime",
        "max.compaction.lag.ms",
        String.valueOf(MAX_COMPACTION_LAG.toMillis()));
  }

  /** A definition fills a body at the most, which grows a little when it is written out. */
  private static Map<String, String> segments() {
    Map<String, String> segments = new HashMap<>(global());
    segments.put("max.message.bytes", MAX_MESSAGE_BYTES);
    return Map.copyOf(segments);
  }

  /**
   * In a codec that every client of Kafka has: several know no LZ4, in which the service writes.
   * The broker changes it, since a task has one producer for its changelogs and for what others
   * read.
   */
  private static Map<String, String> forReaders(Map<String, String> config) {
    Map<String, String> readable = new HashMap<>(config);
    readable.put("compression.type", READABLE_CODEC);
    return Map.copyOf(readable);
  }

  private static Map<String, String> largest(Map<String, String> config) {
    Map<String, String> largest = new HashMap<>(config);
    largest.put("max.message.bytes", String.valueOf(MAX_PROFILE_RECORD_BYTES + (1 << 20)));
    return Map.copyOf(largest);
  }

  private static Map<String, String> retained(Duration time) {
    return Map.of(
        "retention.ms", String.valueOf(time.toMillis()), "max.message.bytes", MAX_MESSAGE_BYTES);
  }
}
