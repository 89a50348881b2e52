package shop.crm.benchmarks.load;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.model.segment.SegmentRecord;
import shop.crm.schemas.topic.SegmentRecordJson;

/** Sends definitions of segments, one at a time. */
public final class DefinitionSender implements AutoCloseable {

  private final KafkaProducer<String, byte[]> producer;

  /**
   * One that is open.
   *
   * @param client how Kafka is reached
   */
  public DefinitionSender(Map<String, Object> client) {
    producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  /** Sends one. */
  public void send(SegmentRecord segment) {
    producer.send(
        new ProducerRecord<>(Topics.SEGMENTS, segment.key(), SegmentRecordJson.write(segment)));
  }

  /** Waits until Kafka has all that was sent. */
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
