package shop.crm.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.Thresholds;
import shop.crm.schemas.model.customer.Activity;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.LoyaltyEntry;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.profile.CustomerSeen;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.ManualMembership;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.state.ActivityRow;
import shop.crm.schemas.state.CustomerRow;
import shop.crm.schemas.topic.CustomerSeenJson;
import shop.crm.schemas.topic.LoyaltyEntryJson;
import shop.crm.schemas.topic.ManualMembershipJson;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.RecalculationRequest;
import shop.crm.schemas.topic.SegmentRecordJson;
import shop.crm.schemas.topic.ThresholdsJson;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.live.LiveTasks;
import shop.crm.topology.live.LiveTasks.AuditReport;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesInForce;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.rules.RulesVersion;

/** The production topology on one partition, with the clock moved by hand. */
public final class CrmDriver implements AutoCloseable {

  public static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path state = directory();
  private final List<Reason> rejected = new ArrayList<>();
  private final LiveTasks live = new LiveTasks(rejected::add);
  private final TopologyTestDriver driver;
  private RulesVersion rules = RulesInForce.untold(Rules.DEFAULT).version();
  private Instant now = START;

  public CrmDriver() {
    this(1);
  }

  /** The first of so many partitions. */
  CrmDriver(int partitions) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "crm");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9");
    config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    driver =
        new TopologyTestDriver(
            CrmTopology.build(Rules.topology(Rules.DEFAULT, partitions), live), config, now);
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("crm-driver");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Instant now() {
    return now;
  }

  public void send(InboundEvent... events) {
    for (InboundEvent event : events) {
      sendRaw(
          EventTopics.of(event.type()),
          event.head().customer().toString(),
          EventWriter.write(event, "UAH"));
    }
  }

  public void sendRaw(String topic, String key, byte[] value) {
    driver
        .createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, now));
  }

  /** What PostgreSQL tells of customers. */
  public void tell(ProfileRecord... records) {
    for (ProfileRecord record : records) {
      sendRaw(Topics.PROFILES, record.customer().toString(), ProfileRecordJson.write(record));
    }
  }

  public void enter(LoyaltyEntry... entries) {
    for (LoyaltyEntry entry : entries) {
      sendRaw(Topics.LOYALTY_ENTRIES, entry.customer().toString(), LoyaltyEntryJson.write(entry));
    }
  }

  /** What PostgreSQL tells of segments. */
  public void define(SegmentRecord... records) {
    for (SegmentRecord record : records) {
      driver
          .createInputTopic(Topics.SEGMENTS, new StringSerializer(), new ByteArraySerializer())
          .pipeInput(record.key(), SegmentRecordJson.write(record));
    }
  }

  /** What an instance that is configured otherwise tells when it starts. */
  public void rule(Settings settings) {
    rules =
        rules.next(
            RulesConfiguration.of(settings, OptionalLong.empty()),
            new RulesVersion.Origin("a:1", now));
    sendRaw(Topics.RULES, StoreNames.RULES, RulesJson.write(rules));
  }

  /** What was fitted to the customers of the tenant. */
  public void predict(ClvModel model) {
    sendRaw(Topics.CLV_MODELS, "default", ClvModelJson.write(model));
  }

  /** What PostgreSQL tells of who was put into a segment by hand. */
  public void put(ManualMembership... memberships) {
    for (ManualMembership membership : memberships) {
      sendRaw(
          Topics.SEGMENT_MEMBERS,
          membership.customer().toString(),
          ManualMembershipJson.write(membership));
    }
  }

  /** Moves the clock, in steps that leave time for one slice of work each. */
  public void pass(Duration time) {
    driver.advanceWallClockTime(time);
    now = now.plus(time);
  }

  /** Lets thresholds be merged, published and followed. */
  public void settle() {
    for (int i = 0; i < 12; i++) {
      pass(Duration.ofMillis(500));
    }
  }

  public void requestRecalculation(String id) {
    driver
        .createInputTopic(
            Topics.RFM_RECALCULATIONS, new StringSerializer(), new ByteArraySerializer())
        .pipeInput("default", new RecalculationRequest(id).toJson());
    settle();
  }

  public Optional<CustomerState> customer(String key) {
    return Optional.ofNullable(store(StoreNames.CUSTOMERS).get(key)).map(CustomerRow::decode);
  }

  public CustomerState only(Facts facts) {
    return customer(facts.customer().toString()).orElseThrow();
  }

  /** What happened to a customer and no order tells, newest first. */
  public List<Activity> activities(Facts facts) {
    String prefix = StoreNames.activityPrefix(historyKey(facts));
    List<Activity> activities = new ArrayList<>();
    try (var rows = store(StoreNames.HISTORY).range(prefix, StoreNames.endOf(prefix))) {
      rows.forEachRemaining(
          row -> activities.addAll(ActivityRow.decode(facts.customer(), row.value)));
    }
    return activities;
  }

  /** What the keys of the history of the customer that there is now are made from. */
  public String historyKey(Facts facts) {
    return StoreNames.historyKey(facts.customer().toString(), only(facts).life());
  }

  public List<CustomerSeen> sightings() {
    return records(Topics.SIGHTINGS).stream()
        .map(record -> CustomerSeenJson.read(record.value()))
        .toList();
  }

  public Optional<Thresholds> thresholds() {
    return Optional.ofNullable(store(StoreNames.THRESHOLDS).get("default"))
        .map(ThresholdsJson::read);
  }

  public KeyValueStore<String, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  public LiveTasks live() {
    return live;
  }

  /** Why records went to the dead letters, as the tasks told it. */
  public List<Reason> rejected() {
    return List.copyOf(rejected);
  }

  public AuditReport audit() {
    var report = live.task(0).orElseThrow().audit();
    for (int i = 0; i < 1_000 && !report.isDone(); i++) {
      pass(Duration.ofMillis(100));
    }
    return report.join();
  }

  public List<JsonNode> read(String topic) {
    return records(topic).stream().map(record -> json(record.value())).toList();
  }

  public List<TestRecord<String, byte[]>> records(String topic) {
    return new ArrayList<>(
        driver
            .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList());
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.close();
    try (var files = Files.walk(state)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
