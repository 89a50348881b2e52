package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

class ChangeCustomerHttpTest {

  private static final String BOB = ApiPaths.CUSTOMERS + "/bob";

  private TestServer server;
  private JsonNode before;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.create("{\"id\": \"ann\", \"email\": \"ann@example.org\"}");
    before =
        server
            .create(
                """
                {"id": "bob", "email": "bob@example.org", "phone": "123", "first_name": "Bob",
                 "addresses": [{"type": "shipping", "city": "Kyiv"}], "tags": ["a", "b"],
                 "source": "fair", "email_opt_in": true}
                """)
            .json();
    server.later(Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply put(String body, String... headers) {
    return server.json("PUT", BOB, body, headers);
  }

  private Reply patch(String body, String... headers) {
    return server.json("PATCH", BOB, body, headers);
  }

  /** What Bob was, with some fields changed in one change a minute later. */
  private JsonNode changed(String fields) {
    ObjectNode after = before.deepCopy();
    after.setAll((ObjectNode) TestServer.json(fields));
    after.put("version", 2).put("updated_at", "2026-03-01T12:01:01Z");
    return after;
  }

  @Test
  void a_replacement_empties_every_field_that_it_does_not_give() {
    Reply reply = put("{\"last_name\": \"Ross\", \"tags\": [\"c\"], \"sms_opt_in\": true}");

    assertEquals(
        changed(
            """
            {"email": null, "phone": null, "first_name": null, "last_name": "Ross",
             "addresses": [], "tags": ["c"], "source": null, "email_opt_in": false,
             "sms_opt_in": true}
            """),
        reply.json());
    assertEquals("200 \"2\"", reply.status() + " " + reply.header("etag"));
    assertEquals(reply.json(), server.get(BOB).json());
  }

  @Test
  void a_replacement_with_what_was_read_is_no_change() {
    Reply reply = put(before.toString(), "If-Match", "\"1\"");

    assertEquals(before, reply.json());
    assertEquals("200 \"1\"", reply.status() + " " + reply.header("etag"));
  }

  @Test
  void a_replacement_ignores_read_only_fields() {
    ObjectNode body = before.deepCopy();
    body.put("loyalty_points", 1_000_000).put("loyalty_tier", "gold").put("version", 17);
    body.put("rfm_segment", "Champions").put("created_at", "1999-01-01T00:00:00Z");

    assertEquals(before, put(body.toString()).json());
  }

  @Test
  void a_patch_changes_what_it_gives_takes_away_what_is_null_and_keeps_the_rest() {
    Reply reply = patch("{\"phone\": null, \"tags\": null, \"gender\": \"male\"}");

    assertEquals(changed("{\"phone\": null, \"tags\": [], \"gender\": \"male\"}"), reply.json());
    assertEquals("200 \"2\"", reply.status() + " " + reply.header("etag"));
    assertEquals(reply.json(), server.get(BOB).json());
  }

  @Test
  void a_patch_replaces_a_list_as_a_whole() {
    Reply reply = patch("{\"addresses\": [{\"type\": \"billing\"}], \"tags\": [\"b\", \"z\"]}");

    assertEquals(
        changed(
            """
            {"addresses": [{"type": "billing", "is_default": false}], "tags": ["b", "z"]}
            """),
        reply.json());
  }

  @Test
  void a_patch_is_taken_as_merge_patch_too() {
    Reply reply =
        server.send(
            "PATCH",
            BOB,
            java.net.http.HttpRequest.BodyPublishers.ofString("{\"first_name\": \"Rob\"}"),
            "Content-Type",
            "application/merge-patch+json");

    assertEquals(changed("{\"first_name\": \"Rob\"}"), reply.json());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"first_name\": \"Bob\", \"last_name\": null, \"tags\": [\"a\", \"b\", \"a\"]}",
        "{\"id\": \"bob\"}"
      })
  void a_patch_without_difference_makes_no_version(String body) {
    assertEquals(before, patch(body).json());
    assertEquals(before, server.get(BOB).json());
  }

  @Test
  void a_patch_of_read_only_and_unknown_fields_names_each_and_changes_nothing() {
    Reply reply =
        patch(
            """
            {"first_name": "Rob", "loyalty_points": 5, "tenant_id": "other", "version": 2,
             "lifecycle_stage": "new", "created_at": null, "nick~name/s": "x"}
            """);

    assertEquals("422 invalid-body", reply.problem());
    assertEquals(
        List.of(
            "/loyalty_points is read-only",
            "/tenant_id is read-only",
            "/version is read-only",
            "/lifecycle_stage is read-only",
            "/created_at is read-only",
            "/nick~0name~1s is not a field of a customer"),
        reply.errors());
    assertEquals(before, server.get(BOB).json());
  }

  @Test
  void the_id_stays() {
    assertEquals(List.of("/id is not the one of the path"), patch("{\"id\": \"rob\"}").errors());
    assertEquals("422 invalid-body", put("{\"id\": \"rob\"}").problem());
  }

  @Test
  void another_customers_email_is_refused_and_the_own_in_another_case_is_not() {
    assertEquals("409 already-there", patch("{\"email\": \"ANN@example.org\"}").problem());
    assertEquals("409 already-there", put("{\"email\": \"Ann@Example.org\"}").problem());
    assertEquals(
        changed("{\"email\": \"BOB@example.org\"}"),
        patch("{\"email\": \"BOB@example.org\"}").json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
  void a_stale_version_is_refused_and_the_present_one_is_told(String method) {
    patch("{\"first_name\": \"Rob\"}");
    Reply reply = server.json(method, BOB, "{\"first_name\": \"Bobby\"}", "If-Match", "\"1\"");

    assertEquals("412 stale-version", reply.problem());
    assertEquals("\"2\"", reply.header("etag"));
    assertEquals("Rob", server.get(BOB).json().get("first_name").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "*", "\"9\", \"1\"", "W/\"1\", \"1\"", "\"1\",", ", ,\"1\" , ,"})
  void a_version_that_matches_is_changed(String ifMatch) {
    assertEquals(200, patch("{\"first_name\": \"Rob\"}", "If-Match", ifMatch).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"1\"", "\"01\"", "\"\"", "\"9\", \"2\""})
  void a_tag_that_is_not_the_versions_own_does_not_match(String ifMatch) {
    assertEquals("412 stale-version", patch("{}", "If-Match", ifMatch).problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", ",", "*, \"1\""})
  void what_is_no_list_of_tags_is_malformed(String ifMatch) {
    assertEquals("400 malformed-request", patch("{}", "If-Match", ifMatch).problem());
  }

  @Test
  void nobody_is_changed_who_is_not_there_or_another_tenants() {
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      Reply nobody = server.json(method, ApiPaths.CUSTOMERS + "/nobody", "{}");
      Reply theirs = server.json(method, BOB, "{}", "X-Tenant-ID", "other");

      assertEquals("404 unknown-customer", nobody.problem());
      assertEquals(nobody.json(), theirs.json(), "a hint that it exists");
    }
    assertEquals(before, server.get(BOB).json());
  }

  @Test
  void a_customer_whom_only_the_stream_knows_can_be_changed() {
    server.state.customers.put(Shop.STUB, Shop.stub());
    String path = ApiPaths.CUSTOMERS + "/c@1:2+3";
    Reply reply = server.json("PATCH", path, "{\"first_name\": \"C\"}", "If-Match", "\"1\"");

    assertEquals(
        "200 \"2\" C order 2026-01-10T10:00:00Z",
        reply.status()
            + " "
            + reply.header("etag")
            + " "
            + reply.json().get("first_name").asText()
            + " "
            + reply.json().get("source").asText()
            + " "
            + reply.json().get("created_at").asText());
  }
}
