package shop.crm.standalone.bridges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.connectors.ConnectorStatus;
import shop.crm.connectors.rabbitmq.InboundBridge;
import shop.crm.connectors.rabbitmq.RabbitAddress;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.Decoded;
import shop.crm.schemas.event.Envelope;
import shop.crm.schemas.event.EventReader;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedRabbit;

/** Closing is part of what is tested, so resources are closed before their scope ends. */
@SuppressWarnings("try")
class InboundBridgeIT {

  private static final EventReader READER = new EventReader("UAH", "default");
  private static final Clock CLOCK = Clock.systemUTC();

  private static EmbeddedKafka kafka;
  private static EmbeddedRabbit embedded;

  /** Which broker a test runs against. */
  enum Broker {
    RABBITMQ,
    EMBEDDED;

    URI url() {
      return switch (this) {
        case RABBITMQ -> AmqpDoor.liveRabbit();
        case EMBEDDED -> embedded.uri();
      };
    }
  }

  private final String tenant = "t-" + UUID.randomUUID();
  private final MeterRegistry registry = new SimpleMeterRegistry();

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
  @EnumSource
  void every_event_arrives_once_and_is_acknowledged(Broker broker) throws Exception {
    try (AmqpDoor door = AmqpDoor.to(broker.url())) {
      ConnectorStatus after;
      try (InboundBridge bridge = bridge(door.settings, kafka)) {
        bridge.start();
        publish(door, 0, 2000);
        assertEquals(numbers(0, 2000), counted(kafka, 2000));
        bridge.close();
        after = bridge.status();
      }
      assertEquals(0, door.waiting());
      assertEquals(2000, after.handled());
      assertEquals(ConnectorStatus.State.STOPPED, after.state());
      assertEquals(2000.0, registry.counter("crm.bridge.received").count());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_lost_when_the_wire_is_cut(Broker broker) throws Exception {
    URI url = broker.url();
    try (AmqpDoor door = AmqpDoor.to(url);
        CutProxy wire = new CutProxy(url.getPort() < 0 ? 5672 : url.getPort())) {
      publish(door, 0, 3000);
      try (InboundBridge bridge = bridge(door.through(wire.port()), kafka)) {
        bridge.start();
        for (int reached : List.of(100, 1000, 2000)) {
          seen(kafka, reached);
          wire.cut();
        }
        assertEquals(numbers(0, 3000), seen(kafka, 3000));
      }
      assertEquals(0, door.waiting());
    }
  }

  @ParameterizedTest
  @EnumSource
  void two_bridges_share_the_work(Broker broker) throws Exception {
    try (AmqpDoor door = AmqpDoor.to(broker.url());
        InboundBridge one = bridge(door.settings, kafka);
        InboundBridge other = bridge(door.settings, kafka)) {
      one.start();
      other.start();
      publish(door, 0, 3000);
      assertEquals(numbers(0, 3000), counted(kafka, 3000));
      one.close();
      other.close();
      assertEquals(3000, one.status().handled() + other.status().handled());
    }
  }

  @Test
  void nothing_is_lost_when_the_amqp_broker_restarts(@TempDir Path directory) throws Exception {
    RabbitSettings settings;
    try (EmbeddedRabbit first = EmbeddedRabbit.start(directory, 0)) {
      settings = new RabbitSettings(new RabbitAddress(first.uri()), "shop.events", "crm.events");
      try (InboundBridge bridge = bridge(settings, kafka)) {
        bridge.start();
        AmqpDoor door = AmqpDoor.to(first.uri());
        awaitQueue(door, settings.queue());
        publishTo(door, settings.exchange(), 0, 500);
        first.close();
        try (EmbeddedRabbit _ = EmbeddedRabbit.start(directory, settings.broker().url().getPort());
            AmqpDoor again = AmqpDoor.to(settings.broker().url())) {
          publishTo(again, settings.exchange(), 500, 1000);
          assertEquals(numbers(0, 1000), seen(kafka, 1000));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_lost_when_kafka_restarts(Broker broker, @TempDir Path directory)
      throws Exception {
    EmbeddedKafka own = EmbeddedKafka.start(directory, 0);
    int port = Integer.parseInt(own.bootstrap().split(":")[1]);
    KafkaSide.createTopics(own.bootstrap());
    try (AmqpDoor door = AmqpDoor.to(broker.url());
        InboundBridge bridge = bridge(door.settings, own)) {
      bridge.start();
      publish(door, 0, 500);
      seen(own, 100);
      own.close();
      publish(door, 500, 3000);
      own = EmbeddedKafka.start(directory, port);
      assertEquals(numbers(0, 3000), seen(own, 3000));
    } finally {
      own.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void poison_goes_to_the_dead_letters_and_the_rest_goes_on(Broker broker) throws Exception {
    Map<String, byte[]> poison = poison();
    try (AmqpDoor door = AmqpDoor.to(broker.url());
        InboundBridge bridge = bridge(door.settings, kafka)) {
      bridge.start();
      for (Map.Entry<String, byte[]> entry : poison.entrySet()) {
        String type = entry.getKey().equals("unknown-type") ? "order.eaten" : "order.created";
        door.publish(type, properties(entry.getKey()), entry.getValue());
      }
      publish(door, 0, 1);

      List<ConsumerRecord<byte[], byte[]>> letters = letters(door, poison.size());

      assertEquals(numbers(0, 1), counted(kafka, 1));
      assertEquals(poison.size(), letters.size());
      for (ConsumerRecord<byte[], byte[]> letter : letters) {
        String expected = header(letter, "amqp-message_id");
        assertEquals(expected, header(letter, Headers.REASON));
        assertArrayEquals(poison.get(expected), letter.value(), expected);
        assertEquals(tenant, header(letter, "amqp-header-tenant_id"));
      }
      bridge.close();
      assertEquals(0, door.waiting());
      assertEquals(poison.size(), bridge.status().rejected());
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_batch_is_acknowledged_once_all_of_it_is_written(Broker broker) throws Exception {
    try (AmqpDoor door = AmqpDoor.to(broker.url());
        InboundBridge bridge = bridge(door.settings, kafka)) {
      bridge.start();
      BasicProperties batch =
          new BasicProperties.Builder().contentType("application/cloudevents-batch+json").build();
      String events =
          IntStream.range(0, 1_000).mapToObj(this::cloudEvent).collect(Collectors.joining(","));
      door.publish("order.created", batch, ("[" + events + ",7]").getBytes(UTF_8));
      door.publish("order.created", batch, "[]".getBytes(UTF_8));

      assertEquals(numbers(0, 1_000), counted(kafka, 1_000));
      assertArrayEquals("7".getBytes(UTF_8), letters(door, 1).getFirst().value());
      bridge.close();
      assertEquals(0, door.waiting());
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> letters(AmqpDoor door, int atLeast) {
    String source = "rabbitmq:" + door.settings.queue();
    return KafkaSide.read(
        kafka.bootstrap(),
        Topics.DEAD_LETTERS,
        letter -> header(letter, Headers.SOURCE).equals(source),
        picked -> picked.size() >= atLeast);
  }

  private Map<String, byte[]> poison() {
    Map<String, byte[]> poison = new LinkedHashMap<>();
    poison.put("not-json", new byte[] {0, -1, '{'});
    poison.put("missing-field", "{\"order_id\":\"o\",\"total\":1}".getBytes(UTF_8));
    poison.put("invalid-field", order("o", "\"total\":true"));
    poison.put("unknown-type", order("o", "\"total\":1"));
    poison.put("unsupported-currency", order("o", "\"total\":1,\"currency\":\"EUR\""));
    poison.put("invalid-money", order("o", "\"total\":\"1.001\""));
    poison.put(
        "future-event",
        ("{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"order.created\","
                + "\"time\":\"2999-01-01T00:00:00Z\",\"data\":"
                + new String(order("o", "\"total\":1"), UTF_8)
                + "}")
            .getBytes(UTF_8));
    poison.put("invalid-id", order("o/1", "\"total\":1"));
    byte[] large = new byte[Topics.MAX_BODY_BYTES + 1];
    Arrays.fill(large, (byte) ' ');
    poison.put("too-large", large);
    return poison;
  }

  private static byte[] order(String id, String fields) {
    return ("{\"order_id\":\"" + id + "\",\"customer_id\":\"c\"," + fields + "}").getBytes(UTF_8);
  }

  private InboundBridge bridge(RabbitSettings settings, EmbeddedKafka to) {
    return new InboundBridge(
        settings, KafkaSide.client(to.bootstrap()), READER, "UAH", CLOCK, registry);
  }

  private void publish(AmqpDoor door, int from, int to) throws Exception {
    publishTo(door, door.settings.exchange(), from, to);
  }

  /** Plain bodies and CloudEvents by turns; the order id is the number. */
  private void publishTo(AmqpDoor door, String exchange, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      String body = i % 2 == 0 ? data(i) : cloudEvent(i);
      door.channel.basicPublish(
          exchange, "order.created", properties("e-" + i), body.getBytes(UTF_8));
    }
    door.confirmed();
  }

  private String cloudEvent(int i) {
    return """
        {"specversion":"1.0","id":"e-%d","source":"shop","type":"order.created","tenantid":"%s",
         "data":%s}"""
        .formatted(i, tenant, data(i));
  }

  private static String data(int i) {
    return new String(order("" + i, "\"total\":\"12.50\""), UTF_8);
  }

  private BasicProperties properties(String id) {
    return new BasicProperties.Builder()
        .messageId(id)
        .deliveryMode(2)
        .headers(Map.of(Headers.TENANT_ID, tenant))
        .build();
  }

  private static void awaitQueue(AmqpDoor door, String queue) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(deadline)) {
      try (var probe = door.channel.getConnection().createChannel()) {
        probe.queueBind(queue, "shop.events", "order.*");
        return;
      } catch (IOException _) {
        assertTrue(Instant.now().isBefore(deadline), "the bridge made no queue");
      }
    }
  }

  private Set<String> seen(EmbeddedKafka from, int atLeast) {
    return new HashSet<>(arrived(from, atLeast));
  }

  /** The numbers that arrived, and none of them twice. */
  private Set<String> counted(EmbeddedKafka from, int count) {
    List<String> arrived = arrived(from, count);
    assertEquals(count, arrived.size());
    return new HashSet<>(arrived);
  }

  private List<String> arrived(EmbeddedKafka from, int atLeast) {
    return KafkaSide.read(
            from.bootstrap(),
            Topics.ORDERS,
            record -> new String(record.key(), UTF_8).equals(tenant + "/c"),
            picked -> picked.stream().map(InboundBridgeIT::order).distinct().count() >= atLeast)
        .stream()
        .map(InboundBridgeIT::order)
        .toList();
  }

  private static String order(ConsumerRecord<byte[], byte[]> record) {
    Instant at = Instant.ofEpochMilli(record.timestamp());
    return switch (READER.read(record.value(), Envelope.cloudEvent(at), at)) {
      case Decoded.Accepted(var event, var _) -> event.head().id().substring("e-".length());
      case Decoded.Rejected(var rejection) -> throw new AssertionError(rejection.toString());
    };
  }

  private static Set<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.toSet());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
