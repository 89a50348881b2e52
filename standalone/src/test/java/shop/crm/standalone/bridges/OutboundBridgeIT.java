package shop.crm.standalone.bridges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import shop.crm.connectors.rabbitmq.OutboundBridge;
import shop.crm.connectors.rabbitmq.RabbitSettings;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventTopics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Cause;
import shop.crm.schemas.model.customer.ChangeEvent;
import shop.crm.schemas.model.customer.ChangeEvent.SegmentChanged;
import shop.crm.schemas.model.customer.ChangeEvent.TierChanged;
import shop.crm.schemas.model.customer.TierMove;
import shop.crm.standalone.embedded.EmbeddedKafka;
import shop.crm.standalone.embedded.EmbeddedRabbit;

class OutboundBridgeIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

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

  /** A message as a subscriber sees it. */
  private record Message(
      String routingKey, String id, String tenant, String contentType, int mode, String body) {}

  private final CustomerKey customer = new CustomerKey("t-" + UUID.randomUUID(), "c");

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
  void a_change_reaches_the_exchange_as_it_is(Broker broker) throws Exception {
    ChangeEvent segment =
        new SegmentChanged(customer, 1, Optional.empty(), Optional.empty(), Cause.TIME, NOON);
    ChangeEvent tier = tier(2);
    try (AmqpDoor door = AmqpDoor.to(broker.url());
        OutboundBridge bridge = bridge(door.settings)) {
      bridge.start();
      publish(List.of(segment, tier));
      assertEquals(
          Map.of(segment.id(), message(segment), tier.id(), message(tier)), received(door, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_lost_when_the_wire_is_cut(Broker broker) throws Exception {
    Map<String, Message> expected = new LinkedHashMap<>();
    URI url = broker.url();
    try (AmqpDoor door = AmqpDoor.to(url);
        CutProxy wire = new CutProxy(url.getPort() < 0 ? 5672 : url.getPort());
        OutboundBridge bridge = bridge(door.through(wire.port()))) {
      bridge.start();
      Map<String, Message> got = new LinkedHashMap<>();
      for (int round = 0; round < 3; round++) {
        List<ChangeEvent> changes = tiers(round * 1000, 1000);
        changes.forEach(change -> expected.put(change.id(), message(change)));
        publish(changes);
        got.putAll(received(door, 100));
        wire.cut();
      }
      got.putAll(received(door, expected.size() - got.size(), got));
      assertEquals(expected, got);
    }
  }

  @Test
  void a_record_that_is_no_change_goes_to_the_dead_letters_and_the_rest_goes_on() throws Exception {
    try (AmqpDoor door = AmqpDoor.to(embedded.uri());
        OutboundBridge bridge = bridge(door.settings)) {
      bridge.start();
      String junk = "junk of " + customer;
      try (var producer = producer()) {
        producer.send(new ProducerRecord<>(Topics.TIER_CHANGED, junk.getBytes(UTF_8))).get();
      }
      publish(List.of(tier(1)));
      assertEquals(Map.of(tier(1).id(), message(tier(1))), received(door, 1));
      ConsumerRecord<byte[], byte[]> letter =
          KafkaSide.read(
                  kafka.bootstrap(),
                  Topics.DEAD_LETTERS,
                  record -> new String(record.value(), UTF_8).equals(junk),
                  picked -> !picked.isEmpty())
              .getFirst();
      assertEquals("not-json", header(letter, Headers.REASON));
      assertTrue(header(letter, Headers.SOURCE).startsWith("kafka:crm.customer.tier-changed-"));
    }
  }

  @Test
  void a_change_that_the_broker_does_not_take_goes_to_the_dead_letters_and_the_rest_goes_on(
      @TempDir Path directory) throws Exception {
    String limit = "qpid.max_message_size";
    System.setProperty(limit, "100000");
    try (EmbeddedRabbit strict = EmbeddedRabbit.start(directory, 0);
        AmqpDoor door = AmqpDoor.to(strict.uri());
        OutboundBridge bridge = bridge(door.settings)) {
      String large =
          "{\"id\":\"large\",\"type\":\"customer.tier_changed\",\"tenantid\":\""
              + customer.tenant()
              + "\",\"data\":\""
              + "x".repeat(200_000)
              + "\"}";
      try (var producer = producer()) {
        producer.send(new ProducerRecord<>(Topics.TIER_CHANGED, large.getBytes(UTF_8))).get();
      }
      publish(List.of(tier(1), tier(2)));
      bridge.start();

      assertEquals(
          Map.of(tier(1).id(), message(tier(1)), tier(2).id(), message(tier(2))),
          received(door, 2));
      ConsumerRecord<byte[], byte[]> letter =
          KafkaSide.read(
                  kafka.bootstrap(),
                  Topics.DEAD_LETTERS,
                  record -> new String(record.value(), UTF_8).equals(large),
                  picked -> !picked.isEmpty())
              .getFirst();
      assertEquals("too-large", header(letter, Headers.REASON));
    } finally {
      System.clearProperty(limit);
    }
  }

  private OutboundBridge bridge(RabbitSettings settings) {
    return new OutboundBridge(
        settings, KafkaSide.client(kafka.bootstrap()), new SimpleMeterRegistry());
  }

  private ChangeEvent tier(long sequence) {
    return new TierChanged(
        customer, sequence, new TierMove("bronze", "silver", true), 1000, Cause.ORDER, NOON);
  }

  private List<ChangeEvent> tiers(int from, int count) {
    return LongStream.range(from, from + count).mapToObj(this::tier).toList();
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        KafkaSide.client(kafka.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void publish(List<ChangeEvent> changes) {
    try (var producer = producer()) {
      for (ChangeEvent change : changes) {
        byte[] key = customer.toString().getBytes(UTF_8);
        producer.send(new ProducerRecord<>(EventTopics.of(change), key, EventWriter.write(change)));
      }
    }
  }

  private static Message message(ChangeEvent change) {
    return new Message(
        change.type(),
        change.id(),
        change.customer().tenant(),
        "application/cloudevents+json",
        2,
        new String(EventWriter.write(change), UTF_8));
  }

  private Map<String, Message> received(AmqpDoor door, int atLeast) throws Exception {
    return received(door, atLeast, Map.of());
  }

  /** By id, so many that are not known yet; those of other tests are left out. */
  private Map<String, Message> received(AmqpDoor door, int atLeast, Map<String, Message> known)
      throws Exception {
    Map<String, Message> received = new LinkedHashMap<>();
    Instant deadline = Instant.now().plusSeconds(90);
    while (received.size() < atLeast) {
      assertTrue(Instant.now().isBefore(deadline), "in vain; received " + received.size());
      Optional<Message> message = door.next().map(OutboundBridgeIT::message);
      if (message.isPresent()
          && message.get().tenant().equals(customer.tenant())
          && !known.containsKey(message.get().id())) {
        received.put(message.get().id(), message.get());
      }
    }
    return received;
  }

  private static Message message(GetResponse response) {
    BasicProperties properties = response.getProps();
    return new Message(
        response.getEnvelope().getRoutingKey(),
        properties.getMessageId(),
        properties.getHeaders().get(Headers.TENANT_ID).toString(),
        properties.getContentType(),
        properties.getDeliveryMode(),
        new String(response.getBody(), UTF_8));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
