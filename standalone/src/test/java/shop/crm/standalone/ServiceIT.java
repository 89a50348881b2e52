package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.standalone.config.Configuration;
import shop.crm.standalone.config.Configuration.Missing;
import shop.crm.standalone.service.Service;

/** The whole service in one process, seen from outside: AMQP in, HTTP and AMQP out. */
class ServiceIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CELLS = Path.of("../topology/src/main/resources/rfm-segments.csv");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path directory;
  private Path orders;
  private Path refunds;

  @BeforeEach
  void prepare() throws IOException {
    environment.put("CRM_DATA_DIR", directory.resolve("data").toString());
    environment.put("PORT", "0");
    environment.put("CRM_PARTITIONS", "3");
    orders = directory.resolve("orders.ndjson");
    refunds = directory.resolve("refunds.ndjson");
    writeHistory();
  }

  @Test
  void an_imported_history_is_the_one_computed_from_its_files_also_after_a_restart()
      throws Exception {
    String before;
    try (Service service = start()) {
      assertEquals(0, crm(service, "import", "--shift-to-now", orders + "", refunds + ""));
      assertEquals(List.of(), HistoryCheck.run(base(service), CELLS, List.of(orders, refunds)));
      assertEquals(0, crm(service, "audit"));
      before = everything(service);

      assertEquals(0, crm(service, "import", "--shift-to-now", orders + "", refunds + ""));

      assertEquals(before, everything(service));
    }
    environment.put("LOYALTY_TIER_THRESHOLDS", "0,10,20,30,40");
    try (Service service = start()) {
      // All but the one whose refunds have left next to nothing.
      String overviewPath = "/api/v1/analytics/overview";
      JsonNode overview =
          await(() -> get(service, overviewPath), all -> all.at("/tiers/diamond").asInt() == 119);
      assertEquals(120, overview.get("customers").asInt());
      assertEquals(0, crm(service, "audit"));
      assertNotEquals(before, everything(service));
    }
  }

  @Test
  void an_order_on_rabbitmq_comes_back_as_a_change_and_is_answered_over_http() throws Exception {
    try (Service service = start();
        Connection connection = connect(service);
        Channel channel = connection.createChannel()) {
      String changes = channel.queueDeclare().getQueue();
      channel.queueBind(changes, "shop.events", "customer.segment_changed");
      byte[] order =
          "{\"order_id\":\"o-1\",\"customer_id\":\"ann\",\"total\":\"1250.00\"}"
              .getBytes(StandardCharsets.UTF_8);
      channel.basicPublish("shop.events", "order.created", null, order);
      channel.basicPublish(
          "shop.events", "order.created", null, "no json".getBytes(StandardCharsets.UTF_8));

      GetResponse change =
          await(() -> channel.basicGet(changes, true), response -> response != null);

      JsonNode event = JSON.readTree(change.getBody());
      assertEquals("customer.segment_changed", change.getEnvelope().getRoutingKey());
      assertEquals("ann", event.get("subject").asText());
      assertEquals("order", event.at("/data/cause").asText());
      JsonNode customer = get(service, "/api/v1/customers/ann");
      assertEquals("1250.00", customer.get("total_spent").asText());
      assertEquals(event.at("/data/new_segment").asText(), customer.get("rfm_segment").asText());
      await(
          () -> get(service, "/status"),
          status -> status.at("/connectors/0/rejected").asInt() == 1);
    }
  }

  @Test
  void a_record_that_someone_else_wrote_to_kafka_is_counted_among_the_dead_letters()
      throws Exception {
    try (Service service = start();
        Producer<String, byte[]> stranger =
            new KafkaProducer<>(
                service.kafkaClient(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] garbage = "no json".getBytes(StandardCharsets.UTF_8);

      stranger.send(new ProducerRecord<>(Topics.ORDERS, "default/ann", garbage)).get();

      String counted = "crm_dead_letters_total{reason=\"not-json\",source=\"kafka\"} 1.0";
      await(() -> text(service, "/metrics"), metrics -> metrics.contains(counted));
    }
  }

  private Service start() throws Exception {
    Service service =
        Service.start(Configuration.read(environment, Missing.EMBEDDED), Clock.systemUTC());
    await(() -> status(service, "/health/ready"), code -> code == 200);
    return service;
  }

  private int crm(Service service, String command, String... arguments) {
    List<String> words = new ArrayList<>(List.of(command, "--url", base(service)));
    if (command.equals("import")) {
      words.addAll(List.of("--amqp", service.rabbit().url().toString()));
    }
    words.addAll(List.of(arguments));
    return Crm.commandLine(environment).execute(words.toArray(String[]::new));
  }

  private static String base(Service service) {
    return service.endpoints().http().toString();
  }

  private static Connection connect(Service service) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(service.rabbit().url());
    return factory.newConnection();
  }

  /** Every customer with orders and activity, but for when it was asked. */
  private String everything(Service service) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      String customer = "/api/v1/customers/c" + i;
      all.append(get(service, customer)).append('\n');
      all.append(get(service, customer + "/orders?limit=500")).append('\n');
    }
    return all.toString();
  }

  private JsonNode get(Service service, String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base(service) + path)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }

  private String text(Service service, String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base(service) + path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private int status(Service service, String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base(service) + path)).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  /** Asks again and again until the answer will do; each question takes its own time. */
  private static <T> T await(Callable<T> question, Predicate<T> enough) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(90));
    while (true) {
      T answer = question.call();
      if (enough.test(answer)) {
        return answer;
      }
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited in vain; the last answer was " + answer);
      }
    }
  }

  /** Two years of a small shop: 120 customers, repeat orders, refunds in part and in full. */
  private void writeHistory() throws IOException {
    Random random = new Random(42);
    List<String> orderLines = new ArrayList<>();
    List<String> refundLines = new ArrayList<>();
    Instant start = Instant.parse("2020-01-01T00:00:00Z");
    for (int i = 0; i < 600; i++) {
      // The first 120 give every customer one order; few customers give most of the rest.
      int customer = i < 120 ? i : (int) (120 * random.nextDouble() * random.nextDouble());
      BigDecimal total = BigDecimal.valueOf(100 + random.nextInt(90_000), 2);
      Instant at = start.plus(Duration.ofMinutes(random.nextInt(2 * 365 * 24 * 60)));
      orderLines.add(
          JSON.createObjectNode()
              .put("order_id", "o" + i)
              .put("customer_id", "c" + customer)
              .put("ordered_at", at.toString())
              .put("total", total.toPlainString())
              .toString());
      if (i % 9 == 0) {
        BigDecimal amount = i % 27 == 0 ? total : total.min(new BigDecimal("12.34"));
        refundLines.add(
            JSON.createObjectNode()
                .put("refund_id", "r" + i)
                .put("order_id", "o" + i)
                .put("customer_id", "c" + customer)
                .put("refunded_at", at.plusSeconds(3600).toString())
                .put("amount", amount.toPlainString())
                .toString());
      }
    }
    Files.write(orders, orderLines);
    Files.write(refunds, refundLines);
  }
}
