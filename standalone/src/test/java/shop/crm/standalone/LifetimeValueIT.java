package shop.crm.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.standalone.Marketer.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;

/** A model is fitted to a shop's customers and answers for each of them. */
class LifetimeValueIT {

  private static final int CUSTOMERS = 200;
  private static final int OLDEST = 400;

  @TempDir private Path data;

  @Test
  void a_model_is_fitted_on_request_predicts_and_fills_a_segment() throws Exception {
    Map<String, String> settings = RunningCrm.settings(data);
    try (RunningCrm crm = RunningCrm.start(settings)) {
      Marketer marketer = new Marketer(crm.http());
      int orders = sendOrders(crm.service().kafkaClient());
      Eventually.await(
          () -> crm.get("/api/v1/analytics/overview"), it -> it.get("orders").asInt() == orders);
      assertEquals(202, crm.send("POST", "/api/v1/analytics/clv/fit", "").statusCode());
      JsonNode model =
          Eventually.await(() -> crm.get("/api/v1/analytics/clv"), it -> !it.get("model").isNull())
              .get("model");
      assertEquals(CUSTOMERS, model.get("customers").asInt());

      marketer.define("alive", leaf("probability_alive", "gte", 0.5));
      List<String> alive = members(crm);
      List<String> expected = new ArrayList<>();
      for (int number = 0; number < CUSTOMERS; number++) {
        JsonNode of = crm.get(RunningCrm.CUSTOMERS + "/b-" + number + "/clv").get("predicted");
        if (of.get(1).get("probability_alive").asDouble() >= 0.5) {
          expected.add("b-" + number);
        }
      }
      assertEquals(expected.stream().sorted().toList(), alive);
      assertTrue(alive.size() > 5 && alive.size() < CUSTOMERS, "alive: " + alive.size());
      sortedByValue(crm);
      assertEquals(0, crm.command("audit"));
    }
  }

  private static List<String> members(RunningCrm crm) throws Exception {
    List<String> members = new ArrayList<>();
    crm.get(Marketer.SEGMENTS + "/alive/customers?limit=500")
        .get("items")
        .forEach(it -> members.add(it.get("id").asText()));
    return members.stream().sorted().toList();
  }

  private static void sortedByValue(RunningCrm crm) throws Exception {
    List<Double> values = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = crm.get(RunningCrm.CUSTOMERS + "?sort=-predicted_clv_365&limit=70" + cursor);
      for (JsonNode customer : page.get("items")) {
        String path = RunningCrm.CUSTOMERS + "/" + customer.get("id").asText() + "/clv";
        values.add(crm.get(path + "?horizon_days=365").at("/predicted/0/value").asDouble());
      }
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asText();
    } while (!cursor.isEmpty());
    assertEquals(CUSTOMERS, values.size());
    assertEquals(values.stream().sorted((a, b) -> Double.compare(b, a)).toList(), values);
  }

  /** Each buys at a pace of their own, and at each order may have had enough. */
  private static int sendOrders(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    Instant now = Instant.now();
    int sent = 0;
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < CUSTOMERS; number++) {
        SplittableRandom random = new SplittableRandom(number);
        CustomerKey key = new CustomerKey("default", "b-" + number);
        double pace = 10 + 60 * random.nextDouble();
        double daysAgo = 1 + OLDEST * random.nextDouble();
        boolean stays = true;
        for (int order = 0; daysAgo > 1 && stays; order++) {
          Instant at = now.minus(Duration.ofMinutes((long) (daysAgo * 24 * 60)));
          String id = "o-" + number + "-" + order;
          OrderCreated created =
              new OrderCreated(
                  new Head("e-" + id, key, at, "oms"),
                  id,
                  new Money(random.nextLong(500, 50_000)),
                  List.of());
          producer.send(
              new ProducerRecord<>(
                  Topics.ORDERS, key.toString(), EventWriter.write(created, "UAH")));
          sent++;
          daysAgo += pace * Math.log(random.nextDouble());
          stays = random.nextInt(5) > 0;
        }
      }
    }
    return sent;
  }
}
