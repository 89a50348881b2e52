package shop.crm.standalone.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import shop.crm.connectors.postgres.StoredProfile;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;

/** What is on Kafka of a database's customers. */
record Published(String bootstrap, OwnDatabase from) {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String VERSIONS =
      "SELECT %s FROM (SELECT id, version FROM customers UNION ALL"
          + " SELECT customer_id, version FROM erasures WHERE NOT EXISTS"
          + " (SELECT FROM customers WHERE id = customer_id)) AS all_of_them";

  /** Records of a topic, in the order of offsets. */
  List<ConsumerRecord<byte[], byte[]>> read(Isolation isolation, String topic, long atLeast) {
    return KafkaSide.read(
        bootstrap,
        isolation,
        topic,
        record -> key(record).startsWith(from.tenant() + "/"),
        found -> found.size() >= atLeast);
  }

  /** How many versions there were. */
  long versions() {
    return from.number(VERSIONS.formatted("coalesce(sum(version), 0)"));
  }

  /**
   * Waits until the outbox is taken out, then holds what a reader of committed records has read
   * against PostgreSQL: every version once and in order, and each with its event.
   */
  void assertEachVersionOnce() {
    List<ConsumerRecord<byte[], byte[]>> records =
        read(Isolation.READ_COMMITTED, Topics.PROFILES, versions());
    Map<String, List<ProfileRecord>> profiles = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      profiles
          .computeIfAbsent(key(record), absent -> new ArrayList<>())
          .add(ProfileRecordJson.read(record.value()));
    }
    profiles.forEach(this::assertComplete);
    assertEquals(versions(), records.size());
    assertEvents(profiles);
    Await.until("the outbox is empty", () -> from.outbox().isEmpty());
  }

  /** All versions of a customer, the last of which PostgreSQL has. */
  private void assertComplete(String key, List<ProfileRecord> records) {
    assertEquals(
        LongStream.rangeClosed(1, records.size()).boxed().toList(),
        records.stream().map(ProfileRecord::version).toList(),
        key);
    CustomerKey customer = records.getLast().customer();
    assertEquals(key, customer.toString());
    Optional<StoredProfile> stored = from.profiles().find(customer).profile();
    switch (records.getLast()) {
      case ProfileRecord.Known known -> {
        assertEquals(Optional.of(known.version()), stored.map(StoredProfile::version));
        assertEquals(Optional.of(known.profile()), stored.map(StoredProfile::profile));
      }
      case ProfileRecord.Erased _ -> assertEquals(Optional.empty(), stored);
    }
  }

  private void assertEvents(Map<String, List<ProfileRecord>> profiles) {
    Map<String, Map<String, List<String>>> expected = new TreeMap<>();
    Map<String, Map<String, List<String>>> found = new TreeMap<>();
    for (String topic :
        List.of(Topics.CUSTOMER_CREATED, Topics.CUSTOMER_UPDATED, Topics.CUSTOMER_DELETED)) {
      expected.put(topic, new TreeMap<>());
      profiles.forEach(
          (key, records) ->
              records.stream()
                  .filter(record -> topic(record).equals(topic))
                  .forEach(
                      record ->
                          expected
                              .get(topic)
                              .computeIfAbsent(key, absent -> new ArrayList<>())
                              .add(key + ":v" + record.version())));
      long count = expected.get(topic).values().stream().mapToLong(List::size).sum();
      found.put(topic, new TreeMap<>());
      for (ConsumerRecord<byte[], byte[]> event : read(Isolation.READ_COMMITTED, topic, count)) {
        found
            .get(topic)
            .computeIfAbsent(key(event), absent -> new ArrayList<>())
            .add(id(event.value()));
        assertEquals(
            Headers.CLOUDEVENTS_JSON,
            new String(event.headers().lastHeader(Headers.CONTENT_TYPE).value(), UTF_8));
      }
    }
    assertEquals(expected, found);
  }

  private static String topic(ProfileRecord record) {
    return switch (record) {
      case ProfileRecord.Known known ->
          known.revision().created() ? Topics.CUSTOMER_CREATED : Topics.CUSTOMER_UPDATED;
      case ProfileRecord.Erased _ -> Topics.CUSTOMER_DELETED;
    };
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private static String id(byte[] event) {
    try {
      return JSON.readTree(event).get("id").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
