package shop.crm.benchmarks.measure;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import shop.crm.benchmarks.Figure;
import shop.crm.benchmarks.Medians;
import shop.crm.benchmarks.load.HttpLoad;
import shop.crm.benchmarks.load.KafkaLoad;
import shop.crm.benchmarks.load.OrderTraffic;
import shop.crm.schemas.Topics;

/** Reads of one customer over HTTP, beside a route that always answers the same. */
public final class HttpMeasurement {

  private static final double TARGET = 0.5;
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String APPLICATION = "crm";
  private static final String CUSTOMER = "customer";
  private static final String CONSTANT = "constant";

  private final int connections;

  private HttpMeasurement(int connections) {
    this.connections = connections;
  }

  /** What a round did. */
  private record Load(double perSecond, Latencies latencies) {}

  private interface Paths {
    String next(SplittableRandom random);
  }

  /**
   * Measures.
   *
   * @param customers how many there are, about
   * @param connections that ask at once, each again as soon as it is answered
   * @param rounds how often each is run; the medians count
   */
  public static List<Figure> run(int customers, int connections, int rounds, Consumer<String> watch)
      throws IOException, TimeoutException, InterruptedException, ExecutionException {
    try (RunningService running = RunningService.start()) {
      List<String> paths = fill(running, customers);
      URI service = running.service().endpoints().http();
      int bytes;
      try (HttpLoad one = new HttpLoad(service)) {
        bytes = one.get(paths.getFirst()).bytes();
      }
      WebServer constant = constantServer(bytes);
      try {
        URI other = URI.create("http://127.0.0.1:" + constant.port());
        return new HttpMeasurement(connections)
            .measure(service, paths, other, bytes, rounds, watch);
      } finally {
        constant.stop();
      }
    }
  }

  private List<Figure> measure(
      URI service, List<String> paths, URI constant, int bytes, int rounds, Consumer<String> watch)
      throws IOException, InterruptedException, ExecutionException {
    Medians medians = new Medians();
    // The first round warms up.
    for (int round = 0; round <= rounds; round++) {
      Load reads = load(service, random -> paths.get(random.nextInt(paths.size())));
      Load same = load(constant, _ -> "/constant");
      watch.accept(
          "round %d: customer %,.0f/s, constant %,.0f/s"
              .formatted(round, reads.perSecond, same.perSecond));
      if (round > 0) {
        note(medians, CUSTOMER, reads);
        note(medians, CONSTANT, same);
      }
    }
    return List.of(
        Figure.of("GET customer, " + connections + " connections", medians.of(CUSTOMER), "req/s"),
        Figure.of("GET customer, p50", medians.of(CUSTOMER + 50), "ms"),
        Figure.of("GET customer, p99", medians.of(CUSTOMER + 99), "ms"),
        Figure.of("constant route, " + bytes + " bytes", medians.of(CONSTANT), "req/s"),
        Figure.of("constant route, p50", medians.of(CONSTANT + 50), "ms"),
        Figure.of("constant route, p99", medians.of(CONSTANT + 99), "ms"),
        Figure.atLeast(
            "GET customer / constant route", medians.of(CUSTOMER) / medians.of(CONSTANT), TARGET));
  }

  private static void note(Medians medians, String name, Load load) {
    medians.add(name, load.perSecond);
    medians.add(name + 50, load.latencies.percentileMillis(50));
    medians.add(name + 99, load.latencies.percentileMillis(99));
  }

  private Load load(URI server, Paths paths)
      throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      long start = System.nanoTime();
      List<Future<Latencies>> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        SplittableRandom random = new SplittableRandom(i);
        Callable<Latencies> asking = () -> ask(server, paths, random, start + ROUND.toNanos());
        open.add(threads.submit(asking));
      }
      Latencies all = new Latencies();
      for (Future<Latencies> each : open) {
        all.addAll(each.get());
      }
      return new Load(all.count() * 1e9 / (System.nanoTime() - start), all);
    }
  }

  private static Latencies ask(URI server, Paths paths, SplittableRandom random, long endNanos)
      throws IOException {
    Latencies latencies = new Latencies();
    try (HttpLoad connection = new HttpLoad(server)) {
      for (long begin = System.nanoTime(); begin < endNanos; begin = System.nanoTime()) {
        HttpLoad.Answer answer = connection.get(paths.next(random));
        if (answer.status() != 200) {
          throw new IllegalStateException("answered " + answer.status());
        }
        latencies.add(System.nanoTime() - begin);
      }
    }
    return latencies;
  }

  /** Lets so many customers order about twice, and waits until the service has all of it. */
  private static List<String> fill(RunningService running, int customers)
      throws InterruptedException, ExecutionException {
    OrderTraffic traffic = new OrderTraffic(2 * customers, 0, customers, Instant.now());
    var client = running.service().kafkaClient();
    KafkaLoad.send(client, traffic, running.service().topology().currency());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (Admin admin = Admin.create(client)) {
      Backlog backlog = new Backlog(admin);
      while (backlog.committed(APPLICATION, Topics.ORDERS) < traffic.events()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the service did not take the history");
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    return traffic.customersSeen().stream()
        .map(customer -> "/api/v1/customers/" + customer.customer())
        .toList();
  }

  private static WebServer constantServer(int bytes) {
    String json = "{\"padding\":\"" + "x".repeat(Math.max(0, bytes - 14)) + "\"}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .shutdownHook(false)
        .routing(
            routing ->
                routing.get(
                    "/constant",
                    (request, response) -> {
                      response.header(HeaderNames.CONTENT_TYPE, "application/json");
                      response.send(body);
                    }))
        .build()
        .start();
  }
}
