package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.page.KeysetCursor;

class ProblemsHttpTest {

  private static final String RECALCULATE = "/api/v1/analytics/rfm/recalculate";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static void assertProblem(int status, String slug, Reply reply) {
    assertEquals(
        status + " application/problem+json urn:crm:problem:" + slug + " " + status,
        reply.status()
            + " "
            + reply.header("content-type")
            + " "
            + reply.json().path("type").asText()
            + " "
            + reply.json().path("status").asInt());
  }

  @Test
  void an_unknown_customer_is_a_problem_that_says_so() {
    Reply reply = server.get("/api/v1/customers/nobody");

    assertProblem(404, "unknown-customer", reply);
    assertEquals(
        TestServer.json(
            """
            {"type": "urn:crm:problem:unknown-customer", "title": "Unknown customer",
             "status": 404, "detail": "The tenant has no such customer"}
            """),
        reply.json());
    assertEquals("2026-03-01T12:00:00Z", reply.header("x-as-of"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/api/v1/nothing", "/api/v1/customers/anna/nothing"})
  void an_unknown_path_is_a_problem(String path) {
    assertProblem(404, "unknown-path", server.get(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/customers/anna/orders?limit=0",
        "/api/v1/customers/anna/orders?limit=501",
        "/api/v1/customers/anna/orders?limit=many",
        "/api/v1/customers/anna/orders?cursor=%21",
        "/api/v1/customers/anna/orders?cursor=YWJj",
        "/api/v1/customers/anna/orders?cursor=",
        "/api/v1/customers/anna/activity?type=order.shipped",
        "/api/v1/customers/a%20b",
        "/api/v1/customers/%D0%B0",
        "/api/v1/customers/anna?include=orders",
        "/api/v1/customers/anna?include=previous_segment,",
        "/api/v1/customers/anna?include=",
        "/internal/cohorts?tenant=a&granularity=week&from=1&to=2",
        "/internal/cohorts?tenant=a&granularity=month&from=1",
        "/internal/migrations?tenant=a&from=1&to=x",
        "/internal/migrations?tenant=a&from=2&to=1",
        "/internal/migrations?tenant=a&from=-2147483648&to=2147483647",
        "/internal/cohorts?tenant=a&granularity=month&from=2&to=1",
        "/internal/tallies",
        "/internal/tallies?tenant=a%2Fb"
      })
  void a_malformed_request_is_a_problem(String path) {
    assertProblem(400, "malformed-request", server.get(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tenant\": \"a/b\", \"ids\": []}",
        "{\"tenant\": \"a\", \"ids\": [\"a/b\"]}",
        "{\"tenant\": \"a\", \"sort\": \"CREATED_AT\", \"descending\": true, \"consents\": {},"
            + " \"limit\": 2147483647}",
        "{\"tenant\": \"a\", \"sort\": \"CREATED_AT\", \"descending\": true, \"consents\": {},"
            + " \"limit\": -1}"
      })
  void a_question_of_another_instance_that_none_asks_is_malformed(String question) {
    assertProblem(
        400,
        "malformed-request",
        server.post("/internal/customers", question, "Content-Type", "application/json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"question\": \"aggregates/99\", \"tenant\": \"a\"}",
        "{\"question\": \"aggregates/1\", \"tenant\": \"a/b\"}",
        "{\"question\": \"migrations/1\", \"tenant\": \"a\", \"from\": 2, \"to\": 1}"
      })
  void a_question_that_is_not_known_or_out_of_bounds_is_malformed(String question) {
    assertProblem(
        400,
        "malformed-request",
        server.post("/internal/questions", question, "Content-Type", "application/json"));
  }

  @Test
  void a_preview_at_a_time_that_no_clock_tells_is_malformed() {
    String question =
        "{\"tenant\": \"a\", \"conditions\": [], \"now\": \"+1000000000-12-31T00:00:00Z\"}";

    assertProblem(
        400,
        "malformed-request",
        server.post("/internal/preview", question, "Content-Type", "application/json"));
  }

  @Test
  void a_media_type_that_cannot_be_read_is_malformed() throws IOException {
    String answer =
        raw(
            "POST "
                + RECALCULATE
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json; charset=\"\r\n"
                + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
  }

  @Test
  void an_invalid_tenant_is_a_problem() {
    assertProblem(
        400, "malformed-request", server.get("/api/v1/analytics/overview", "X-Tenant-ID", "a/b"));
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    String cursor = new KeysetCursor(1, 0, 0, "o-1").cursor("orders");

    assertProblem(
        400, "malformed-request", server.get("/api/v1/customers/anna/activity?cursor=" + cursor));
  }

  @Test
  void another_method_is_refused_and_the_right_one_named() {
    Reply reply = server.post("/api/v1/customers/anna", "");

    assertProblem(405, "method-not-allowed", reply);
    assertEquals("DELETE, GET, HEAD, OPTIONS, PATCH, PUT", reply.header("allow"));
  }

  @Test
  void a_body_of_another_type_is_refused() {
    assertProblem(
        415,
        "unsupported-media-type",
        server.post(RECALCULATE, "<now/>", "Content-Type", "application/xml"));
  }

  @Test
  void a_body_that_is_not_json_is_malformed() {
    assertProblem(
        400,
        "malformed-request",
        server.post(RECALCULATE, "{\"now", "Content-Type", "application/json"));
  }

  @Test
  void a_body_with_something_behind_its_json_is_malformed() {
    assertProblem(
        400,
        "malformed-request",
        server.post(RECALCULATE, "{} {}", "Content-Type", "application/json"));
  }

  @Test
  void a_body_with_an_unknown_field_names_it() {
    Reply reply = server.post(RECALCULATE, "{\"a/b\": [1]}", "Content-Type", "application/json");

    assertProblem(422, "invalid-body", reply);
    assertEquals(
        TestServer.json("[{\"pointer\": \"/a~1b\", \"message\": \"is not known here\"}]"),
        reply.json().get("errors"));
  }

  @Test
  void a_body_over_one_mebibyte_is_refused_before_it_is_sent() throws IOException {
    // A client that pours it all out at once may find the connection closed instead of the answer.
    String answer =
        raw("POST " + RECALCULATE + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    assertTrue(answer.contains("urn:crm:problem:too-large"), answer);
  }

  @Test
  void a_body_of_unknown_length_over_one_mebibyte_is_refused() {
    assertProblem(
        413,
        "too-large",
        server.send(
            "POST",
            RECALCULATE,
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[(1 << 20) + 1]))));
  }

  @Test
  void state_that_is_being_moved_is_a_problem_that_says_when_to_try_again() {
    server.state.ownership = new FakeLiveState.Ownership.Nobodys();
    Reply customer = server.get("/api/v1/customers/anna");
    Reply analysis = server.get("/api/v1/analytics/rfm");

    assertProblem(503, "not-available", customer);
    assertProblem(503, "not-available", analysis);
    assertEquals("2 2", customer.header("retry-after") + " " + analysis.header("retry-after"));
  }

  @Test
  void a_fault_is_told_by_an_incident_id_and_nothing_else() {
    server.state.ownership = new FakeLiveState.Ownership.Broken();
    Reply reply = server.get("/api/v1/customers/anna");

    assertProblem(500, "internal-error", reply);
    assertFalse(reply.body().contains("secret"), reply.body());
    assertFalse(reply.body().contains("Exception"), reply.body());
    assertEquals(36, reply.json().get("incident").asText().length());
  }

  @Test
  void what_is_not_http_is_answered_with_a_problem() throws IOException {
    String answer = raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertTrue(answer.contains("urn:crm:problem:malformed-request"), answer);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
