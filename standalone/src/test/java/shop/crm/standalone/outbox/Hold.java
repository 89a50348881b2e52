package shop.crm.standalone.outbox;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import shop.crm.schemas.Topics;

/**
 * Stops a relay in the middle: all records of its first transaction are sent, the note of its
 * progress is not, and so it has not committed. Kafka makes one for each client; for consumers it
 * does nothing.
 */
public final class Hold
    implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {

  private static final String GATE = "test.gate";

  private Gate gate;

  /** Where the relay waits, once. */
  static final class Gate implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Properties of clients that stop here. */
    Map<String, Object> in(Map<String, Object> client) {
      Map<String, Object> properties = new HashMap<>(client);
      properties.put("interceptor.classes", Hold.class.getName());
      properties.put(GATE, this);
      // Only a successor may end what is left open here, not Kafka by itself after a while.
      properties.put("transaction.timeout.ms", 600_000);
      return properties;
    }

    void awaitReached() throws InterruptedException {
      if (!reached.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the relay never came to its first commit");
      }
    }

    private void pass() {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    /** Lets it go on. */
    @Override
    public void close() {
      open.countDown();
    }
  }

  @Override
  public void configure(Map<String, ?> properties) {
    gate = (Gate) properties.get(GATE);
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    // A mark, which a relay writes when it starts, says nothing but its key.
    boolean isMark = Arrays.equals(record.key(), record.value());
    if (record.topic().equals(Topics.OUTBOX_PROGRESS) && !isMark) {
      gate.pass();
    }
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
