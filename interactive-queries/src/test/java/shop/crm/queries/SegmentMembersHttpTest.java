package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static shop.crm.queries.SegmentCalls.SEGMENTS;
import static shop.crm.queries.SegmentCalls.dynamic;
import static shop.crm.queries.SegmentCalls.errors;
import static shop.crm.queries.SegmentCalls.ids;
import static shop.crm.queries.SegmentCalls.manual;
import static shop.crm.queries.SegmentCalls.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;
import shop.crm.queries.view.MembersCsv;
import shop.crm.schemas.model.CustomerKey;
import shop.crm.schemas.model.customer.CustomerState;
import shop.crm.schemas.model.customer.Memberships;

class SegmentMembersHttpTest {

  private static final String MEMBERS = SEGMENTS + "/friends/customers";

  private final TestServer server = new TestServer();
  private final SegmentCalls calls = new SegmentCalls(server);

  @BeforeEach
  void a_manual_segment_a_dynamic_one_and_three_customers() {
    calls.create(manual("friends", "Friends"));
    calls.create(dynamic("rich", "Rich"));
    calls.customers("bob", "cid", "dan");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Reply put(String customer, String... headers) {
    return calls.send("PUT", MEMBERS + "/" + customer, "", headers);
  }

  private Reply takeOut(String customer, String... headers) {
    return calls.send("DELETE", MEMBERS + "/" + customer, "", headers);
  }

  private Reply putAll(String body, String... headers) {
    return calls.send("POST", MEMBERS, body, headers);
  }

  private long count() {
    return server.get(SEGMENTS + "/friends").json().path("customer_count").asLong();
  }

  /** Brings a customer into a segment, as the stream does. */
  private void isIn(CustomerKey key, CustomerState state, int number) {
    server.state.customers.put(
        key, state.withMemberships(Memberships.NONE.with(number, Shop.FEB), state.sequence() + 1));
  }

  @Test
  void who_is_put_in_is_a_member_at_once_and_once() {
    assertEquals(204, put("bob").status());
    assertEquals(204, put("bob").status());

    Reply list = server.get(MEMBERS);
    assertEquals(List.of("bob"), ids(list));
    assertEquals(server.get("/api/v1/customers/bob").json(), list.json().at("/items/0"));
    assertEquals("2026-03-01T12:00:00Z", list.header("x-as-of"));
    assertEquals(1, count());
  }

  @Test
  void who_is_taken_out_is_no_member_and_may_be_taken_out_again() {
    put("bob");

    assertEquals(204, takeOut("bob").status());
    assertEquals(204, takeOut("bob").status());

    assertEquals(List.of(), ids(server.get(MEMBERS)));
    assertEquals(0, count());
  }

  @Test
  void nobody_is_put_in_or_taken_out_whom_the_tenant_does_not_have() {
    assertEquals("404 unknown-customer", problem(put("nobody")));
    assertEquals("404 unknown-customer", problem(takeOut("nobody")));
    assertEquals("404 unknown-segment", problem(put("bob", "X-Tenant-ID", "other")));
    assertEquals(
        "404 unknown-segment", problem(calls.send("PUT", SEGMENTS + "/foes/customers/bob", "")));
    assertEquals("400 malformed-request", problem(put("a%20b")));
  }

  @Test
  void a_customer_of_whom_only_the_stream_knows_can_be_put_in() {
    server.state.customers.put(Shop.ANNA, Shop.anna());

    assertEquals(204, put("anna").status());

    assertEquals(List.of("anna"), ids(server.get(MEMBERS)));
  }

  @Test
  void an_erased_customer_is_a_member_no_more() {
    put("bob");
    put("cid");

    calls.send("DELETE", "/api/v1/customers/bob", "");

    assertEquals(List.of("cid"), ids(server.get(MEMBERS)));
    assertEquals(1, count());
    assertEquals("404 unknown-customer", problem(put("bob")));
  }

  @Test
  void members_of_dynamic_and_built_in_segments_are_not_put_in_by_hand() {
    for (String segment : List.of("rich", "rfm-lost")) {
      String members = SEGMENTS + "/" + segment + "/customers";
      assertEquals("409 dynamic-segment", problem(calls.send("PUT", members + "/bob", "")));
      assertEquals("409 dynamic-segment", problem(calls.send("DELETE", members + "/bob", "")));
      assertEquals(
          "409 dynamic-segment",
          problem(calls.send("POST", members, "{\"customer_ids\": [\"bob\"]}")));
    }
  }

  @Test
  void many_are_put_in_at_once_and_the_unknown_are_told() {
    put("bob");

    Reply reply = putAll("{\"customer_ids\": [\"dan\", \"nobody\", \"bob\", \"cid\", \"dan\"]}");

    assertEquals(
        TestServer.json("{\"added\": 2, \"already_members\": 1, \"unknown\": [\"nobody\"]}"),
        reply.json());
    assertEquals(List.of("bob", "cid", "dan"), ids(server.get(MEMBERS)));
    assertEquals(3, count());
  }

  @Test
  void a_thousand_can_be_put_in_at_once_and_no_more() {
    String thousand =
        IntStream.range(0, 1_000).mapToObj(i -> "\"x" + i + "\"").collect(Collectors.joining(","));

    Reply all = putAll("{\"customer_ids\": [" + thousand + "]}");

    assertEquals(1_000, all.json().path("unknown").size(), all.body());
    assertEquals(
        List.of("/customer_ids is not a list of 1 to 1,000 ids"),
        errors(putAll("{\"customer_ids\": [" + thousand + ", \"bob\"]}")));
    assertEquals(
        List.of("/customer_ids is not a list of 1 to 1,000 ids"),
        errors(putAll("{\"customer_ids\": []}")));
    assertEquals(
        List.of("/customer_ids/1", "/customer_ids/2", "/soon"),
        errors(putAll("{\"customer_ids\": [\"bob\", 5, \"a b\"], \"soon\": 1}")).stream()
            .map(error -> error.split(" ")[0])
            .sorted()
            .toList());
  }

  @Test
  void many_that_are_sent_again_get_the_first_answer() {
    String body = "{\"customer_ids\": [\"bob\"]}";

    Reply first = putAll(body, "Idempotency-Key", "k");
    Reply again = putAll(body, "Idempotency-Key", "k");

    assertEquals(1, first.json().path("added").asInt());
    assertEquals(first.json(), again.json());
    assertEquals(1, putAll(body).json().path("already_members").asInt());
  }

  @Test
  void pages_neither_skip_nor_repeat_while_members_come_and_go() {
    putAll("{\"customer_ids\": [\"bob\", \"cid\", \"dan\"]}");

    Reply first = server.get(MEMBERS + "?limit=2");
    takeOut("cid");
    calls.customers("abe", "eve");
    putAll("{\"customer_ids\": [\"abe\", \"eve\"]}");
    String next = first.json().path("next_cursor").asText();
    Reply second = server.get(MEMBERS + "?limit=2&cursor=" + next);

    assertEquals(List.of("bob", "cid"), ids(first));
    assertEquals(List.of("dan", "eve"), ids(second));
    assertEquals("null", second.json().path("next_cursor").toString());
    String elsewhere = SEGMENTS + "/rich/customers?cursor=" + next;
    assertEquals("400 malformed-request", problem(server.get(elsewhere)));
  }

  @Test
  void members_of_a_dynamic_segment_are_those_that_the_stream_brought_in() {
    isIn(Shop.ANNA, Shop.anna(), 1);
    isIn(new CustomerKey("default", "bob"), Shop.stub(), 0);

    assertEquals(List.of("anna"), ids(server.get(SEGMENTS + "/rich/customers")));
    assertEquals(List.of("anna"), ids(server.get(SEGMENTS + "/rfm-champions/customers")));
    assertEquals(List.of("anna"), ids(server.get("/api/v1/customers?segment=rich")));
    assertEquals(List.of("bob"), ids(server.get("/api/v1/customers?segment=friends")));
    assertEquals(
        List.of(), ids(server.get("/api/v1/customers?segment=friends&rfm_segment=Champions")));
    assertEquals("400 malformed-request", problem(server.get("/api/v1/customers?segment=foes")));
    assertEquals(
        "400 malformed-request",
        problem(server.get("/api/v1/customers?segment=rich", "X-Tenant-ID", "other")));
  }

  @Test
  void a_table_has_all_members_and_the_import_takes_it_back() {
    String guest =
        """
        {"id": "guest", "first_name": "Eve, \\"the\\" = guest", "email": "eve@example.org",
         "tags": ["vip", "tea"], "email_opt_in": true,
         "addresses": [{"type": "shipping", "city": "Kyiv, UA", "country": "UA"}]}""";
    calls.send("POST", ApiPaths.CUSTOMERS, guest);
    putAll("{\"customer_ids\": [\"guest\", \"bob\"]}");

    Reply table = server.get(MEMBERS, "Accept", "text/csv");

    List<String> lines = table.body().lines().toList();
    assertEquals("text/csv; charset=utf-8", table.header("content-type"));
    assertEquals("2026-03-01T12:00:00Z", table.header("x-as-of"));
    assertEquals("attachment; filename=\"friends.csv\"", table.header("content-disposition"));
    assertEquals("\uFEFF" + String.join(",", MembersCsv.COLUMNS), lines.getFirst());
    assertEquals(
        "bob,default,,,,,,,,,,,bronze,0,0,0.00,0.00,,,,,,,prospect,false,false,false,"
            + "2026-03-01T12:00:01Z,2026-03-01T12:00:01Z,1",
        lines.get(1));
    Reply before = server.get("/api/v1/customers/guest");
    calls.send("DELETE", "/api/v1/customers/guest", "");
    Reply imported =
        server.post(
            "/api/v1/customers:import",
            table.body().replace("guest,", "gast,"),
            "Content-Type",
            "text/csv");
    assertEquals("0", imported.json().path("failed").asText(), imported.body());
    for (String field : List.of("first_name", "email", "tags", "addresses", "email_opt_in")) {
      assertEquals(
          before.json().path(field),
          server.get("/api/v1/customers/gast").json().path(field),
          field);
    }
  }

  @Test
  void no_cell_of_a_table_is_a_formula_and_each_is_taken_back_as_it_was() {
    List<String> names =
        List.of("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'quoted'", "'=x", "Ann-Marie");
    List<String> cells =
        List.of(
            "'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(A1)", "''quoted'", "''=x", "Ann-Marie");
    for (int i = 0; i < names.size(); i++) {
      calls.send(
          "POST",
          ApiPaths.CUSTOMERS,
          "{\"id\": \"f-%d\", \"first_name\": \"%s\", \"phone\": \"+380 (50) 1\"}"
              .formatted(i, names.get(i)));
      putAll("{\"customer_ids\": [\"f-%d\"]}".formatted(i));
    }

    String table = server.get(MEMBERS, "Accept", "text/csv").body();

    List<String> written =
        table
            .lines()
            .filter(line -> line.startsWith("f-"))
            .map(line -> line.split(",")[4])
            .toList();
    assertEquals(cells, written);
    assertTrue(table.contains(",+380 (50) 1,"), table);
    server.post("/api/v1/customers:import", table.replace("f-", "g-"), "Content-Type", "text/csv");
    for (int i = 0; i < names.size(); i++) {
      assertEquals(
          names.get(i), server.get("/api/v1/customers/g-" + i).json().path("first_name").asText());
    }
  }

  @Test
  void a_table_has_the_fields_of_a_customer() {
    List<String> fields = new ArrayList<>();
    server.get("/api/v1/customers/bob").json().fieldNames().forEachRemaining(fields::add);

    assertEquals(fields, MembersCsv.COLUMNS);
  }

  @Test
  void a_table_of_many_is_put_together_of_many_batches() {
    IntStream.range(0, 1_203)
        .forEach(i -> isIn(new CustomerKey("default", "c" + i), Shop.stub(), 1));

    Reply table = server.get(SEGMENTS + "/rich/customers", "Accept", "text/csv");

    assertEquals(
        1_203, table.body().lines().skip(1).map(line -> line.split(",")[0]).distinct().count());
    assertEquals(1_204, table.body().lines().count());
  }

  @Test
  void a_table_is_given_only_to_those_who_ask_for_one() {
    assertEquals("application/json", server.get(MEMBERS, "Accept", "*/*").header("content-type"));
    assertEquals(
        "400 malformed-request", problem(server.get(MEMBERS + "?limit=5", "Accept", "text/csv")));
    Reply empty = server.get(SEGMENTS + "/rfm-lost/customers", "Accept", "text/csv");
    assertEquals("\uFEFF" + String.join(",", MembersCsv.COLUMNS) + "\r\n", empty.body());
    assertEquals(
        "404 unknown-segment",
        problem(server.get(SEGMENTS + "/foes/customers", "Accept", "text/csv")));
  }

  @Test
  void without_postgresql_members_of_built_in_segments_are_the_streams_copies() {
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.postgresAway = true;

    Reply champions = server.get(SEGMENTS + "/rfm-champions/customers");

    assertEquals("[anna] true", ids(champions) + " " + champions.header("x-stale"));
    assertEquals("503 not-available", problem(server.get(MEMBERS)));
    assertEquals("503 not-available", problem(put("bob")));
    assertEquals(
        "503 not-available",
        problem(server.get(SEGMENTS + "/rfm-champions/customers", "Accept", "text/csv")));
  }
}
