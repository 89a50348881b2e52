package shop.crm.benchmarks.fuzz.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import shop.crm.benchmarks.check.OrderBooks;
import shop.crm.schemas.Headers;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/**
 * Good orders between bad messages, on a connection of their own; some are sent twice. Not safe for
 * use by many threads.
 */
final class GoodEvents implements AutoCloseable {

  private static final int CUSTOMERS = 200;
  private static final String CREATED = "order.created";

  private final Publisher publisher;
  private final String tenant;
  private final OrderBooks books;

  private GoodEvents(Publisher publisher, String tenant, OrderBooks books) {
    this.publisher = publisher;
    this.tenant = tenant;
    this.books = books;
  }

  static GoodEvents connect(URI broker, String tenant, OrderBooks books) throws IOException {
    return new GoodEvents(Publisher.connect(broker), tenant, books);
  }

  /** Publishes the order of a number; how many messages that were. */
  int publish(int number) throws IOException {
    OrderCreated order = order(number);
    int times = number % 10 == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      if (number % 2 == 0) {
        byte[] event = EventWriter.write(order, "UAH");
        publisher.publish(CREATED, properties(order).build(), event);
      } else {
        publisher.publish(CREATED, plainProperties(order), plain(order));
      }
    }
    books.enter(order);
    return times;
  }

  void confirm() throws IOException, InterruptedException {
    publisher.confirm();
  }

  private OrderCreated order(int number) {
    CustomerKey customer = new CustomerKey(tenant, "good-" + number % CUSTOMERS);
    Instant time = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    Head head = new Head("good-" + number, customer, time, "fuzz");
    return new OrderCreated(head, "order-" + number, new Money(1_000 + number % 777), List.of());
  }

  private static BasicProperties.Builder properties(OrderCreated order) {
    return new BasicProperties.Builder()
        .contentType(Headers.CLOUDEVENTS_JSON)
        .messageId(order.head().id());
  }

  private BasicProperties plainProperties(OrderCreated order) {
    return properties(order)
        .contentType("application/json")
        .headers(Map.of(Headers.TENANT_ID, tenant))
        .timestamp(Date.from(order.head().time()))
        .build();
  }

  private static byte[] plain(OrderCreated order) {
    return Events.order(order.head().customer().customer(), "")
        .put("order_id", order.orderId())
        .put("total", order.total().toString())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    publisher.close();
  }
}
