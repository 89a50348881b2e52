package shop.crm.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.crm.schemas.Topics;
import shop.crm.schemas.event.EventWriter;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.fact.InboundEvent;
import shop.crm.schemas.model.fact.InboundEvent.Head;
import shop.crm.schemas.model.fact.InboundEvent.OrderCancelled;
import shop.crm.schemas.model.fact.InboundEvent.OrderCreated;
import shop.crm.schemas.model.fact.InboundEvent.OrderRefunded;

/**
 * Many customers with their orders, the same ones each time. Most orders are an odd number of half
 * days old, so that nothing that counts whole days changes about them for hours; those of the
 * punctual become a whole number of days old one after the other within {@link #FLIPS}.
 *
 * @param base when all of it is told
 */
record Crowd(List<Buyer> buyers, Instant base) {

  /** For so long after the base the clock moves customers. */
  static final Duration FLIPS = Duration.ofSeconds(30);

  static final List<String> TAGS = List.of("tea", "milk", "cake", "gift", "office");

  private static final int OLDEST = 400;
  private static final String CURRENCY = "UAH";

  /** A customer with all that is known. */
  record Buyer(String id, List<String> tags, boolean emailOptIn, List<Order> orders) {

    CustomerKey key() {
      return new CustomerKey("default", id);
    }

    List<Order> counting() {
      return orders.stream().filter(order -> !order.cancelled()).toList();
    }
  }

  /** An order; amounts in hundredths. */
  record Order(String id, Instant at, long total, long refunded, boolean cancelled) {

    long net() {
      return Math.max(0, total - refunded);
    }
  }

  static Crowd of(int customers, Instant now) {
    Instant base = now.truncatedTo(ChronoUnit.MILLIS);
    return new Crowd(
        IntStream.range(0, customers).mapToObj(number -> buyer(number, base)).toList(), base);
  }

  private static Buyer buyer(int number, Instant base) {
    SplittableRandom random = new SplittableRandom(20_260_101L + number);
    List<String> tags = TAGS.stream().filter(tag -> random.nextInt(4) == 0).toList();
    boolean optIn = random.nextBoolean();
    boolean punctual = random.nextInt(20) == 0;
    List<Order> orders = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      // The past is long, and most of it is not long ago.
      int days = (int) (OLDEST * random.nextDouble() * random.nextDouble());
      Duration beyond =
          punctual
              ? Duration.ofMillis(random.nextLong(FLIPS.toMillis())).negated()
              : Duration.ofHours(12);
      long total = random.nextLong(5, 100_000);
      long refunded = random.nextInt(10) == 0 ? random.nextLong(1, 50_000) : 0;
      orders.add(
          new Order(
              "o-" + number + "-" + i,
              base.minus(Duration.ofDays(days + 1)).minus(beyond),
              total,
              refunded,
              random.nextInt(20) == 0));
    }
    return new Buyer("b-" + number, tags, optIn, List.copyOf(orders));
  }

  /** After this the clock moves nobody for hours. */
  Instant calm() {
    return base.plus(FLIPS).plusSeconds(1);
  }

  /** Writes the profiles, one a line, as the import takes them. */
  void writeProfiles(Path file) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (Buyer buyer : buyers) {
        ObjectNode profile = RunningCrm.JSON.createObjectNode().put("id", buyer.id());
        buyer.tags().forEach(profile.putArray("tags")::add);
        lines.write(profile.put("email_opt_in", buyer.emailOptIn()).toString());
        lines.newLine();
      }
    }
  }

  /** Puts the orders of some customers on their topic, as the bridge would, and what became. */
  void sendOrders(Map<String, Object> kafka, int from, int to) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put("linger.ms", 20);
    config.put("batch.size", 128 << 10);
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (Buyer buyer : buyers.subList(from, to)) {
        for (Order order : buyer.orders()) {
          events(buyer, order)
              .forEach(
                  event ->
                      producer.send(
                          new ProducerRecord<>(
                              Topics.ORDERS,
                              buyer.key().toString(),
                              EventWriter.write(event, CURRENCY))));
        }
      }
    }
  }

  private static List<InboundEvent> events(Buyer buyer, Order order) {
    List<InboundEvent> events = new ArrayList<>();
    events.add(
        new OrderCreated(head(buyer, order, "c"), order.id(), new Money(order.total()), List.of()));
    if (order.refunded() > 0) {
      events.add(
          new OrderRefunded(head(buyer, order, "r"), order.id(), "r", new Money(order.refunded())));
    }
    if (order.cancelled()) {
      events.add(new OrderCancelled(head(buyer, order, "x"), order.id(), Optional.empty()));
    }
    return events;
  }

  private static Head head(Buyer buyer, Order order, String kind) {
    return new Head(kind + "-" + order.id(), buyer.key(), order.at(), "oms");
  }
}
