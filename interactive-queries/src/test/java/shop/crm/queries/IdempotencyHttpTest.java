package shop.crm.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

class IdempotencyHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String ENTRIES = CUSTOMERS + "/bob/loyalty/entries";
  private static final String BOB = "{\"id\": \"bob\", \"email\": \"bob@example.org\"}";
  private static final String ADJUST = "{\"type\": \"adjust\", \"points\": 5, \"reason\": \"hi\"}";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply create(String body, String key) {
    return server.create(body, "Idempotency-Key", key);
  }

  private Reply enter(String body, String key) {
    return server.json("POST", ENTRIES, body, "Idempotency-Key", key);
  }

  private static List<String> told(Reply reply) {
    return List.of(
        "" + reply.status(),
        reply.header("location"),
        reply.header("etag"),
        reply.header("content-type"),
        reply.body());
  }

  @Test
  void the_same_key_and_body_gets_the_first_answer_again() {
    Reply first = create("{\"first_name\": \"Bob\"}", "k-1");
    server.json("PATCH", first.header("location"), "{\"first_name\": \"Rob\"}");
    Reply again = create("{\"first_name\": \"Bob\"}", "k-1");

    assertEquals(201, first.status());
    assertEquals(told(first), told(again));
    assertEquals(1, server.get(CUSTOMERS).ids().size());
  }

  @Test
  void the_first_answer_outlives_the_server() {
    Reply customer = create(BOB, "k-1");
    Reply entry = enter(ADJUST, "k-2");
    server.restart();

    assertEquals(told(customer), told(create(BOB, "k-1")));
    assertEquals(told(entry), told(enter(ADJUST, "k-2")));
    assertEquals(
        5, server.get(CUSTOMERS + "/bob/loyalty").json().get("balance").asInt(), "entered twice");
  }

  @Test
  void the_same_key_with_another_body_or_for_another_path_is_refused() {
    create(BOB, "k-1");

    assertEquals("422 idempotency-key-reused", create("{\"id\": \"rob\"}", "k-1").problem());
    assertEquals("422 idempotency-key-reused", enter(ADJUST, "k-1").problem());
    assertEquals(List.of("bob"), server.get(CUSTOMERS).ids());
  }

  @Test
  void keys_are_a_tenants_own() {
    create(BOB, "k-1");
    Reply theirs =
        server.create("{\"id\": \"rob\"}", "Idempotency-Key", "k-1", "X-Tenant-ID", "other");

    assertEquals("201 rob", theirs.status() + " " + theirs.json().get("id").asText());
  }

  @Test
  void what_failed_can_be_tried_again_under_its_key() {
    create(BOB, "k-1");
    Reply conflict = create("{\"id\": \"rob\", \"email\": \"BOB@example.org\"}", "k-2");
    server.json("PATCH", CUSTOMERS + "/bob", "{\"email\": null}");
    Reply again = create("{\"id\": \"rob\", \"email\": \"BOB@example.org\"}", "k-2");

    assertEquals("409 already-there", conflict.problem());
    assertEquals(201, again.status());
  }

  @Test
  void a_kept_answer_is_personal_data_and_goes_with_its_customer() {
    Reply first = create("{\"first_name\": \"Bob\"}", "k-1");
    assertEquals(204, server.delete(first.header("location")).status());
    Reply second = create("{\"first_name\": \"Bob\"}", "k-1");

    assertEquals(201, second.status());
    assertNotEquals(first.json().get("id"), second.json().get("id"));
    assertEquals("404 unknown-customer", server.get(first.header("location")).problem());
  }

  @Test
  void of_requests_with_one_key_at_the_same_time_one_does_the_work()
      throws ExecutionException, InterruptedException {
    server.create(BOB);
    Set<String> bodies = new HashSet<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        replies.add(clients.submit(() -> enter(ADJUST, "k-1")));
      }
      for (Future<Reply> reply : replies) {
        bodies.add(reply.get().status() + " " + reply.get().body());
      }
    }

    assertEquals(1, bodies.size(), bodies::toString);
    assertEquals(5, server.get(CUSTOMERS + "/bob/loyalty").json().get("balance").asInt());
  }

  @Test
  void an_import_is_answered_again_without_being_done_again() {
    String key = "k-1";
    Reply first = imported("{\"id\": \"bob\", \"first_name\": \"Bob\"}\n{}", key);
    server.json("PATCH", CUSTOMERS + "/bob", "{\"first_name\": \"Rob\"}");
    server.restart();
    Reply again = imported("{\"id\": \"bob\", \"first_name\": \"Bob\"}\n{}", key);

    assertEquals(told(first), told(again));
    assertEquals("Rob", server.get(CUSTOMERS + "/bob").json().get("first_name").asText());
    assertEquals("422 idempotency-key-reused", imported("{\"id\": \"bob\"}", key).problem());
  }

  @Test
  void an_import_with_a_key_that_announces_too_much_is_refused_before_it_comes()
      throws IOException {
    try (SlowUpload upload = new SlowUpload(server, (64 << 20) + 1, "Idempotency-Key: k-1\r\n")) {
      assertTrue(upload.answer().startsWith("HTTP/1.1 413"));
    }
  }

  @Test
  void an_import_with_a_key_that_never_ends_is_refused_once_it_is_too_long() throws IOException {
    byte[] chunk = ("400\r\n{\"id\": \"bob\"}" + " ".repeat(1_010) + "\n\r\n").getBytes(UTF_8);
    String answer;
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      out.write(
          ("POST "
                  + CUSTOMERS
                  + ":import HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                  + "Idempotency-Key: k-1\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(UTF_8));
      for (int kibibyte = 0; kibibyte <= 64 << 10; kibibyte++) {
        out.write(chunk);
      }
      out.flush();
      answer = new String(socket.getInputStream().readNBytes(12), UTF_8);
    }

    assertEquals("HTTP/1.1 413", answer);
    assertEquals(200, imported("{\"id\": \"bob\"}", "k-1").status());
  }

  private Reply imported(String body, String key) {
    return server.post(
        CUSTOMERS + ":import",
        body,
        "Content-Type",
        "application/x-ndjson",
        "Idempotency-Key",
        key);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void a_key_that_is_empty_or_too_long_is_malformed(int length) {
    assertEquals("400 malformed-request", create(BOB, "k".repeat(length)).problem());
    assertEquals(List.of(), server.get(CUSTOMERS).ids());
  }

  @Test
  void the_longest_key_is_taken() {
    assertEquals(201, create(BOB, "k".repeat(255)).status());
  }
}
