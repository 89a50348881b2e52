package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;

/** The whole service in one process, seen from outside: AMQP in, HTTP and AMQP out. */
class ServiceIT {

  private static final Path CELLS = Path.of("../topology/src/main/resources/rfm-segments.csv");

  @TempDir private Path directory;
  private Map<String, String> environment;
  private Path orders;
  private Path refunds;

  @BeforeEach
  void prepare() throws IOException {
    environment = RunningCrm.settings(directory.resolve("data"));
    orders = directory.resolve("orders.ndjson");
    refunds = directory.resolve("refunds.ndjson");
    writeHistory();
  }

  @Test
  void an_imported_history_is_the_one_computed_from_its_files_also_after_a_restart()
      throws Exception {
    String before;
    try (RunningCrm crm = RunningCrm.start(environment)) {
      assertEquals(0, crm.command("import", "--shift-to-now", orders + "", refunds + ""));
      assertEquals(List.of(), HistoryCheck.run(crm.base(), CELLS, List.of(orders, refunds)));
      assertEquals(0, crm.command("audit"));
      before = everything(crm);

      assertEquals(0, crm.command("import", "--shift-to-now", orders + "", refunds + ""));

      assertEquals(before, everything(crm));
    }
    environment.put("LOYALTY_TIER_THRESHOLDS", "0,10,20,30,40");
    try (RunningCrm crm = RunningCrm.start(environment)) {
      // All but the one whose refunds have left next to nothing.
      String overviewPath = "/api/v1/analytics/overview";
      JsonNode overview =
          Eventually.await(
              () -> crm.get(overviewPath), all -> all.at("/tiers/diamond").asInt() == 119);
      assertEquals(120, overview.get("customers").asInt());
      assertEquals(0, crm.command("audit"));
      assertNotEquals(before, everything(crm));
    }
  }

  @Test
  void an_order_on_rabbitmq_comes_back_as_a_change_and_is_answered_over_http() throws Exception {
    try (RunningCrm crm = RunningCrm.start(environment);
        Connection connection = crm.connect();
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
          Eventually.await(() -> channel.basicGet(changes, true), response -> response != null);

      JsonNode event = RunningCrm.JSON.readTree(change.getBody());
      assertEquals("customer.segment_changed", change.getEnvelope().getRoutingKey());
      assertEquals("ann", event.get("subject").asText());
      assertEquals("order", event.at("/data/cause").asText());
      JsonNode customer = crm.get("/api/v1/customers/ann");
      assertEquals("1250.00", customer.get("total_spent").asText());
      assertEquals(event.at("/data/new_segment").asText(), customer.get("rfm_segment").asText());
      Eventually.await(
          () -> crm.get("/status"), status -> status.at("/connectors/0/rejected").asInt() == 1);
    }
  }

  @Test
  void a_record_that_someone_else_wrote_to_kafka_is_counted_among_the_dead_letters()
      throws Exception {
    try (RunningCrm crm = RunningCrm.start(environment);
        Producer<String, byte[]> stranger =
            new KafkaProducer<>(
                crm.service().kafkaClient(), new StringSerializer(), new ByteArraySerializer())) {
      byte[] garbage = "no json".getBytes(StandardCharsets.UTF_8);

      stranger.send(new ProducerRecord<>(Topics.ORDERS, "default/ann", garbage)).get();

      String counted = "crm_dead_letters_total{reason=\"not-json\",source=\"kafka\"} 1.0";
      Eventually.await(() -> crm.metrics(), metrics -> metrics.contains(counted));
    }
  }

  @Test
  void a_scrape_is_small_explains_each_metric_of_ours_and_has_buckets_of_http() throws Exception {
    try (RunningCrm crm = RunningCrm.start(environment)) {
      crm.get("/api/v1/customers");
      String metrics =
          Eventually.await(
              crm::metrics,
              all ->
                  all.contains("kafka_stream_thread_process_total") && all.contains("le=\"0.1\""));

      assertTrue(metrics.length() < 200_000, metrics.length() + " characters");
      Map<String, String> helps = new TreeMap<>();
      Set<String> ours = new TreeSet<>();
      for (String line : metrics.lines().toList()) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("# HELP ")) {
          helps.put(words[2], words.length > 3 ? words[3].strip() : "");
        } else if (line.startsWith("# TYPE crm_")) {
          ours.add(words[2]);
        }
      }
      assertEquals(
          List.of(), ours.stream().filter(name -> helps.getOrDefault(name, "").isEmpty()).toList());
      assertTrue(ours.contains("crm_bridge_received_total"), "" + ours);
      assertTrue(
          metrics.contains(
              "crm_http_requests_seconds_bucket{method=\"GET\",path=\"/api/v1/customers\""));
    }
  }

  /** Every customer with orders and activity, but for when it was asked. */
  private static String everything(RunningCrm crm) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      String customer = "/api/v1/customers/c" + i;
      all.append(crm.get(customer)).append('\n');
      all.append(crm.get(customer + "/orders?limit=500")).append('\n');
    }
    return all.toString();
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
          RunningCrm.JSON
              .createObjectNode()
              .put("order_id", "o" + i)
              .put("customer_id", "c" + customer)
              .put("ordered_at", at.toString())
              .put("total", total.toPlainString())
              .toString());
      if (i % 9 == 0) {
        BigDecimal amount = i % 27 == 0 ? total : total.min(new BigDecimal("12.34"));
        refundLines.add(
            RunningCrm.JSON
                .createObjectNode()
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
