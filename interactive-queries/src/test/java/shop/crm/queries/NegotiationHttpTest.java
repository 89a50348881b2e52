package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.Route;

/** What callers may write in more ways than one, and what they accept. */
class NegotiationHttpTest {

  private static final String ANNA = "/api/v1/customers/anna";

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

  private Reply post(String path, String body, String type) {
    return server.post(path, body, "Content-Type", type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Application/JSON",
        "APPLICATION/JSON; Charset=UTF-8",
        "application/json ; charset=utf-8",
        "application/json;a=b"
      })
  void media_types_have_no_case(String type) {
    assertEquals(201, post("/api/v1/customers", "{}", type).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Text/CSV", "Application/X-NDJSON", "application/JSONL"})
  void those_of_imports_neither(String type) {
    assertEquals(200, post("/api/v1/customers:import", "id\n", type).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/*",
        "Application/JSON",
        "text/html, application/json;q=0.1",
        "application/json;version=1",
        "text/html, application/json ; q=0.5",
        "text/html, */*;q=0.1",
        "application/xml;q=0.9, application/*;q=0.8"
      })
  void what_is_accepted_is_sent(String accept) {
    assertEquals(200, server.get(ANNA, "Accept", accept).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "application/xml, text/*",
        "application/json;q=0",
        "application/json;q=0, */*",
        "application/*;q=0"
      })
  void what_cannot_be_sent_is_not_acceptable(String accept) {
    Reply reply = server.get(ANNA, "Accept", accept);

    assertEquals("406 not-acceptable", reply.problem());
    assertEquals("This path sends application/json", reply.json().path("detail").asText());
    assertEquals(406, server.create("{\"id\": \"new\"}", "Accept", accept).status());
    assertEquals(404, server.get("/api/v1/customers/new").status());
  }

  @Test
  void every_path_sends_what_it_says() {
    for (Route route : server.routes()) {
      String path = route.path().replace("{id}", "anna").replace("{file}", "common.json");
      boolean stream = path.equals("/api/v1/changes");
      if (route.isRead() && !stream && !path.startsWith("/internal/")) {
        Reply reply = server.get(path.replace("segments/anna", "segments/rfm-lost"));
        String type = reply.header("content-type").split(";")[0];
        if (reply.status() == 200) {
          assertTrue(route.types().contains(type), path + " sends " + type);
        }
      }
    }
  }

  @Test
  void what_has_no_content_is_accepted_by_everybody() {
    server.create("{\"id\": \"bob\"}");

    assertEquals(204, server.delete("/api/v1/customers/bob", "Accept", "text/html").status());
  }

  @Test
  void what_was_read_can_be_sent_back_with_whatever_it_was_asked_for() {
    Reply read = server.get(ANNA + "?include=previous_segment");

    assertEquals(200, server.json("PUT", ANNA, read.body()).status());
    assertEquals(
        "[/previous_segment is read-only]",
        server.json("PATCH", ANNA, "{\"previous_segment\": null}").errors().toString());
  }
}
