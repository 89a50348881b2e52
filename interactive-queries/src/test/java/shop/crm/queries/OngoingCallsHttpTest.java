package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.connectors.postgres.ProfileQuery;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderState;
import shop.crm.schemas.model.order.OrderState.Created;

/** A credential that is revoked while a long body comes in or a long answer goes out. */
@Timeout(60)
class OngoingCallsHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String VIP = "/api/v1/segments/vip/customers";
  private static final String CALLER = TestCredentials.of("acme", TestCredentials.ALL);
  private static final String ADMIN = TestCredentials.ofPlatform(TestCredentials.ALL);

  private final TestCredentials credentials = new TestCredentials();
  private final TestServer server = new TestServer(credentials);

  @AfterEach
  void stop() {
    server.close();
  }

  private static String lines(int from, int to) {
    String tag = "t".repeat(64);
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"id\": \"c-%04d\", \"tags\": [\"%s\"]}\n".formatted(i, tag))
        .collect(Collectors.joining());
  }

  private void fill() {
    String body = lines(0, 1_000);
    Reply reply =
        server.post(
            CUSTOMERS + ":import",
            body,
            "Content-Type",
            Described.NDJSON,
            "Authorization",
            ADMIN,
            "X-Tenant-ID",
            "acme");
    assertEquals(200, reply.status(), reply.body());
    putAll();
    CustomerKey anna = new CustomerKey("acme", "anna");
    server.state.customers.put(anna, Shop.anna());
    server.state.orders.put(anna, orders());
  }

  private void putAll() {
    server.json(
        "POST", "/api/v1/segments", SegmentCalls.manual("vip", "VIP"), "Authorization", CALLER);
    for (int from = 0; from < 1_000; from += 500) {
      String ids =
          IntStream.range(from, from + 500)
              .mapToObj("\"c-%04d\""::formatted)
              .collect(Collectors.joining(","));
      Reply reply =
          server.json("POST", VIP, "{\"customer_ids\":[" + ids + "]}", "Authorization", CALLER);
      assertEquals(200, reply.status(), reply.body());
    }
  }

  private static List<OrderState> orders() {
    return IntStream.range(0, 2_000)
        .mapToObj(
            i ->
                new OrderState(
                    "o" + i,
                    Optional.of(
                        new Created("e", TestServer.NOW.minusSeconds(i), Money.ZERO, List.of())),
                    Optional.empty(),
                    Optional.empty(),
                    List.of()))
        .toList();
  }

  /** All that comes of an answer until its end, or until the connection is cut. */
  private String read(String path) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                      + CALLER
                      + (path.equals(VIP) ? "\r\nAccept: text/csv" : "")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CUSTOMERS + ":export", CUSTOMERS + "/anna/export", VIP})
  void an_export_is_cut_off_and_does_not_look_complete(String path) throws IOException {
    fill();
    String whole = read(path);
    // It is let in, and so are two parts of the answer.
    credentials.revokeAfter(CALLER, 3);
    String part = read(path);

    assertTrue(whole.endsWith("\r\n0\r\n\r\n"), "the answer is not complete");
    assertTrue(part.startsWith("HTTP/1.1 200"), part);
    assertFalse(part.endsWith("\r\n0\r\n\r\n"), "the answer looks complete");
    assertTrue(2 * part.length() < whole.length(), part.length() + " of " + whole.length());
  }

  @Test
  void an_import_takes_no_more_lines_and_the_audit_log_says_so() throws IOException {
    String begin = lines(0, 500);
    try (SlowUpload upload =
        new SlowUpload(server, 10 * begin.length(), "Authorization: " + CALLER + "\r\n")) {
      upload.send(begin);
      upload.await("acme", 500);
      credentials.revoke(CALLER);
      upload.send(lines(500, 1_000));
      String answer = upload.answer();

      assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
      assertTrue(answer.contains("bad-credential"), answer);
    }
    assertEquals(500, server.profiles.list("acme", ProfileQuery.all(2_000)).size());
    assertEquals(List.of("refused 401", "ok 200"), audited());
  }

  private List<String> audited() {
    server.auditWritten();
    List<String> lines = new ArrayList<>();
    server
        .get("/api/v1/audit", "Authorization", ADMIN, "X-Tenant-ID", "acme")
        .json()
        .get("items")
        .forEach(
            line -> lines.add(line.path("outcome").asText() + " " + line.path("status").asText()));
    return lines;
  }

  @Test
  void a_change_whose_body_comes_slowly_is_not_made() {
    credentials.revokeAfter(CALLER, 1);
    Reply reply = server.create("{\"id\": \"bob\"}", "Authorization", CALLER);

    assertEquals("401 bad-credential", reply.problem());
    assertEquals(List.of(), server.profiles.list("acme", ProfileQuery.all(1)));
  }
}
