package shop.crm.benchmarks.faults.traffic;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.standalone.publisher.PublishFailed;
import shop.crm.standalone.publisher.ShopPublisher;

/** By the AMQP broker, as shops do. */
final class RabbitWay implements OrderWay {

  private static final long BETWEEN_TRIES_MILLIS = 200;

  private final ShopPublisher.Target target;
  private Optional<ShopPublisher> publisher = Optional.empty();

  RabbitWay(ShopPublisher.Target target) {
    this.target = target;
  }

  @Override
  public String prefix() {
    return "r-";
  }

  @Override
  public void send(InboundEvent event) throws InterruptedException {
    while (true) {
      try {
        if (publisher.isEmpty()) {
          publisher = Optional.of(ShopPublisher.connect(target));
        }
        publisher.get().publish(event);
        publisher.get().awaitConfirms();
        return;
      } catch (PublishFailed _) {
        // Whether it has arrived is not known: the same event again counts once.
        close();
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
      }
    }
  }

  @Override
  public void close() {
    publisher.ifPresent(ShopPublisher::close);
    publisher = Optional.empty();
  }
}
