package shop.crm.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.connection.http2.Frame;
import shop.crm.queries.connection.http2.FrameClient;
import shop.crm.queries.connection.http2.FrameClient.Answer;
import shop.crm.queries.connection.http2.Http2Settings;
import shop.crm.queries.feed.FeedSettings;
import shop.crm.queries.feed.Moves;

/** The service over one connection of HTTP/2. */
class Http2HttpTest {

  private static final int TIER = 1;
  private static final String CUSTOMERS = "/api/v1/customers";
  private static final String[] JSON = {"content-type", "application/json"};

  private TestServer server;
  private FrameClient client;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    client = new FrameClient(server.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  private Answer get(String path, String... fields) throws IOException {
    return client.answer(client.ask("GET", path, fields));
  }

  private Answer send(String method, String path, byte[] body, String... fields)
      throws IOException {
    int id = client.begin(method, path, fields);
    client.data(id, body, true);
    return client.answer(id);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void seven_tabs_with_their_feeds_leave_room_for_requests() throws IOException {
    List<Integer> feeds = new ArrayList<>();
    for (int tab = 0; tab < 7; tab++) {
      int feed = client.ask("GET", "/api/v1/changes");
      client.await(feed, answer -> answer.text().contains("\nid: "));
      feeds.add(feed);
    }
    for (int tab = 0; tab < 7; tab++) {
      assertEquals("200", get(CUSTOMERS + "/anna").status());
    }
    server.changes.append(TIER, Moves.toSilver("default/ann", 2));

    for (int feed : feeds) {
      Answer answer = client.await(feed, it -> it.text().contains("event: customer.tier_changed"));
      assertEquals("200", answer.status());
      assertEquals("text/event-stream", answer.field("content-type"));
      assertEquals("", answer.field("connection"));
      assertEquals(Optional.empty(), answer.reset());
    }
  }

  @Test
  void what_is_written_is_read() throws IOException {
    byte[] customer = bytes("{\"id\":\"h-2\",\"email\":\"h2@example.com\"}");

    Answer created = send("POST", CUSTOMERS, customer, JSON);
    Answer changed = send("PATCH", CUSTOMERS + "/h-2", bytes("{\"email\":null}"), JSON);
    Answer head = client.answer(client.ask("HEAD", CUSTOMERS + "/anna"));
    Answer got = get(CUSTOMERS + "/anna", "x-request-id", "r-1");

    assertEquals("201", created.status());
    assertEquals("200", changed.status());
    assertEquals("", head.text());
    assertEquals("200", head.status());
    assertEquals("r-1", got.field("x-request-id"));
    assertEquals(head.field("etag"), got.field("etag"));
    assertEquals("304", get(CUSTOMERS + "/anna", "if-none-match", got.field("etag")).status());
  }

  @Test
  void faults_are_told_as_in_any_version_and_the_connection_goes_on() throws IOException {
    assertEquals("404", get("/nothing").status());
    assertEquals("400", get(CUSTOMERS + "?limit=x").status());
    assertEquals("405", client.answer(client.ask("TRACE", CUSTOMERS)).status());
    assertEquals(
        "415", send("POST", CUSTOMERS, bytes("{}"), "content-type", "text/plain").status());
    assertEquals("403", get(CUSTOMERS, "origin", "https://evil.example").status());
    Answer problem = send("POST", CUSTOMERS, bytes("{"), JSON);
    assertEquals("400", problem.status());
    assertEquals("application/problem+json", problem.field("content-type"));
  }

  @Test
  void a_body_that_is_too_large_is_refused_and_the_rest_of_it_not_wanted() throws IOException {
    int id =
        client.begin(
            "POST", CUSTOMERS, "content-type", "application/json", "content-length", "99999999");

    Answer answer = client.answer(id);
    assertEquals("413", answer.status());
    assertTrue(answer.isEnded());
    client.data(id, new byte[16_384], false);
    assertEquals(H2Error.NO_ERROR, client.reset(id));
    assertEquals("200", get(CUSTOMERS).status());
  }

  @Test
  void bodies_are_compressed_both_ways() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes("{\"id\":\"h-3\",\"tags\":[\"" + "x".repeat(60) + "\"]}"));
    }
    Answer created =
        send(
            "POST",
            CUSTOMERS,
            packed.toByteArray(),
            "content-type",
            "application/json",
            "content-encoding",
            "gzip");
    Answer document = get("/openapi.json", "accept-encoding", "gzip");

    assertEquals("201", created.status());
    assertEquals("gzip", document.field("content-encoding"));
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(document.body())).readAllBytes();
    assertTrue(plain.length > document.body().length);
  }

  /** The thread that writes to it is interrupted: what others write goes on. */
  @Test
  void a_feed_that_nobody_takes_ends_alone() throws IOException {
    FeedSettings hasty =
        new FeedSettings(
            3,
            FeedSettings.RingSize.STANDARD,
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMillis(1),
            2,
            Duration.ofMinutes(1));
    try (TestServer other = new TestServer(hasty);
        FrameClient slow = new FrameClient(other.port(), Http2Settings.INITIAL_WINDOW_SIZE, 0)) {
      assertEquals(H2Error.INTERNAL_ERROR, slow.reset(slow.ask("GET", "/api/v1/changes")));

      int next = slow.next();
      slow.write(
          Frame.headers(next, slow.request("GET", "/health/live"), true),
          Frame.windowUpdate(next, 10_000));
      assertEquals("200", slow.answer(next).status());
    }
  }

  @Test
  void the_internal_port_speaks_it_too() throws IOException {
    try (FrameClient metrics = new FrameClient(server.internalPort())) {
      Answer answer = metrics.answer(metrics.ask("GET", "/metrics"));
      assertTrue(answer.text().contains("crm_http_connections"), answer.text());
    }
  }

  @Test
  void a_server_that_stops_says_so_and_ends_feeds() throws IOException {
    int feed = client.ask("GET", "/api/v1/changes");
    client.await(feed, answer -> answer.text().contains("\nid: "));

    server.stop();

    assertEquals(Optional.of(H2Error.NO_ERROR), client.end());
  }
}
