package shop.crm.queries.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.connection.PeerHttp;
import shop.crm.queries.live.earlier.EarlierInstances;
import shop.crm.queries.live.question.MigrationsQuestion;
import shop.crm.queries.live.question.Part;
import shop.crm.queries.live.question.QuestionJson;
import shop.crm.schemas.model.customer.DayMigrations;

/** Asks an instance that answers what it was told to; everything else is an unknown path to it. */
class PeerClientTest {

  private static final MigrationsQuestion QUESTION = new MigrationsQuestion("shop", 1, 2);
  private static final String OLD = "GET /internal/migrations?tenant=shop&from=1&to=2";
  private static final String NEW = "POST /internal/questions";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Map<String, String> answers = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong nanoTime = new AtomicLong();
  private final PeerClient client =
      new PeerClient(
          Optional.empty(), PeerHttp.of(Optional.empty()), new EarlierInstances(nanoTime::get));
  private HttpServer server;
  private HostInfo instance;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    instance = new HostInfo("127.0.0.1", server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    asked.add(body.length == 0 ? call : call + " " + new String(body, StandardCharsets.UTF_8));
    Optional<String> answer = Optional.ofNullable(answers.get(call));
    byte[] bytes = answer.orElse("{}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void close() {
    client.close();
    server.stop(0);
  }

  @Test
  void an_instance_is_asked_the_question_itself() throws Exception {
    answers.put(
        NEW, "{\"partitions\":[{\"partition\":4,\"as_of\":\"2026-03-01T12:00:00Z\",\"days\":{}}]}");

    assertEquals(List.of(new Part<>(4, NOW, Map.of())), client.ask(instance, QUESTION));
    assertEquals(
        List.of(NEW + " {\"question\":\"migrations/1\",\"tenant\":\"shop\",\"from\":1,\"to\":2}"),
        asked);
  }

  @Test
  void one_of_the_earlier_release_is_asked_by_its_own_route_until_it_is_upgraded()
      throws Exception {
    answers.put(OLD, "[{\"partition\":4,\"days\":{}}]");
    List<Part<Map<Integer, DayMigrations>>> told = List.of(new Part<>(4, Instant.EPOCH, Map.of()));
    String question = NEW + " " + new String(QuestionJson.toJson(QUESTION), StandardCharsets.UTF_8);

    assertEquals(told, client.ask(instance, QUESTION));
    assertEquals(told, client.ask(instance, QUESTION));
    answers.put(
        NEW, "{\"partitions\":[{\"partition\":4,\"as_of\":\"2026-03-01T12:00:00Z\",\"days\":{}}]}");
    assertEquals(told, client.ask(instance, QUESTION));
    nanoTime.addAndGet(EarlierInstances.REMEMBERED.toNanos());
    assertEquals(List.of(new Part<>(4, NOW, Map.of())), client.ask(instance, QUESTION));
    assertEquals(List.of(question, OLD, OLD, OLD, question), asked);
  }

  @Test
  void whatever_else_it_says_is_no_answer() {
    answers.put(NEW, "{\"partitions\":[{\"partition\":4}]}");

    assertThrows(IOException.class, () -> client.ask(instance, QUESTION));
    answers.clear();
    assertThrows(IOException.class, () -> client.ask(instance, QUESTION));
  }
}
