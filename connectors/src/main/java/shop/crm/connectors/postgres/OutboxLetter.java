package shop.crm.connectors.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.connectors.DeadLetterRecords;
import shop.crm.connectors.postgres.OutboxReader.Row;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Rejection;
import shop.crm.schemas.event.Rejection.Reason;

/** A row of the outbox that Kafka does not take, as the dead letter that is published instead. */
record OutboxLetter(DeadLetter letter, Instant at) {

  static OutboxLetter of(Row row) {
    Rejection rejection =
        new Rejection(
            Reason.TOO_LARGE, row.topic() + " does not take " + row.value().length + " bytes");
    Map<String, byte[]> original = Map.of("topic", bytes(row.topic()), "key", bytes(row.key()));
    Instant now = Instant.now();
    return new OutboxLetter(
        DeadLetter.of(rejection, DeadLetter.outboxSource(row.id()), now, row.value(), original),
        now);
  }

  Reason reason() {
    return Reason.TOO_LARGE;
  }

  ProducerRecord<byte[], byte[]> record() {
    return DeadLetterRecords.of(letter, at);
  }

  boolean canBeLess() {
    return letter.value().length > Topics.MIN_DEAD_LETTER_BYTES;
  }

  OutboxLetter shortened() {
    return new OutboxLetter(letter.shortened(), at);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
