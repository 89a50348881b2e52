package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.ApiPaths;

class ConsentsHttpTest {

  private static final String BOB = ApiPaths.CUSTOMERS + "/bob";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode consents() {
    return server.get(BOB + "/consents").json();
  }

  private void later(String method, String body) {
    server.later(Duration.ofMinutes(1));
    assertEquals(200, server.json(method, BOB, body).status());
  }

  @Test
  void every_change_of_consent_is_told_newest_first_with_its_time_and_origin() {
    server.create("{\"id\": \"bob\", \"email_opt_in\": true, \"sms_opt_in\": false}");
    later("PATCH", "{\"email_opt_in\": false, \"push_opt_in\": true}");
    later("PATCH", "{\"first_name\": \"Bob\"}");
    later("PATCH", "{\"sms_opt_in\": null}");
    server.later(Duration.ofMinutes(1));
    server.post(
        ApiPaths.CUSTOMERS + ":import",
        "{\"id\": \"bob\", \"email_opt_in\": true}",
        "Content-Type",
        "application/x-ndjson");

    assertEquals(
        TestServer.json(
            """
            {"customer_id": "bob", "email_opt_in": true, "sms_opt_in": false,
             "push_opt_in": true, "history": [
               {"channel": "email", "opted_in": true, "at": "2026-03-01T12:04:01Z",
                "origin": "import"},
               {"channel": "sms", "opted_in": null, "at": "2026-03-01T12:03:01Z",
                "origin": "api"},
               {"channel": "email", "opted_in": false, "at": "2026-03-01T12:01:01Z",
                "origin": "api"},
               {"channel": "push", "opted_in": true, "at": "2026-03-01T12:01:01Z",
                "origin": "api"},
               {"channel": "email", "opted_in": true, "at": "2026-03-01T12:00:01Z",
                "origin": "api"},
               {"channel": "sms", "opted_in": false, "at": "2026-03-01T12:00:01Z",
                "origin": "api"}]}
            """),
        consents());
  }

  @Test
  void a_refusal_of_a_customer_who_was_never_asked_is_an_answer() {
    server.create("{\"id\": \"bob\"}");
    later("PATCH", "{\"sms_opt_in\": false}");

    assertEquals(
        TestServer.json(
            """
            [{"channel": "sms", "opted_in": false, "at": "2026-03-01T12:01:01Z",
              "origin": "api"}]
            """),
        consents().get("history"));
  }

  @Test
  void who_was_never_asked_gives_no_answer_by_being_written_back_as_read() {
    JsonNode bob =
        server.create("{\"id\": \"bob\", \"email_opt_in\": true, \"sms_opt_in\": false}").json();
    JsonNode history = consents().get("history");
    later("PUT", bob.toString());

    assertEquals(history, consents().get("history"));
    assertEquals(1, server.get(BOB).json().get("version").asInt());
  }

  @Test
  void a_replacement_that_says_nothing_of_a_channel_takes_its_consent_back() {
    server.create("{\"id\": \"bob\", \"email_opt_in\": true}");
    later("PUT", "{\"sms_opt_in\": true}");

    assertEquals(
        TestServer.json(
            """
            {"customer_id": "bob", "email_opt_in": false, "sms_opt_in": true,
             "push_opt_in": false, "history": [
               {"channel": "email", "opted_in": null, "at": "2026-03-01T12:01:01Z",
                "origin": "api"},
               {"channel": "sms", "opted_in": true, "at": "2026-03-01T12:01:01Z",
                "origin": "api"},
               {"channel": "email", "opted_in": true, "at": "2026-03-01T12:00:01Z",
                "origin": "api"}]}
            """),
        consents());
  }

  @Test
  void a_customer_whom_only_the_stream_knows_has_its_consents_and_no_history() {
    server.state.customers.put(Shop.ANNA, Shop.anna());

    assertEquals(
        TestServer.json(
            """
            {"customer_id": "anna", "email_opt_in": true, "sms_opt_in": false,
             "push_opt_in": false, "history": []}
            """),
        server.get("/api/v1/customers/anna/consents").json());
  }

  @Test
  void another_tenants_consents_are_unknown() {
    server.create("{\"id\": \"bob\", \"email_opt_in\": true}");

    assertEquals(
        "404 unknown-customer", server.get(BOB + "/consents", "X-Tenant-ID", "other").problem());
  }
}
