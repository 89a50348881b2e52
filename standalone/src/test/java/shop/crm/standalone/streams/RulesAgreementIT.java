package shop.crm.standalone.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.StoreNames;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.RfmSegment;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Settings;
import shop.crm.topology.rules.RulesConfiguration;
import shop.crm.topology.rules.RulesJson;
import shop.crm.topology.rules.RulesOrder.LastStart;
import shop.crm.topology.rules.RulesVersion;

/** Instances that agree on rules over a real broker. */
class RulesAgreementIT {

  @TempDir private Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(directory, 0);
    KafkaSide.createTopics(kafka.bootstrap());
  }

  @AfterEach
  void stop() throws Exception {
    kafka.close();
  }

  private static RulesConfiguration configuration(long silver) {
    return RulesConfiguration.of(
        new Settings(
            RfmRules.of(180, Collections.nCopies(125, RfmSegment.LOST)),
            new LoyaltyRules(BigDecimal.ONE, List.of(0L, silver), List.of("bronze", "silver")),
            ZoneOffset.UTC),
        OptionalLong.empty());
  }

  private RulesVersion reached(RulesConfiguration own, Optional<LastStart> last) {
    return new RulesAgreement(client(), own, last, "here:1", Clock.systemUTC()).reach();
  }

  private Map<String, Object> client() {
    return KafkaSide.client(kafka.bootstrap());
  }

  @Test
  void instances_that_start_at_once_with_the_same_rules_bring_one_version() throws Exception {
    List<RulesVersion> reached = atOnce(6, _ -> configuration(1));

    assertEquals(1, Set.copyOf(reached).size());
    assertEquals(List.of(1L), published());
  }

  @Test
  void instances_that_start_at_once_with_rules_of_their_own_bring_a_version_each()
      throws Exception {
    List<RulesVersion> reached = atOnce(3, i -> configuration(10 + i));

    List<Long> all = List.of(1L, 2L, 3L);
    assertEquals(all, reached.stream().map(RulesVersion::number).sorted().toList());
    assertEquals(all, published());
  }

  @Test
  void who_starts_again_is_told_what_came_meanwhile() {
    RulesVersion first = reached(configuration(1), Optional.empty());
    LastStart last = new LastStart(first.hash(), 1);
    RulesVersion second = reached(configuration(2), Optional.of(last));

    assertEquals(second, reached(configuration(1), Optional.of(last)));
    assertEquals(2, second.number());
  }

  @Test
  void what_is_no_version_is_passed_over() throws Exception {
    RulesVersion first = reached(configuration(1), Optional.empty());
    try (Producer<String, byte[]> anybody =
        new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
      for (byte[] value : new byte[][] {{1}, null}) {
        anybody.send(new ProducerRecord<>(Topics.RULES, StoreNames.RULES, value)).get();
        anybody.send(new ProducerRecord<>(Topics.RULES, "another", value)).get();
      }
    }

    assertEquals(first, reached(configuration(1), Optional.empty()));
  }

  @Test
  void a_topic_that_was_lost_goes_on_behind_the_last_version_that_is_known() {
    assertEquals(8, reached(configuration(1), Optional.of(new LastStart("another", 7))).number());
  }

  private interface Own {
    RulesConfiguration of(int instance);
  }

  private List<RulesVersion> atOnce(int instances, Own own) throws Exception {
    List<Future<RulesVersion>> starting = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(instances)) {
      for (int i = 0; i < instances; i++) {
        RulesConfiguration configuration = own.of(i);
        starting.add(threads.submit(() -> reached(configuration, Optional.empty())));
      }
    }
    List<RulesVersion> reached = new ArrayList<>();
    for (Future<RulesVersion> each : starting) {
      reached.add(each.get());
    }
    return reached;
  }

  private List<Long> published() {
    return KafkaSide.committed(kafka.bootstrap(), Topics.RULES).stream()
        .filter(record -> new String(record.key(), UTF_8).equals(StoreNames.RULES))
        .map(record -> RulesJson.read(record.value()).number())
        .toList();
  }
}
