package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.Json;
import shop.crm.queries.http.filter.Compression;

class CompressionHttpTest {

  private static final String CUSTOMERS = "/api/v1/customers";
  private static final String IMPORT = CUSTOMERS + ":import";

  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      lines.append("{\"id\":\"c-%d\"}%n".formatted(i));
    }
    server.post(IMPORT, lines.toString(), "Content-Type", "application/x-ndjson");
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private HttpResponse<byte[]> get(String path, String accepted) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return http.send(
        HttpRequest.newBuilder(uri).header("Accept-Encoding", accepted).build(),
        BodyHandlers.ofByteArray());
  }

  private static byte[] compressed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] compressed(String content) throws IOException {
    return compressed(content.getBytes(StandardCharsets.UTF_8));
  }

  private static String inflated(byte[] content) throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes(),
        StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CUSTOMERS + "?limit=100",
        CUSTOMERS + ":export",
        "/openapi.json",
        "/",
        CUSTOMERS + "/c-1/export",
        CUSTOMERS + "/nobody",
        CUSTOMERS + "/anna"
      })
  void who_accepts_gzip_gets_the_same_in_fewer_bytes_where_that_is_worth_it(String path)
      throws Exception {
    Reply plain = server.get(path);
    HttpResponse<byte[]> answer = get(path, "br, gzip");
    boolean streamed = path.endsWith("export");
    boolean long_ = streamed || plain.body().length() >= Compression.LEAST;

    assertEquals(
        long_ ? "gzip" : "none", answer.headers().firstValue("content-encoding").orElse("none"));
    assertEquals(
        plain.body(),
        long_ ? inflated(answer.body()) : new String(answer.body(), StandardCharsets.UTF_8));
    assertTrue(streamed || !long_ || answer.body().length < plain.body().length() / 2);
    assertTrue(answer.headers().firstValue("vary").orElse("").contains("Accept-Encoding"));
    assertTrue(plain.header("vary").contains("Accept-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "GZIP;q=0.5", "x-gzip", "*", "deflate, gzip;q=1.0", "*;q=0.1, br;q=0"})
  void gzip_is_accepted_in_many_ways(String accepted) throws Exception {
    assertEquals(
        "gzip", get("/openapi.json", accepted).headers().firstValue("content-encoding").orElse(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=x", ""})
  void who_does_not_accept_it_gets_what_there_is(String accepted) throws Exception {
    HttpResponse<byte[]> answer = get("/openapi.json", accepted);

    assertEquals("none", answer.headers().firstValue("content-encoding").orElse("none"));
    assertEquals('{', answer.body()[0]);
  }

  @Test
  void what_is_compressed_has_a_tag_of_its_own_that_is_known_again() throws Exception {
    String plain = server.get("/openapi.json").header("etag");
    String tag = get("/openapi.json", "gzip").headers().firstValue("etag").orElseThrow();

    assertEquals(plain.replaceFirst("\"$", "-gzip\""), tag);
    assertEquals(304, server.get("/openapi.json", "If-None-Match", tag).status());
  }

  @Test
  void events_are_not_kept_back() {
    try (EventReader reader =
        EventReader.open(server.port(), "/api/v1/changes", "Accept-Encoding", "gzip")) {
      assertEquals("none", reader.reply().header("content-encoding"));
    }
  }

  private Reply send(byte[] body, String path, String type, String encoding) {
    return server.send(
        "POST",
        path,
        BodyPublishers.ofByteArray(body),
        "Content-Type",
        type,
        "Content-Encoding",
        encoding);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "x-gzip"})
  void a_compressed_body_is_taken(String encoding) throws IOException {
    assertEquals(
        201, send(compressed("{\"id\":\"zip\"}"), CUSTOMERS, Json.MEDIA_TYPE, encoding).status());
    Reply imported = send(compressed("id,first_name\nzip,Zoe\n"), IMPORT, "text/csv", encoding);
    assertEquals(1, imported.json().path("updated").asInt(), imported.body());
    assertEquals("Zoe", server.get(CUSTOMERS + "/zip").json().path("first_name").asText());
  }

  @Test
  void one_that_is_sent_as_it_is_may_say_so() {
    assertEquals(
        201,
        send("{}".getBytes(StandardCharsets.UTF_8), CUSTOMERS, Json.MEDIA_TYPE, "identity")
            .status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
  void another_encoding_is_refused_and_the_right_one_named(String encoding) {
    Reply reply = send(new byte[] {1, 2, 3}, CUSTOMERS, Json.MEDIA_TYPE, encoding);

    assertEquals("415 unsupported-encoding", reply.problem());
    assertEquals("gzip, identity", reply.header("accept-encoding"));
  }

  @Test
  void what_is_no_gzip_is_malformed() throws IOException {
    byte[] right = compressed("{\"id\":\"zip\"}");

    for (byte[] body :
        new byte[][] {"{}".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(right, 15)}) {
      assertEquals(
          "400 malformed-request", send(body, CUSTOMERS, Json.MEDIA_TYPE, "gzip").problem());
    }
    assertEquals(404, server.get(CUSTOMERS + "/zip").status());
  }

  @Test
  void little_does_not_stand_for_very_much() throws IOException {
    byte[] bomb = compressed(new byte[64 << 20]);

    assertEquals("413 too-large", send(bomb, CUSTOMERS, Json.MEDIA_TYPE, "gzip").problem());
    assertEquals("413 too-large", send(bomb, IMPORT, "application/x-ndjson", "gzip").problem());
  }
}
