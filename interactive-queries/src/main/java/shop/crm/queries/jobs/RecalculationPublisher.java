package shop.crm.queries.jobs;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.schemas.Topics;
import shop.crm.schemas.topic.RecalculationRequest;

/** Publishes wishes for new thresholds to {@link Topics#RFM_RECALCULATIONS}. */
public final class RecalculationPublisher implements Recalculations {

  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Confirmed producer;
  private final RecalculationIds ids;

  /**
   * A publisher.
   *
   * @param producer who closes it is its owner
   */
  public RecalculationPublisher(Producer<String, byte[]> producer, Clock clock) {
    this.ids = new RecalculationIds(clock);
    this.producer = new Confirmed(producer);
  }

  @Override
  public String request(String tenant) {
    var request = new RecalculationRequest(ids.next());
    producer.send(
        new ProducerRecord<>(Topics.RFM_RECALCULATIONS, tenant, request.toJson()),
        MAX_WAIT,
        "request");
    return request.id();
  }
}
