package shop.crm.standalone.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokersIT {

  @Test
  void kafka_keeps_its_records_and_its_port_over_a_restart(@TempDir Path directory)
      throws Exception {
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0)) {
      port = Integer.parseInt(kafka.bootstrap().split(":")[1]);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
        admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
      }
      Properties config = new Properties();
      config.put("bootstrap.servers", kafka.bootstrap());
      try (var producer =
          new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>("t", "key", "value")).get();
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, port)) {
      assertEquals("127.0.0.1:" + port, kafka.bootstrap());
      Properties config = new Properties();
      config.put("bootstrap.servers", kafka.bootstrap());
      try (var consumer =
          new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
        TopicPartition partition = new TopicPartition("t", 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        assertEquals("value", consumer.poll(Duration.ofSeconds(20)).iterator().next().value());
      }
    }
  }

  @Test
  void the_amqp_broker_keeps_persistent_messages_over_a_restart(@TempDir Path directory)
      throws Exception {
    byte[] body = new byte[1 << 20];
    body[77] = 7;
    URI uri;
    try (EmbeddedRabbit rabbit = EmbeddedRabbit.start(directory, 0)) {
      uri = rabbit.uri();
      try (Connection connection = connect(uri);
          Channel channel = connection.createChannel()) {
        channel.exchangeDeclare("e", "topic", true);
        channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind("q", "e", "order.*");
        channel.confirmSelect();
        channel.basicPublish("e", "order.created", MessageProperties.PERSISTENT_BASIC, body);
        channel.waitForConfirmsOrDie(20_000);
      }
    }
    try (EmbeddedRabbit rabbit = EmbeddedRabbit.start(directory, uri.getPort());
        Connection connection = connect(rabbit.uri());
        Channel channel = connection.createChannel()) {
      assertEquals(uri, rabbit.uri());
      AMQP.Queue.DeclareOk queue = channel.queueDeclarePassive("q");
      assertEquals(1, queue.getMessageCount());
      assertArrayEquals(body, channel.basicGet("q", true).getBody());
    }
  }

  private static Connection connect(URI uri) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri);
    return factory.newConnection();
  }
}
