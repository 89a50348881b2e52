package shop.crm.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** A tenant at one of its limits is told so, and keeps no other from anything. */
class TenantLimitsHttpTest {

  private static final String TENANT = "X-Tenant-ID";
  private static final String EXPORT = ApiPaths.CUSTOMERS + ":export";
  private static final String IMPORT = ApiPaths.CUSTOMERS + ":import";
  private static final String CHANGES = "/api/v1/changes";
  private static final String PREVIEW =
      """
      {"conditions": [{"field": "total_spent", "operator": "gt", "value": 1000}]}""";

  private final TestServer server = new TestServer();

  @BeforeEach
  void limitsHold() {
    server.keys.limited = true;
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void limit(String limits) {
    limit("acme", limits);
  }

  private void limit(String tenant, String limits) {
    String path = ApiPaths.TENANTS + "/" + tenant;
    Reply set = server.json("PUT", path, "{\"limits\": " + limits + "}", TENANT, "x");
    assertEquals(200, set.status(), set.body());
  }

  private static String told(Reply refused) {
    return refused.problem()
        + " "
        + refused.header("retry-after")
        + " "
        + refused.json().path("detail").asText();
  }

  private Reply lines(String tenant, String lines) {
    return server.post(IMPORT, lines, "Content-Type", Described.NDJSON, TENANT, tenant);
  }

  @Test
  void requests_a_second_follow_the_limit_at_once() {
    limit("{\"requests_per_second\": 2}");
    Reply first = server.get(ApiPaths.SEGMENTS, TENANT, "acme");
    server.get(ApiPaths.SEGMENTS, TENANT, "acme");
    Reply third = server.get(ApiPaths.SEGMENTS, TENANT, "acme");

    assertEquals("\"tenant\";q=2;w=1", first.header("ratelimit-policy"));
    assertEquals("429 too-many-requests", third.problem());
    assertEquals("none", server.get(ApiPaths.SEGMENTS, TENANT, "other").header("ratelimit-policy"));
    limit("{\"requests_per_second\": 50}");
    Reply more = server.get(ApiPaths.SEGMENTS, TENANT, "acme");
    assertEquals("200 \"tenant\";q=50;w=1", more.status() + " " + more.header("ratelimit-policy"));
    limit("{}");
    assertEquals("none", server.get(ApiPaths.SEGMENTS, TENANT, "acme").header("ratelimit-policy"));
  }

  @Test
  void a_tenant_with_all_its_readers_of_the_feed_keeps_no_other_from_having_one() {
    limit("{\"feed_readers\": 2}");
    try (EventReader one = EventReader.open(server.port(), CHANGES, TENANT, "acme");
        EventReader two = EventReader.open(server.port(), CHANGES, TENANT, "acme");
        EventReader three = EventReader.open(server.port(), CHANGES, TENANT, "acme");
        EventReader other = EventReader.open(server.port(), CHANGES, TENANT, "other")) {
      assertEquals("200 200", one.reply().status() + " " + two.reply().status());
      assertEquals(
          "429 too-many-at-once 10 A tenant may have 2 readers of the feed at once on an instance",
          told(three.reply()));
      assertEquals(200, other.reply().status());
    }
  }

  @Test
  void a_tenant_that_previews_keeps_no_other_from_it() throws Exception {
    server.state.previewTakes = Duration.ofMinutes(1);
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      send(
          socket,
          "POST "
              + ApiPaths.SEGMENTS
              + "/preview HTTP/1.1\r\nHost: x\r\nX-Tenant-ID: acme\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + PREVIEW.length()
              + "\r\n\r\n"
              + PREVIEW);
      assertTrue(server.state.looks.await(30, TimeUnit.SECONDS));
      server.state.previewTakes = Duration.ZERO;

      assertEquals(
          "429 too-many-at-once 2 A tenant may have 1 previews at once on an instance",
          told(preview("acme")));
      assertEquals(200, preview("other").status());
    }
    assertTrue(server.state.stopped.await(30, TimeUnit.SECONDS));
    assertEquals(200, preview("acme").status());
  }

  private Reply preview(String tenant) {
    return server.json("POST", ApiPaths.SEGMENTS + "/preview", PREVIEW, TENANT, tenant);
  }

  @Test
  void a_tenant_that_does_not_read_its_export_keeps_no_other_from_one() throws IOException {
    String address = "{\"type\":\"other\",\"line1\":\"%s\"}".formatted("x".repeat(200));
    String addresses = String.join(",", Collections.nCopies(20, address));
    String many =
        IntStream.range(0, 3_000)
            .mapToObj(i -> "{\"id\":\"c%d\",\"addresses\":[%s]}\n".formatted(i, addresses))
            .collect(joining());
    assertEquals(200, lines("acme", many).status());
    limit("{\"exports\": 1}");
    String members = ApiPaths.SEGMENTS + "/rfm-champions/customers";
    try (Socket unread = new Socket()) {
      unread.setReceiveBufferSize(8 << 10);
      unread.connect(new InetSocketAddress("127.0.0.1", server.port()));
      send(unread, "GET " + EXPORT + " HTTP/1.1\r\nHost: x\r\nX-Tenant-ID: acme\r\n\r\n");
      assertEquals('H', unread.getInputStream().read());
      String refusal = "429 too-many-at-once 5 A tenant may have 1 exports at once on an instance";

      assertEquals(refusal, told(server.get(EXPORT, TENANT, "acme")));
      assertEquals(refusal, told(server.get(members, TENANT, "acme", "Accept", "text/csv")));
      assertEquals(200, server.get(members, TENANT, "acme").status());
      assertEquals(200, server.get(EXPORT, TENANT, "other").status());
      assertEquals(200, server.get(members, TENANT, "other", "Accept", "text/csv").status());
    }
  }

  @Test
  void a_tenant_whose_imports_do_not_end_keeps_no_other_from_one() throws IOException {
    limit("default", "{\"imports\": 1}");
    String batch =
        IntStream.range(0, 500).mapToObj("{\"id\": \"c%d\"}\n"::formatted).collect(joining());
    try (SlowUpload upload = new SlowUpload(server, 1_000_000)) {
      upload.send(batch);
      upload.await(500);

      assertEquals(
          "429 too-many-at-once 10 A tenant may have 1 imports at once on an instance",
          told(lines("default", "{\"id\": \"two\"}")));
      assertEquals(1, lines("other", "{\"id\": \"two\"}").json().path("created").asInt());
    }
  }

  @Test
  void a_tenant_defines_as_many_segments_as_it_may() {
    limit("{\"segments\": 1}");
    String first = "{\"name\": \"A\", \"type\": \"manual\"}";
    String second = first.replace("A", "B");
    assertEquals(201, server.json("POST", ApiPaths.SEGMENTS, first, TENANT, "acme").status());
    Reply refused = server.json("POST", ApiPaths.SEGMENTS, second, TENANT, "acme");

    assertEquals("409 too-many-segments", refused.problem());
    assertTrue(refused.body().contains("may define 1 segments"), refused.body());
    assertEquals(201, server.json("POST", ApiPaths.SEGMENTS, first, TENANT, "other").status());
    limit("{\"segments\": 2}");
    assertEquals(201, server.json("POST", ApiPaths.SEGMENTS, second, TENANT, "acme").status());
  }

  @Test
  void a_tenant_has_no_more_customers_created_than_it_may() {
    limit("{\"customers\": 2}");
    assertEquals(201, server.create("{\"id\": \"one\"}", TENANT, "acme").status());
    Reply some =
        lines(
            "acme", "{\"id\": \"one\", \"tags\": [\"x\"]}\n{\"id\": \"two\"}\n{\"id\": \"three\"}");

    assertEquals(
        """
        {"received":3,"created":1,"updated":1,"unchanged":0,"failed":1,"errors":[{"line":3,\
        "pointer":"","message":"is one customer more than the tenant may have"}],\
        "errors_truncated":false}""",
        some.body());
    Reply refused = server.create("{\"id\": \"three\"}", TENANT, "acme");
    assertEquals("409 too-many-customers", refused.problem());
    assertEquals(201, server.create("{\"id\": \"three\"}", TENANT, "other").status());
    String one = ApiPaths.CUSTOMERS + "/one";
    assertEquals(200, server.json("PUT", one, "{\"tags\": [\"y\"]}", TENANT, "acme").status());
    assertEquals(204, server.delete(one, TENANT, "acme").status());
    server.later(Duration.ofSeconds(1));
    assertEquals(201, server.create("{\"id\": \"three\"}", TENANT, "acme").status());
    assertEquals(
        List.of("three", "two"),
        server.get(ApiPaths.CUSTOMERS + "?sort=created_at", TENANT, "acme").ids().stream()
            .sorted()
            .toList());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }
}
