package shop.crm.queries.jobs;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import shop.crm.queries.http.NotAvailableException;

/** Sends single records to Kafka, and waits until they are safe. */
public record Confirmed(Producer<String, byte[]> producer) {

  /**
   * Sends a record; returns once Kafka has it.
   *
   * @param what it is, for the caller to read where it was not taken
   * @throws NotAvailableException if Kafka did not take it in time
   */
  void send(ProducerRecord<String, byte[]> record, Duration atMost, String what) {
    try {
      producer.send(record).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away(what, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw away(what, e);
    }
  }

  private static NotAvailableException away(String what, Exception cause) {
    return new NotAvailableException("Kafka did not take the " + what + " in time", cause);
  }
}
