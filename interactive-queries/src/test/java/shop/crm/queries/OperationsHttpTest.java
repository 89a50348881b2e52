package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.topology.task.TaskFailures.Failure;
import shop.crm.topology.task.TaskFailures.OfRecord;
import shop.crm.topology.task.TaskFailures.OfRow;
import shop.crm.topology.task.TaskFailures.OfTask;

class OperationsHttpTest {

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void it_lives_before_it_is_ready() {
    server.state.ready = false;
    Reply live = server.get("/health/live");
    Reply before = server.get("/health/ready");
    server.state.ready = true;
    Reply after = server.get("/health/ready");

    assertEquals(
        List.of("200 {\"status\":\"up\"}", "503 {\"status\":\"down\"}", "200 {\"status\":\"up\"}"),
        List.of(
            live.status() + " " + live.body(),
            before.status() + " " + before.body(),
            after.status() + " " + after.body()));
  }

  @Test
  void it_tells_why_it_is_not_ready_while_a_task_fails_and_never_whose_row_it_was() {
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    server.state.ready = false;
    server.state.failing =
        List.of(
            new Failure(new OfTask("2_3", 3), "java.lang.ArithmeticException", 2, true, at),
            new Failure(
                new OfRecord("crm.orders", 3, 17), "java.lang.ArithmeticException", 2, true, at),
            new Failure(new OfRow("sweep", 3, "default/ann"), "java.io.IOException", 1, true, at));
    Reply ready = server.get("/health/ready");

    assertEquals(503, ready.status());
    assertEquals(
        TestServer.json(
            """
            {"status": "down", "failing": [
              {"partition": 3, "task": "2_3", "exception": "java.lang.ArithmeticException",
               "count": 2, "put_aside": false, "at": "2026-03-01T12:00:00Z"},
              {"partition": 3, "topic": "crm.orders", "offset": 17, "count": 2,
               "exception": "java.lang.ArithmeticException", "put_aside": true,
               "at": "2026-03-01T12:00:00Z"},
              {"partition": 3, "work": "sweep", "exception": "java.io.IOException", "count": 1,
               "put_aside": false, "at": "2026-03-01T12:00:00Z"}]}
            """),
        ready.json());
    assertEquals(ready.json().get("failing"), server.get("/status").json().get("failures"));
  }

  @Test
  void a_connection_ends_with_the_answer_where_the_caller_asks_for_that() throws Exception {
    String request = "GET /health/live HTTP/1.1\r\nHost: crm\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertTrue(all.endsWith("{\"status\":\"up\"}"), all);
    }
  }

  @Test
  void the_status_tells_instances_tasks_and_connectors() {
    assertEquals(
        TestServer.json(
            """
            {"version": "development", "ready": true, "warnings": [], "stream": "running",
             "instances": [{"scheme": "http", "host": "10.0.0.1", "port": 8084, "self": true,
               "partitions": [0], "standbys": [1]}],
             "tasks": [
               {"partition": 0, "here": true, "lag": 3, "as_of": "2026-03-01T12:00:00Z"},
               {"partition": 1, "here": false, "lag": null, "as_of": "1970-01-01T00:00:00Z"}],
              "restoring": {"customers": 0}, "erasing": 2,
             "rules": {"version": 0, "hash": "c9910fb5f00b5929", "since": "1970-01-01T00:00:00Z",
               "brought_by": "", "own": true},
             "bringing": null, "failures": [],
             "connectors": [{"name": "rabbitmq-in", "state": "reconnecting", "handled": 7,
               "rejected": 1, "problem": "connection refused"}]}
            """),
        server.get("/status").json());
  }

  @Test
  void metrics_tell_how_far_each_partition_is_and_the_streams_and_jvms_own() {
    Reply reply = server.get("/metrics");

    assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.header("content-type"));
    for (String line :
        List.of(
            "crm_partition_lag{partition=\"0\"} 3.0",
            "crm_partition_as_of_age_seconds{partition=\"0\"} 1.0",
            "fake_stream_total 1.0",
            "jvm_memory_used_bytes{")) {
      assertTrue(reply.body().contains("\n" + line), () -> line + " in " + reply.body());
    }
  }

  @Test
  void requests_are_timed_by_route_and_status_and_never_by_what_a_caller_makes_up() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.get("/api/v1/customers/anna");
    server.get("/api/v1/customers/a%20b");
    server.get("/made/up");
    server.send("MADEUP", "/status", BodyPublishers.noBody());
    List<String> counts =
        server
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("crm_http_requests_seconds_count"))
            .toList();

    assertEquals(
        List.of(
            "{method=\"GET\",path=\"/api/v1/customers/{id}\",status=\"200\"} 1",
            "{method=\"GET\",path=\"/api/v1/customers/{id}\",status=\"400\"} 1",
            "{method=\"none\",path=\"/status\",status=\"405\"} 1",
            "{method=\"none\",path=\"none\",status=\"404\"} 1"),
        counts.stream().map(line -> line.substring(line.indexOf('{'))).sorted().toList());
  }

  @Test
  void an_audit_reports_every_partition() {
    assertEquals(
        TestServer.json(
            """
            {"partitions": [
              {"partition": 0, "customers": 2, "orders": 5, "differences": []},
              {"partition": 1, "customers": 1, "orders": 1,
               "differences": ["default/anna: tier"]}]}
            """),
        server.post("/internal/audit", "").json());
  }

  @Test
  void the_landing_page_loads_nothing_from_elsewhere() {
    Reply page = server.get("/");

    assertEquals("200 text/html; charset=utf-8", page.status() + " " + page.header("content-type"));
    assertTrue(page.body().contains("api/v1/analytics/rfm"), page.body());
    // The name of SVG's vocabulary is no address.
    String body = page.body().replace("xmlns='http://www.w3.org/2000/svg'", "");
    assertTrue(!body.contains("src=\"/") && !body.contains("//"), body);
  }
}
