package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.SegmentCalls.SEGMENTS;
import static shop.crm.queries.SegmentCalls.dynamic;
import static shop.crm.queries.SegmentCalls.errors;
import static shop.crm.queries.SegmentCalls.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.FakeLiveState.Ownership;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.Json;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.Memberships;

class PreviewHttpTest {

  private static final String PREVIEW = SEGMENTS + "/preview";
  private static final String RICH =
      """
      {"conditions": [{"field": "total_spent", "operator": "gt", "value": 1000}]}""";
  private static final String INTERNAL = "/internal/questions";
  private static final String QUESTION =
      """
      {"question": "preview/1", "tenant": "default", "now": "2026-03-01T12:00:00Z",
       "conditions": [{"field": "total_spent", "operator": "gt", "value": 1000}]}""";
  private static final String POOR =
      """
      {"conditions": {"field": "total_spent", "operator": "lt", "value": 1000}}""";

  private final TestServer server = new TestServer();
  private final SegmentCalls calls = new SegmentCalls(server);

  @AfterEach
  void close() {
    server.close();
  }

  private Reply preview(String body, String... headers) {
    return calls.send("POST", PREVIEW, body, headers);
  }

  @Test
  void who_would_be_in_is_counted_and_shown() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.customers.put(Shop.STUB, Shop.stub());
    server.state.customers.put(Shop.ELSEWHERE, Shop.anna());

    Reply reply = preview(RICH);

    ObjectNode expected =
        (ObjectNode)
            TestServer.json("{\"count\": 1, \"sample\": [], \"as_of\": \"2026-03-01T12:00:00Z\"}");
    expected.withArray("sample").add(server.get("/api/v1/customers/anna").json());
    assertEquals(expected, reply.json());
    assertEquals("200 2026-03-01T12:00:00Z", reply.status() + " " + reply.header("x-as-of"));
  }

  @Test
  void a_sample_has_twenty_customers_at_the_most() {
    IntStream.range(0, 30)
        .forEach(i -> server.state.customers.put(new CustomerKey("default", "c" + i), Shop.stub()));

    Reply reply = preview(POOR);

    assertEquals(
        "30 20 c0",
        reply.json().path("count")
            + " "
            + reply.json().path("sample").size()
            + " "
            + reply.json().at("/sample/0/id").asText());
  }

  @Test
  void who_would_come_and_go_is_counted_beside_a_segment_that_there_is() {
    calls.create(dynamic("rich", "Rich"));
    server.state.customers.put(
        Shop.ANNA, Shop.anna().withMemberships(Memberships.NONE.with(0, Shop.FEB), 3));
    server.state.customers.put(Shop.STUB, Shop.stub());

    Reply reply = calls.send("POST", PREVIEW + "?compare=rich", POOR);
    Reply same = calls.send("POST", PREVIEW + "?compare=rich", RICH);

    assertEquals("1 1 1", counts(reply));
    assertEquals("1 0 0", counts(same));
    for (String unknown : List.of("poor", "rfm-lost", "a%20b")) {
      assertEquals(
          "400 malformed-request",
          problem(calls.send("POST", PREVIEW + "?compare=" + unknown, POOR)));
    }
  }

  private static String counts(Reply reply) {
    return reply.json().path("count")
        + " "
        + reply.json().path("entering")
        + " "
        + reply.json().path("leaving");
  }

  @Test
  void what_is_wrong_with_conditions_is_told_with_pointers() {
    assertEquals(
        List.of("/soon is not known here", "/conditions are missing"),
        errors(preview("{\"soon\": 1}")));
    Reply reversed =
        preview(
            """
            {"conditions": [{"field": "total_orders", "operator": "between", "value": [5, 2]}]}""");
    assertEquals("422 invalid-body", problem(reversed));
    assertEquals(
        List.of("/conditions/0/value is reversed: the lower end comes first"), errors(reversed));
  }

  @Test
  void without_postgresql_the_sample_is_the_streams_copy() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.postgresAway = true;

    Reply reply = preview(RICH);

    assertEquals(
        "200 true 1",
        reply.status() + " " + reply.header("x-stale") + " " + reply.json().path("count"));
  }

  @Test
  void a_partition_that_cannot_be_read_is_no_answer() {
    server.state.ownership = new Ownership.Nobodys();

    assertEquals("503 not-available", problem(preview(RICH)));
  }

  @Test
  void nobody_looks_on_for_a_caller_who_has_gone() throws Exception {
    server.state.previewTakes = Duration.ofMinutes(1);
    try (Socket caller = new Socket("127.0.0.1", server.port())) {
      ask(caller, PREVIEW, RICH);
      assertTrue(server.state.looks.await(20, TimeUnit.SECONDS));
      assertEquals(1, server.state.stopped.getCount());
    }

    assertTrue(server.state.stopped.await(20, TimeUnit.SECONDS));
  }

  @Test
  void a_caller_who_waits_for_long_gets_the_answer_and_then_a_new_connection() {
    server.state.customers.put(Shop.STUB, Shop.stub());
    server.state.previewTakes = Duration.ofSeconds(1);

    Reply late = preview(POOR);
    server.state.ownership = new Ownership.Nobodys();
    Reply problem = preview(POOR);

    assertEquals(
        "200 close 1",
        late.status() + " " + late.header("connection") + " " + late.json().path("count"));
    assertEquals("503 not-available close", problem(problem) + " " + problem.header("connection"));
  }

  @Test
  void another_instance_is_told_of_the_partitions_here() throws Exception {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.customers.put(Shop.STUB, Shop.stub());

    Reply reply = calls.send("POST", INTERNAL, QUESTION);

    assertEquals(
        "1 0 anna",
        reply.json().at("/partitions/0/count")
            + " "
            + reply.json().at("/partitions/0/partition")
            + " "
            + reply.json().at("/partitions/0/sample/0/id").asText());
    assertEquals("400 malformed-request", problem(calls.send("POST", INTERNAL, "{}")));
  }

  @Test
  void nobody_looks_on_for_another_instance_that_has_gone() throws Exception {
    server.state.previewTakes = Duration.ofMinutes(1);
    try (Socket caller = new Socket("127.0.0.1", server.internalPort())) {
      ask(caller, INTERNAL, QUESTION);
      assertTrue(server.state.looks.await(20, TimeUnit.SECONDS));
    }

    assertTrue(server.state.stopped.await(20, TimeUnit.SECONDS));
  }

  private static void ask(Socket caller, String path, String body) throws IOException {
    String request =
        "POST %s HTTP/1.1\r\nHost: crm\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, Json.MEDIA_TYPE, body.length(), body);
    caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    caller.getOutputStream().flush();
  }
}
