package shop.crm.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import shop.crm.schemas.Headers;
import shop.crm.schemas.Topics;
import shop.crm.standalone.bridges.KafkaSide;
import shop.crm.standalone.bridges.KafkaSide.Isolation;

/** What the whole service writes into its log, at its most talkative, of what it was sent. */
class LogIT {

  private static final String MARKER = "in.the.log@example.org";
  private static final String INJECTION = MARKER + "\n\u001b[2J";
  private static final int AMQP_LETTERS = 4;
  private static final int KAFKA_LETTERS = 2;

  @Test
  void nothing_of_what_comes_in_is_logged(@TempDir Path directory) throws Exception {
    Logger ours = (Logger) LoggerFactory.getLogger("shop.crm");
    Level level = ours.getLevel();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, UTF_8));
    ours.setLevel(Level.DEBUG);
    try (RunningCrm crm = RunningCrm.start(RunningCrm.settings(directory))) {
      overHttp(crm);
      overAmqp(crm);
      overKafka(crm);
      awaitDeadLetters(crm);
    } finally {
      ours.setLevel(level);
      System.setErr(before);
    }

    List<String> wrong =
        written
            .toString(UTF_8)
            .lines()
            .filter(
                line ->
                    line.contains(MARKER)
                        || line.indexOf('\u001b') >= 0
                        || line.getBytes(UTF_8).length > 1_023)
            .toList();
    assertEquals(List.of(), wrong);
  }

  private static void overHttp(RunningCrm crm) throws Exception {
    crm.send("POST", RunningCrm.CUSTOMERS, "{\"email\":\"" + MARKER + "\"" + INJECTION);
    crm.send("POST", RunningCrm.CUSTOMERS, "{\"email\":[\"" + MARKER + "\"]}");
    crm.send(
        "POST",
        RunningCrm.CUSTOMERS,
        "{\"id\":\"" + MARKER + "/\",\"date_of_birth\":\"" + MARKER + "\"}");
    crm.send("GET", "/api/v1/customers?cursor=" + MARKER + "%0a%1b", "");
    crm.send("GET", RunningCrm.CUSTOMERS + "/a?min_as_of=" + MARKER, "");
    String head = "POST " + RunningCrm.CUSTOMERS + " HTTP/1.1\r\nHost: localhost\r\n";
    raw(crm, head + "Transfer-Encoding: chunked\r\n\r\n" + INJECTION + "\r\n0\r\n\r\n");
    raw(crm, head + "Content-Length: " + MARKER + "\r\n\r\n");
    raw(crm, MARKER + "\u001b / HTTP/1.1\r\n\r\n");
    raw(crm, "GET /" + INJECTION + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Sends bytes, and reads until the server closes or has said all. */
  private static void raw(RunningCrm crm, String request) throws IOException {
    URI at = URI.create(crm.base());
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  private static void overAmqp(RunningCrm crm) throws Exception {
    try (Connection connection = crm.connect();
        Channel channel = connection.createChannel()) {
      Map<String, Object> tenant = Map.of(Headers.TENANT_ID, INJECTION);
      BasicProperties bare = new BasicProperties();
      BasicProperties wrong =
          new BasicProperties.Builder().headers(tenant).messageId(MARKER).build();
      String order = "{\"order_id\":\"o\",\"customer_id\":\"c\",\"total\":\"" + MARKER + "\"}";
      publish(channel, "order.created", bare, "{" + INJECTION);
      publish(channel, "order.created", wrong, order);
      publish(channel, "order.created", bare, order);
      publish(channel, "user.registered", bare, "{\"user_id\":\"" + MARKER + "/\"}");
    }
  }

  private static void publish(Channel channel, String type, BasicProperties properties, String body)
      throws IOException {
    channel.basicPublish("shop.events", type, properties, body.getBytes(UTF_8));
  }

  private static void overKafka(RunningCrm crm) throws Exception {
    Map<String, Object> client = KafkaSide.client(crm.service().endpoints().kafka());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic :
          List.of(
              Topics.SIGHTINGS,
              Topics.TIER_CHANGED,
              Topics.RFM_THRESHOLDS,
              Topics.RFM_RECALCULATIONS,
              Topics.CLV_MODELS,
              Topics.RULES,
              Topics.SPEND_HISTOGRAMS,
              Topics.SEGMENTS)) {
        byte[] value = ("{\"id\":\"" + INJECTION).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, "default/x".getBytes(UTF_8), value)).get();
      }
    }
  }

  private static void awaitDeadLetters(RunningCrm crm) {
    KafkaSide.read(
        crm.service().endpoints().kafka(),
        Isolation.READ_COMMITTED,
        Topics.DEAD_LETTERS,
        letter -> new String(letter.value(), UTF_8).contains(MARKER),
        letters -> letters.size() >= AMQP_LETTERS + KAFKA_LETTERS);
  }
}
