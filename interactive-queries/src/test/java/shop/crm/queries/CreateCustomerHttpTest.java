package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

class CreateCustomerHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String BOB =
      """
      {"id": "bob", "email": "Bob@Example.org", "phone": "+38 (050) 111-22-33",
       "first_name": "Bob", "last_name": "Ross", "date_of_birth": "1942-10-29", "gender": "male",
       "addresses": [{"id": "home", "type": "billing", "line1": "Main St 1", "line2": "2nd floor",
         "city": "Orlando", "region": "FL", "postal_code": "32801", "country": "US",
         "is_default": true}, {"type": "other"}],
       "tags": ["painter", "vip", "painter"], "source": "fair", "email_opt_in": true,
       "sms_opt_in": false}
      """;

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
  void a_new_customer_is_answered_whole_and_is_read_back_at_once() {
    Reply created = server.create(BOB);
    Reply read = server.get(CUSTOMERS + "/bob");

    assertEquals(
        TestServer.json(
            """
            {"id": "bob", "tenant_id": "default", "email": "Bob@Example.org",
             "phone": "+38 (050) 111-22-33", "first_name": "Bob", "last_name": "Ross",
             "date_of_birth": "1942-10-29", "gender": "male",
             "addresses": [{"id": "home", "type": "billing", "line1": "Main St 1",
               "line2": "2nd floor", "city": "Orlando", "region": "FL", "postal_code": "32801",
               "country": "US", "is_default": true}, {"type": "other", "is_default": false}],
             "tags": ["painter", "vip"], "source": "fair", "loyalty_tier": "bronze",
             "loyalty_points": 0, "total_orders": 0, "total_spent": "0.00",
             "average_order": "0.00", "first_order_date": null, "last_order_date": null,
             "rfm_segment": null, "recency_score": null, "frequency_score": null,
             "monetary_score": null, "lifecycle_stage": "prospect", "email_opt_in": true,
             "sms_opt_in": false, "push_opt_in": false, "created_at": "2026-03-01T12:00:01Z",
             "updated_at": "2026-03-01T12:00:01Z", "version": 1}
            """),
        created.json());
    assertEquals(
        List.of("201", CUSTOMERS + "/bob", "\"1\"", "application/json"),
        List.of(
            "" + created.status(),
            created.header("location"),
            created.header("etag"),
            created.header("content-type")));
    assertEquals(created.json(), read.json());
    assertEquals("200 \"1\"", read.status() + " " + read.versionTag());
  }

  @Test
  void a_customer_without_an_id_gets_a_uuid_of_version_7_of_this_time() {
    Reply one = server.create("{}");
    Reply other = server.create("{\"id\": null}");
    UUID id = UUID.fromString(one.json().get("id").asText());

    assertEquals(
        "201 7 2 " + TestServer.NOW.truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
        one.status()
            + " "
            + id.version()
            + " "
            + id.variant()
            + " "
            + Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16));
    assertEquals(CUSTOMERS + "/" + id, one.header("location"));
    assertEquals(one.json(), server.get(one.header("location")).json());
    assertNotEquals(one.json().get("id"), other.json().get("id"));
  }

  @Test
  void an_id_of_every_kind_of_character_is_reached_at_its_location() {
    Reply created = server.create("{\"id\": \"A-z.0_9:@+\"}");

    assertEquals("A-z.0_9:@+", server.get(created.header("location")).json().path("id").asText());
  }

  @Test
  void an_id_is_given_once() {
    server.create(BOB);
    Reply again = server.create("{\"id\": \"bob\"}");

    assertEquals("409 already-there", again.problem());
    assertEquals(List.of("/id is another customer's"), again.errors());
    assertEquals("Bob", server.get(CUSTOMERS + "/bob").json().get("first_name").asText());
  }

  @Test
  void an_email_is_given_once_whatever_the_case() {
    server.create(BOB);
    server.create("{\"id\": \"kyr\", \"email\": \"АННА@приклад.укр\"}");
    Reply latin = server.create("{\"email\": \"bOB@example.ORG\"}");
    Reply cyrillic = server.create("{\"email\": \"анна@Приклад.укр\"}");

    assertEquals(
        List.of("409 already-there", "409 already-there"),
        List.of(latin.problem(), cyrillic.problem()));
    assertEquals(List.of("/email is another customer's"), latin.errors());
    assertEquals(List.of("bob", "kyr"), server.get(CUSTOMERS).ids());
  }

  @Test
  void an_id_that_only_the_stream_knows_as_yet_is_taken() {
    server.state.customers.put(Shop.STUB, Shop.stub());
    Reply reply = server.create("{\"id\": \"c@1:2+3\"}");

    assertEquals("409 already-there", reply.problem());
    assertEquals(List.of("/id is another customer's"), reply.errors());
  }

  @Test
  void tenants_share_neither_ids_nor_emails() {
    server.create(BOB);
    Reply theirs = server.create(BOB, "X-Tenant-ID", "other");

    assertEquals("201 other", theirs.status() + " " + theirs.json().get("tenant_id").asText());
    server.json("PATCH", CUSTOMERS + "/bob", "{\"first_name\": \"Rob\"}", "X-Tenant-ID", "other");
    assertEquals("Bob", server.get(CUSTOMERS + "/bob").json().get("first_name").asText());
  }

  @Test
  void what_was_read_can_be_sent_as_it_is_and_its_read_only_fields_change_nothing() {
    ObjectNode body = (ObjectNode) server.create(BOB).json();
    body.put("id", "rob").put("email", "rob@example.org");
    body.put("loyalty_points", 5_000).put("total_spent", "99.00").put("version", 7);
    body.put("tenant_id", "other").put("created_at", "1999-01-01T00:00:00Z");
    Reply copy = server.create(body.toString());

    ObjectNode expected = (ObjectNode) server.get(CUSTOMERS + "/bob").json();
    expected.put("id", "rob").put("email", "rob@example.org");
    assertEquals(expected, copy.json());
    assertTrue(server.get(CUSTOMERS + "/rob", "X-Tenant-ID", "other").status() == 404);
  }

  @Test
  void everything_of_a_customer_can_be_read_at_once_though_the_stream_has_not_heard_of_them() {
    server.create("{\"id\": \"new\"}");
    String empty = "{\"items\": [], \"next_cursor\": null}";
    String path = "/api/v1/customers/new";

    assertEquals(TestServer.json(empty), server.get(path + "/orders").json());
    assertEquals(TestServer.json(empty), server.get(path + "/activity").json());
    assertEquals(
        TestServer.json(
            """
            {"historical": {"value": "0.00", "orders": 0, "average_order_value": "0.00",
              "first_order_date": null, "last_order_date": null},
             "predicted": null, "reason": "No model has been fitted to the customers yet.",
             "model": null}
            """),
        server.get(path + "/clv").json());
    for (String of :
        List.of("/orders?limit=1", "/loyalty", "/segments", "/consents", "/export", "")) {
      assertEquals(200, server.get(path + of).status(), of);
    }
    for (String of : List.of("/orders", "/activity", "/clv", "/loyalty", "/export")) {
      assertEquals(404, server.get("/api/v1/customers/nobody" + of).status(), of);
      assertEquals(404, server.get(path + of, "X-Tenant-ID", "other").status(), of);
    }
    server.delete(path);
    for (String of : List.of("/orders", "/activity", "/clv")) {
      assertEquals(404, server.get(path + of).status(), of);
    }
  }
}
