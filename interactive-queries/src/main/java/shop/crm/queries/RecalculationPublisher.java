package shop.crm.queries;

import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.RecalculationRequest;

/** Publishes wishes for new thresholds to {@link Topics#RFM_RECALCULATIONS}. */
public final class RecalculationPublisher implements Recalculations {

  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Confirmed producer;

  /**
   * A publisher.
   *
   * @param producer who closes it is its owner
   */
  public RecalculationPublisher(Producer<String, byte[]> producer) {
    this.producer = new Confirmed(producer);
  }

  @Override
  public void request(String tenant) {
    var request = new RecalculationRequest(UUID.randomUUID().toString());
    producer.send(
        new ProducerRecord<>(Topics.RFM_RECALCULATIONS, tenant, request.toJson()),
        MAX_WAIT,
        "request");
  }
}
