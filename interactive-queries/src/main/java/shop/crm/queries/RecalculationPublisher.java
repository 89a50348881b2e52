package shop.crm.queries;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.RecalculationRequest;

/** Publishes wishes for new thresholds to {@link Topics#RFM_RECALCULATIONS}. */
public final class RecalculationPublisher implements Recalculations {

  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final String AWAY = "Kafka did not take the request in time";

  private final Producer<String, byte[]> producer;

  /**
   * A publisher.
   *
   * @param producer who closes it is its owner
   */
  public RecalculationPublisher(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public void request(String tenant) {
    var request = new RecalculationRequest(UUID.randomUUID().toString());
    try {
      producer
          .send(new ProducerRecord<>(Topics.RFM_RECALCULATIONS, tenant, request.toJson()))
          .get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException(AWAY, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new NotAvailableException(AWAY, e);
    }
  }
}
