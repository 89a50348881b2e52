package shop.crm.benchmarks.fuzz.amqp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import shop.crm.benchmarks.check.BooksCheck;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.check.Health;
import shop.crm.benchmarks.check.OrderBooks;
import shop.crm.benchmarks.check.ScrapedMetrics;
import shop.crm.benchmarks.wire.Answer;
import shop.crm.benchmarks.wire.Caller;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** Publishes malformed messages to a service, and good ones between them. */
public final class AmqpFuzz {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int BETWEEN = 4;
  private static final int BATCH = 100;
  private static final int MOST_PAGES = 200;

  private final ServiceAddresses service;
  private final Optional<String> credential;
  private final String tenant;
  private final Faults faults;
  private final BadMessages messages;
  private final OrderBooks books = new OrderBooks();

  private AmqpFuzz(
      ServiceAddresses service, Optional<String> credential, BadMessages messages, Faults faults) {
    this.service = service;
    this.credential = credential;
    this.messages = messages;
    this.tenant = messages.tenant();
    this.faults = faults;
  }

  /**
   * What was sent.
   *
   * @param bad malformed messages
   * @param good events, of which some went twice
   */
  public record Sent(long bad, long good) {}

  /**
   * Nothing is published yet.
   *
   * @param credential by which what came of it is asked for, if one is needed
   */
  public static AmqpFuzz of(
      ServiceAddresses service, Optional<String> credential, long seed, Faults faults) {
    Instant now = Instant.now();
    BadMessages messages = new BadMessages(seed, "fuzz-amqp-" + now.toEpochMilli(), now);
    return new AmqpFuzz(service, credential, messages, faults);
  }

  /** Publishes the message of a number alone; its bytes, as they are. */
  public static byte[] send(ServiceAddresses service, long seed, long number)
      throws IOException, InterruptedException {
    Instant now = Instant.now();
    BadMessages messages = new BadMessages(seed, "fuzz-amqp-" + now.toEpochMilli(), now);
    BadMessage message = messages.make(number);
    try (Publisher publisher = Publisher.connect(service.amqp())) {
      publisher.publish(message.routingKey(), message.properties(), message.body());
      publisher.confirm();
    }
    return message.body();
  }

  /**
   * Publishes until the time is over, or so many were published, and looks at what came of it.
   *
   * @param most how many malformed messages, about
   */
  public Sent run(Duration time, long most) throws IOException, InterruptedException {
    Intake before = Intake.of(ScrapedMetrics.of(service.internal()));
    long goodMessages = 0;
    try (GoodEvents good = GoodEvents.connect(service.amqp(), tenant, books);
        BadStream bad = new BadStream(service.amqp(), messages)) {
      long end = System.nanoTime() + time.toNanos();
      for (int number = 0; System.nanoTime() < end && bad.published() < most; number++) {
        for (int i = 0; i < BETWEEN; i++) {
          bad.next();
        }
        goodMessages += good.publish(number);
        if (number % BATCH == 0) {
          bad.confirm();
          good.confirm();
          TimeUnit.MILLISECONDS.sleep(BATCH);
        }
      }
      bad.confirm();
      good.confirm();
      settle(before, bad, bad.published() + goodMessages);
      look();
      Health.check(service.http(), "after the messages", faults);
      return new Sent(bad.published(), books.events());
    }
  }

  private void look() throws IOException, InterruptedException {
    try (Caller caller = new Caller(service.http(), tenant, credential)) {
      BooksCheck.check(caller, tenant, books, PATIENCE, faults);
      nothingBadCounts(caller);
    }
  }

  /** What a bridge has done with what it took in. */
  private record Intake(long received, long forwarded, long dead, long reconnects) {

    static Intake of(ScrapedMetrics metrics) {
      return new Intake(
          metrics.sum("crm_bridge_received_total", ""),
          metrics.sum("crm_bridge_forwarded_total", ""),
          metrics.sum("crm_dead_letters_total", "source=\"rabbitmq\""),
          metrics.sum("crm_bridge_reconnects_total", ""));
    }

    Intake since(Intake before) {
      return new Intake(
          received - before.received,
          forwarded - before.forwarded,
          dead - before.dead,
          reconnects - before.reconnects);
    }
  }

  private void settle(Intake before, BadStream bad, long published)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Intake since = Intake.of(ScrapedMetrics.of(service.internal())).since(before);
    while (!settled(since, bad, published) && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(500);
      since = Intake.of(ScrapedMetrics.of(service.internal())).since(before);
    }
    if (!settled(since, bad, published)) {
      faults.add(
          "messages are not accounted for",
          published + " published, " + bad.refused() + " of them to be refused; " + since);
    }
  }

  /** Every message is either an event or a dead letter; where a connection broke, perhaps twice. */
  private static boolean settled(Intake since, BadStream bad, long published) {
    boolean all = bad.uncertain() || since.received() >= published;
    boolean once = bad.uncertain() || since.reconnects() > 0 || since.received() <= published;
    boolean refused = bad.uncertain() || since.dead() >= bad.refused();
    // A part of a message may count while another is a dead letter.
    return all && once && refused && since.forwarded() + since.dead() >= since.received();
  }

  /** Looks among the customers for those that only a message that must be refused names. */
  private void nothingBadCounts(Caller caller) throws IOException {
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      Answer answer = caller.get("/api/v1/customers?sort=-total_spent&limit=100" + cursor);
      JsonNode list = JSON.readTree(answer.body());
      for (JsonNode customer : list.path("items")) {
        String id = customer.path("id").asText();
        if (id.startsWith(BadMessages.REFUSED)) {
          String number = id.substring(BadMessages.REFUSED.length());
          String kind = messages.make(Long.parseLong(number)).kind();
          String where = "--seed " + messages.seed() + " --amqp-only --only " + number;
          faults.add("a malformed message counts", where + "  (" + kind + ")");
        }
      }
      if (!list.path("next_cursor").isTextual()) {
        return;
      }
      cursor = "&cursor=" + list.path("next_cursor").asText();
    }
  }
}
