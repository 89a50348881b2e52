package shop.crm.queries.jobs;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import shop.crm.schemas.Topics;
import shop.crm.topology.clv.ClvModelJson;
import shop.crm.topology.domain.clv.ClvModel;

/** Publishes models to {@link Topics#CLV_MODELS}. */
public final class ClvModelPublisher implements ClvModels {

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final Confirmed producer;

  /**
   * A publisher.
   *
   * @param producer who closes it is its owner
   */
  public ClvModelPublisher(Producer<String, byte[]> producer) {
    this.producer = new Confirmed(producer);
  }

  @Override
  public void publish(String tenant, ClvModel model) {
    send(new ProducerRecord<>(Topics.CLV_MODELS, tenant, ClvModelJson.write(model)));
  }

  @Override
  public void remove(String tenant) {
    send(new ProducerRecord<>(Topics.CLV_MODELS, tenant, null));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    producer.send(record, MAX_WAIT, "model");
  }
}
