package shop.crm.standalone.bridges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.connectors.rabbitmq.InboundBridge;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventReader;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/** Messages that cannot be taken for their size, or at all, and what stands behind them. */
class PutAsideIT {

  private static EmbeddedKafka kafka;
  private static EmbeddedRabbit embedded;

  private final String customer = "c-" + UUID.randomUUID();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), 0);
    embedded = EmbeddedRabbit.start(directory.resolve("amqp"), 0);
    KafkaSide.createTopics(kafka.bootstrap());
  }

  @AfterAll
  static void stop() {
    embedded.close();
    kafka.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_body_beyond_what_a_dead_letter_holds_is_cut_and_its_size_kept(boolean live)
      throws Exception {
    byte[] body = "x".repeat(8 * Topics.MAX_DEAD_LETTER_BYTES + 3).getBytes(UTF_8);
    URI broker = live ? AmqpDoor.liveRabbit() : embedded.uri();
    try (AmqpDoor door = AmqpDoor.to(broker);
        InboundBridge bridge = bridge(door)) {
      bridge.start();
      publish(door, "big", body);
      publish(door, "good", order("good", ""));

      ConsumerRecord<byte[], byte[]> letter = letters(door, 1).getFirst();
      assertEquals(Topics.MAX_DEAD_LETTER_BYTES, letter.value().length);
      assertEquals("too-large", header(letter, Headers.REASON));
      assertEquals(String.valueOf(body.length), header(letter, Headers.ORIGINAL_SIZE));
      awaitOrders(1);
    }
  }

  @Test
  void what_kafka_does_not_take_is_a_dead_letter_and_the_rest_goes_on() throws Exception {
    Random random = new Random(1);
    String items =
        IntStream.range(0, 900)
            .mapToObj(_ -> random.ints(250, 'a', 'z').mapToObj(Character::toString))
            .map(
                letters ->
                    letters.collect(Collectors.joining("", "{\"sku\":\"s\",\"name\":\"", "\"}")))
            .collect(Collectors.joining(","));
    byte[] body = order("o", ",\"items\":[" + items + "]");
    try (AmqpDoor door = AmqpDoor.to(embedded.uri());
        InboundBridge bridge = bridge(door)) {
      // Below what is kept of the lines of an order.
      KafkaSide.limit(kafka.bootstrap(), Topics.ORDERS, 20_000);
      KafkaSide.limit(kafka.bootstrap(), Topics.DEAD_LETTERS, 100_000);
      bridge.start();
      publish(door, "big", body);
      for (int i = 0; i < 200; i++) {
        publish(door, "good-" + i, order("o-" + i, ""));
      }

      awaitOrders(200);
      ConsumerRecord<byte[], byte[]> letter = letters(door, 1).getFirst();
      assertEquals("too-large", header(letter, Headers.REASON));
      assertEquals(Topics.MIN_DEAD_LETTER_BYTES, letter.value().length);
      assertEquals(String.valueOf(body.length), header(letter, Headers.ORIGINAL_SIZE));
    } finally {
      KafkaSide.limit(kafka.bootstrap(), Topics.ORDERS, 4 << 20);
      KafkaSide.limit(kafka.bootstrap(), Topics.DEAD_LETTERS, 8 << 20);
    }
  }

  @Test
  void a_message_that_is_put_aside_again_has_the_same_id() throws Exception {
    try (AmqpDoor door = AmqpDoor.to(embedded.uri());
        InboundBridge bridge = bridge(door)) {
      bridge.start();
      for (String id : List.of("m-1", "m-2", "m-1")) {
        publish(door, id, new byte[] {1});
      }

      assertEquals(
          2, letters(door, 3).stream().map(each -> header(each, Headers.ID)).distinct().count());
    }
  }

  private static InboundBridge bridge(AmqpDoor door) {
    return new InboundBridge(
        door.settings,
        KafkaSide.client(kafka.bootstrap()),
        new EventReader("UAH", "default"),
        "UAH",
        Clock.systemUTC(),
        new SimpleMeterRegistry());
  }

  private byte[] order(String id, String more) {
    return ("{\"order_id\":\""
            + id
            + "\",\"customer_id\":\""
            + customer
            + "\",\"total\":1"
            + more
            + "}")
        .getBytes(UTF_8);
  }

  private static void publish(AmqpDoor door, String id, byte[] body) throws Exception {
    door.publish("order.created", new BasicProperties.Builder().messageId(id).build(), body);
  }

  private void awaitOrders(int count) {
    byte[] key = ("default/" + customer).getBytes(UTF_8);
    List<ConsumerRecord<byte[], byte[]>> orders =
        KafkaSide.read(
            kafka.bootstrap(),
            Topics.ORDERS,
            order -> Arrays.equals(order.key(), key),
            picked -> picked.size() >= count);
    assertEquals(count, orders.size());
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(AmqpDoor door, int atLeast) {
    String source = "rabbitmq:" + door.settings.queue();
    return KafkaSide.read(
        kafka.bootstrap(),
        Topics.DEAD_LETTERS,
        letter -> header(letter, Headers.SOURCE).equals(source),
        picked -> picked.size() >= atLeast);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
