package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.Delivery;
import java.util.Map;

/**
 * What a record is made from: a delivery, or an element of the batch that it holds. The bytes are
 * not copied.
 *
 * @param body as it came, or its beginning
 * @param size how many bytes it has in all
 * @param isPart whether it is an element of a batch
 */
record Received(Delivery delivery, byte[] body, long size, boolean isPart) {

  static Received whole(Delivery delivery, long size) {
    return new Received(delivery, delivery.getBody(), size, false);
  }

  static Received part(Delivery delivery, byte[] element) {
    return new Received(delivery, element, element.length, true);
  }

  /** What its dead letter keeps of the properties and headers that it came with. */
  Map<String, byte[]> originals() {
    return isPart ? AmqpOriginals.ofBatch(delivery) : AmqpOriginals.of(delivery);
  }
}
