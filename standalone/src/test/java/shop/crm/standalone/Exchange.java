package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The exchange as other systems of the shop use it: they publish facts and follow changes. */
final class Exchange implements AutoCloseable {

  private static final String NAME = "shop.events";

  private final Connection connection;
  private final Channel channel;
  private final String queue;
  private final List<JsonNode> changes = new ArrayList<>();

  private Exchange(Connection connection) throws Exception {
    this.connection = connection;
    this.channel = connection.createChannel();
    this.queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, NAME, "customer.#");
    channel.confirmSelect();
  }

  static Exchange of(RunningCrm crm) throws Exception {
    return new Exchange(crm.connect());
  }

  /** Publishes a plain body as an event of that id, and waits until the broker has it. */
  void publish(String type, String id, String body) throws Exception {
    BasicProperties properties = new BasicProperties.Builder().messageId(id).build();
    channel.basicPublish(NAME, type, properties, body.getBytes(StandardCharsets.UTF_8));
    channel.waitForConfirmsOrDie(20_000);
  }

  /** What came of a type about a customer since this was opened, in the order in which it came. */
  List<JsonNode> changes(String type, String customer) throws Exception {
    return changes(customer).stream()
        .filter(change -> change.get("type").asText().equals(type))
        .toList();
  }

  /** All that came about a customer since this was opened, in the order in which it came. */
  List<JsonNode> changes(String customer) throws Exception {
    for (GetResponse next = channel.basicGet(queue, true);
        next != null;
        next = channel.basicGet(queue, true)) {
      JsonNode change = RunningCrm.JSON.readTree(next.getBody());
      assertEquals(next.getEnvelope().getRoutingKey(), change.get("type").asText());
      changes.add(change);
    }
    return changes.stream()
        .filter(change -> change.get("subject").asText().equals(customer))
        .toList();
  }

  /** The first change of a type about a customer, once it has come. */
  JsonNode awaited(String type, String customer) throws Exception {
    return Eventually.await(() -> changes(type, customer), came -> !came.isEmpty()).getFirst();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
