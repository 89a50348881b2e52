package shop.crm.connectors.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's transactions as the relays from PostgreSQL use them. */
final class RelayTransactions {

  private static final int BLOCK_MILLIS = Math.toIntExact(Duration.ofSeconds(15).toMillis());
  private static final int REQUEST_MILLIS = Math.toIntExact(Duration.ofSeconds(10).toMillis());
  private static final int DELIVERY_MILLIS = Math.toIntExact(Duration.ofSeconds(20).toMillis());

  private RelayTransactions() {}

  /** Hears what became of a record that was not taken, by its place among those sent. */
  interface Failed {
    void of(int place, Exception failure);
  }

  /**
   * A producer that shuts out the one before of the same name, once its transactions are begun.
   *
   * @param client where Kafka is and how to get in, and what else is to be as it says
   */
  static Producer<byte[], byte[]> producer(Map<String, Object> client, String transactionalId) {
    Map<String, Object> config = new HashMap<>(client);
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes a mark behind whatever was published before. A reader of committed records who has got
   * as far has seen the end of every transaction before it, however slow the broker is.
   *
   * @return its offset
   */
  static long mark(Producer<byte[], byte[]> producer) throws IOException, InterruptedException {
    producer.beginTransaction();
    Future<RecordMetadata> mark = producer.send(OutboxProgress.mark());
    producer.commitTransaction();
    try {
      return mark.get().offset();
    } catch (ExecutionException e) {
      throw new IOException("the mark behind what was published was not written", e);
    }
  }

  /**
   * Sends records in order, until one has failed: the commit then throws. A send waits for its
   * topic's leader and fails without throwing, and each one after it would wait as long again.
   */
  static void send(
      Producer<byte[], byte[]> producer,
      List<ProducerRecord<byte[], byte[]>> records,
      Failed failed) {
    AtomicBoolean any = new AtomicBoolean();
    for (int i = 0; i < records.size() && !any.get(); i++) {
      int place = i;
      producer.send(
          records.get(i),
          (_, failure) -> {
            if (failure != null) {
              failed.of(place, failure);
              any.set(true);
            }
          });
    }
  }
}
