package shop.crm.connectors.rabbitmq;

import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.schemas.event.InboundType;
import shop.crm.schemas.event.Rejection.Reason;

/** What becomes of a delivery on Kafka. */
sealed interface Translation {

  /** The record that is written for it. */
  ProducerRecord<byte[], byte[]> record();

  /** It is an event. */
  record Event(InboundType type, ProducerRecord<byte[], byte[]> record) implements Translation {}

  /** It is none, and goes to the dead letters. */
  record Dead(Reason reason, ProducerRecord<byte[], byte[]> record) implements Translation {}
}
