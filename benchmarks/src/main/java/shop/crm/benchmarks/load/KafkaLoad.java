package shop.crm.benchmarks.load;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent.OrderEvent;
import shop.crm.schemas.model.profile.ProfileRecord;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.ProfileRecordJson;
import shop.crm.schemas.topic.SegmentRecordJson;

/** Puts facts straight onto their topics, as the bridge and the outbox would. */
public final class KafkaLoad {

  private KafkaLoad() {}

  /**
   * Sends all of it and waits until Kafka has it.
   *
   * @param client how Kafka is reached
   * @param currency the tenant's currency, ISO 4217
   */
  public static void send(Map<String, Object> client, OrderTraffic traffic, String currency) {
    orders(client, traffic::forEach, currency);
  }

  /**
   * Sends orders and waits until Kafka has them.
   *
   * @param all gives each of them to whom it is given
   * @param currency the tenants' currency, ISO 4217
   */
  public static void orders(
      Map<String, Object> client, Consumer<Consumer<OrderEvent>> all, String currency) {
    try (var producer = producer(client)) {
      all.accept(
          event ->
              producer.send(
                  new ProducerRecord<>(
                      Topics.ORDERS,
                      event.head().customer().toString(),
                      EventWriter.write(event, currency))));
      producer.flush();
    }
  }

  /** Sends the profiles of so many customers, known since a time. */
  public static void profiles(Map<String, Object> client, int customers, Instant since) {
    try (var producer = producer(client)) {
      for (int number = 0; number < customers; number++) {
        ProfileRecord record = Shoppers.record(number, since);
        producer.send(
            new ProducerRecord<>(
                Topics.PROFILES, record.customer().toString(), ProfileRecordJson.write(record)));
      }
      producer.flush();
    }
  }

  /** Sends definitions of segments. */
  public static void define(Map<String, Object> client, List<SegmentRecord> segments) {
    try (var producer = producer(client)) {
      segments.forEach(
          segment ->
              producer.send(
                  new ProducerRecord<>(
                      Topics.SEGMENTS, segment.key(), SegmentRecordJson.write(segment))));
      producer.flush();
    }
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }
}
