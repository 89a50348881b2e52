package shop.crm.benchmarks.load;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;

/** Puts traffic straight onto the topic of orders, as the bridge would. */
public final class KafkaLoad {

  private KafkaLoad() {}

  /**
   * Sends all of it and waits until Kafka has it.
   *
   * @param client how Kafka is reached
   * @param currency the tenant's currency, ISO 4217
   */
  public static void send(Map<String, Object> client, OrderTraffic traffic, String currency) {
    Map<String, Object> config = new HashMap<>(client);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      traffic.forEach(
          event ->
              producer.send(
                  new ProducerRecord<>(
                      Topics.ORDERS,
                      event.head().customer().toString(),
                      EventWriter.write(event, currency))));
      producer.flush();
    }
  }
}
