package shop.crm.benchmarks.faults.traffic;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.fact.InboundEvent;

/** Straight onto the topic of orders. */
final class KafkaWay implements OrderWay {

  private static final int GIVING_UP_MILLIS = 10_000;
  private static final long BETWEEN_TRIES_MILLIS = 200;

  private final KafkaProducer<String, byte[]> producer;

  KafkaWay(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVING_UP_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, GIVING_UP_MILLIS / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, GIVING_UP_MILLIS);
    producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  @Override
  public String prefix() {
    return "k-";
  }

  @Override
  public void send(InboundEvent event) throws InterruptedException {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topics.ORDERS,
            event.head().customer().toString(),
            EventWriter.write(event, Traffic.CURRENCY));
    while (true) {
      try {
        producer.send(record).get();
        return;
      } catch (ExecutionException _) {
        // Whether it has arrived is not known: the same event again counts once.
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
