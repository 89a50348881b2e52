package shop.crm.queries;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import shop.crm.schemas.Topics;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;

/** Publishes models to {@link Topics#CLV_MODELS}. */
public final class ClvModelPublisher implements ClvModels {

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final String AWAY = "Kafka did not take the model in time";

  private final Producer<String, byte[]> producer;

  /**
   * A publisher.
   *
   * @param producer who closes it is its owner
   */
  public ClvModelPublisher(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  @Override
  public void publish(String tenant, ClvModel model) {
    try {
      producer
          .send(new ProducerRecord<>(Topics.CLV_MODELS, tenant, ClvModelJson.write(model)))
          .get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAvailableException(AWAY, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new NotAvailableException(AWAY, e);
    }
  }
}
