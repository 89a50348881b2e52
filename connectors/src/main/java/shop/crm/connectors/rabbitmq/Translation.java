package shop.crm.connectors.rabbitmq;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.connectors.DeadLetterRecords;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.DeadLetter;
import shop.crm.schemas.event.Rejection.Reason;
import shop.crm.schemas.model.fact.InboundType;

/** What becomes on Kafka of a delivery, or of one event in it. */
sealed interface Translation {

  /** The record that is written for it. */
  ProducerRecord<byte[], byte[]> record();

  /** Whether something smaller can be written for the delivery, where Kafka does not take this. */
  boolean canBeLess();

  /**
   * It is an event.
   *
   * @param from what it was made from, for where Kafka does not take it
   * @param leftOut what is written after it, where fields were left out of it
   */
  record Event(
      InboundType type,
      ProducerRecord<byte[], byte[]> record,
      Received from,
      Optional<Dead> leftOut)
      implements Translation {

    @Override
    public boolean canBeLess() {
      return true;
    }
  }

  /** It is none, and goes to the dead letters. */
  record Dead(Reason reason, DeadLetter letter, Instant at) implements Translation {

    @Override
    public ProducerRecord<byte[], byte[]> record() {
      return DeadLetterRecords.of(letter, at);
    }

    /** For a topic that does not take it whole. */
    Dead shortened() {
      return new Dead(reason, letter.shortened(), at);
    }

    @Override
    public boolean canBeLess() {
      return letter.value().length > Topics.MIN_DEAD_LETTER_BYTES;
    }
  }
}
