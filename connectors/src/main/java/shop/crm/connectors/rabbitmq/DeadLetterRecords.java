package shop.crm.connectors.rabbitmq;

import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;

/** Dead letters as records for Kafka. */
final class DeadLetterRecords {

  private DeadLetterRecords() {}

  /** The record of a dead letter that was received at {@code at}; it has no key. */
  static ProducerRecord<byte[], byte[]> of(DeadLetter letter, Instant at) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTERS, null, at.toEpochMilli(), null, letter.value());
    letter.headers().forEach(record.headers()::add);
    return record;
  }
}
