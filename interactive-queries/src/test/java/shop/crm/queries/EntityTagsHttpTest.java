package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.model.customer.Loyalty;

class EntityTagsHttpTest {

  private static final String ANNA = "/api/v1/customers/anna";
  private static final String LOST = "/api/v1/segments/rfm-lost";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.state.aggregates.put("default", Shop.aggregates(2));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_tag_changes_with_live_figures_and_still_tells_the_version() {
    Reply before = server.get(ANNA);
    server.state.customers.remove(Shop.ANNA);
    server.create("{\"id\": \"anna\"}");
    Reply after = server.get(ANNA);

    assertNotEquals(before.header("etag"), after.header("etag"));
    for (Reply reply : new Reply[] {before, after}) {
      assertTrue(
          reply.header("etag").startsWith("\"" + reply.json().get("version").asLong() + "-"),
          reply.header("etag"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANNA, LOST, "/openapi.json", "/", ANNA + "?include=previous_segment"})
  void who_has_it_is_told_so_and_nothing_else(String path) {
    Reply first = server.get(path);
    String tag = first.header("etag");

    assertEquals(tag, server.get(path).header("etag"));
    for (String known : new String[] {tag, "W/" + tag, "*", "\"x\", " + tag, "," + tag + " ,"}) {
      Reply reply = server.get(path, "If-None-Match", known);
      assertEquals("304 ", reply.status() + " " + reply.body(), known);
      assertEquals(tag, reply.header("etag"));
    }
    for (String other : new String[] {"\"x\"", "\"1\""}) {
      assertEquals(first.body(), server.get(path, "If-None-Match", other).body(), other);
    }
    assertEquals("400 malformed-request", server.get(path, "If-None-Match", "x").problem());
  }

  @Test
  void a_tag_is_not_true_any_more_once_figures_have_changed() {
    String tag = server.get(ANNA).header("etag");
    server.state.customers.put(
        Shop.ANNA,
        server.state.customers.get(Shop.ANNA).withLoyalty(new Loyalty(2_000, 0, 0, "silver")));
    Reply again = server.get(ANNA, "If-None-Match", tag);

    assertEquals("200 \"3\"", again.status() + " " + again.versionTag());
    assertNotEquals(tag, again.header("etag"));
  }

  @Test
  void what_is_read_can_be_changed_by_its_tag_whatever_its_figures_do_meanwhile() {
    server.create("{\"id\": \"bob\"}");
    String bob = "/api/v1/customers/bob";
    String tag = server.get(bob).header("etag");

    Reply first = server.json("PATCH", bob, "{\"first_name\": \"Bob\"}", "If-Match", tag);
    Reply second = server.json("PATCH", bob, "{\"first_name\": \"Rob\"}", "If-Match", tag);

    assertEquals("200 \"2\"", first.status() + " " + first.header("etag"));
    assertEquals("412 stale-version", second.problem());
  }
}
