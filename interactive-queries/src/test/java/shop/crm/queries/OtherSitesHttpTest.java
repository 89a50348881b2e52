package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser on this machine can be made to send by a page of somebody else. */
class OtherSitesHttpTest {

  private static final String RECALCULATE = "POST /api/v1/analytics/rfm/recalculate";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int status(String request, String... fields) throws IOException {
    String head = request + " HTTP/1.1\r\nConnection: close\r\n" + String.join("\r\n", fields);
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8084",
        "127.0.0.1:8084",
        "127.1.2.3",
        "[::1]",
        "[::1]:8084",
        "x",
        "crm:8084",
        "a.localhost"
      })
  void on_loopback_names_of_this_machine_are_answered(String host) throws IOException {
    assertEquals(200, status("GET /status", "Host: " + host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8084", "10.0.0.5", "127.0.0.1.evil.example"})
  void on_loopback_a_name_that_somebody_else_resolves_is_refused(String host) throws IOException {
    assertEquals(403, status("GET /status", "Host: " + host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"crm.example.com", "CRM.example.com:8084"})
  void a_name_that_the_service_is_told_of_is_answered(String host) throws IOException {
    assertEquals(200, status("GET /status", "Host: " + host, "Origin: https://crm.example.com"));
  }

  @Test
  void a_probe_of_health_may_use_any_name() throws IOException {
    assertEquals(200, status("GET /health/live", "Host: 10.0.0.5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "https://crm.evil.example:8084", "http://x"})
  void on_loopback_a_page_of_another_site_is_refused(String origin) throws IOException {
    assertEquals(403, status("GET /status", "Host: localhost", "Origin: " + origin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:8084", "http://[::1]:8084"})
  void pages_of_this_machine_are_answered(String origin) throws IOException {
    assertEquals(200, status("GET /status", "Host: localhost", "Origin: " + origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept: */*",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: multipart/form-data; boundary=x",
        "X-Tenant-ID: a\r\nSec-Fetch-Site: cross-site"
      })
  void a_post_that_a_form_could_send_is_refused(String field) throws IOException {
    assertEquals(403, status(RECALCULATE, "Host: x", "Content-Length: 0", field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/json",
        "X-Tenant-ID: default",
        "Idempotency-Key: k",
        "X-Requested-With: curl"
      })
  void a_post_that_no_form_could_send_is_done(String field) throws IOException {
    server.state.aggregates.put("default", Shop.aggregates(1));

    assertEquals(202, status(RECALCULATE, "Host: x", field));
  }

  @Test
  void an_answer_to_a_body_that_nobody_read_ends_its_connection() throws IOException {
    String head = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertEquals("HTTP/1.1 404", answer.substring(0, 12));
      assertEquals(true, answer.contains("Connection: close"), answer);
    }
  }

  /** Else the body, which nobody has read, would be the next request. */
  @Test
  void the_connection_ends_with_a_refusal_whose_body_was_not_read() throws IOException {
    String body = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500);
    String head =
        "PATCH /api/v1/customers/ann HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write((head.formatted(body.length()) + body).getBytes(StandardCharsets.US_ASCII));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(2, answers.split("HTTP/1.1 ", -1).length, answers);
      assertEquals("403", answers.substring(9, 12));
    }
  }
}
