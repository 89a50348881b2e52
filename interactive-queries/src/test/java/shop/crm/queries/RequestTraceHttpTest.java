package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;

/** What every answer says beside its content. */
class RequestTraceHttpTest {

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/customers/anna",
        "/api/v1/customers/nobody",
        "/api/v1/customers?foo=1",
        "/api/v1/customers:export",
        "/nothing",
        "/health/live",
        "/"
      })
  void a_request_has_the_name_that_its_caller_gives_it(String path) {
    assertEquals(
        "Az-9._:+/=", server.get(path, "X-Request-ID", "Az-9._:+/=").header("x-request-id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ann@example.org", "{}", "a\tb", "a,b"})
  void a_name_that_could_be_anything_is_not_taken(String name) {
    String id = server.get("/health/live", "X-Request-ID", name).header("x-request-id");

    assertEquals(id, UUID.fromString(id).toString());
  }

  @Test
  void without_a_name_every_request_gets_one_of_its_own() {
    assertNotEquals(
        server.get("/health/live").header("x-request-id"),
        server.get("/health/live").header("x-request-id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/customers/anna",
        "/api/v1/customers/nobody",
        "/api/v1/customers",
        "/api/v1/customers:export",
        "/api/v1/analytics/overview",
        "/api/v1/segments",
        "/nothing"
      })
  void nobody_stores_personal_data_or_guesses_what_it_is(String path) {
    Reply reply = server.get(path);

    assertEquals("no-store", reply.header("cache-control"));
    assertEquals("nosniff", reply.header("x-content-type-options"));
  }

  @Test
  void what_is_refused_before_it_is_routed_says_so_too() {
    Reply reply = server.get("/api/v1/customers/%61nna");

    assertEquals(400, reply.status());
    assertEquals("no-store", reply.header("cache-control"));
    assertEquals("nosniff", reply.header("x-content-type-options"));
  }

  @Test
  void the_page_runs_its_own_script_and_stands_in_nobody_s_frame() {
    Reply page = server.get("/");
    String policy = page.header("content-security-policy");

    assertTrue(policy.contains("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertEquals("nosniff", page.header("x-content-type-options"));
    assertEquals("no-referrer", page.header("referrer-policy"));
    // What the policy would stop: scripts, handlers and styles that stand in the page.
    assertFalse(
        Pattern.compile("<script>|<style|<[a-z][^>]*\\s(on[a-z]+|style)=")
            .matcher(page.body())
            .find());
  }

  @Test
  void the_page_s_own_files_are_there_and_put_no_text_into_it_as_html() {
    Pattern named = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"|from '\\./([^']+)'");
    Set<String> files = new TreeSet<>();
    for (String text : List.of(server.get("/").body(), server.get("/page/page.js").body())) {
      named
          .matcher(text)
          .results()
          .map(found -> found.group(1) == null ? "page/" + found.group(2) : found.group(1))
          .forEach(files::add);
    }

    assertEquals(Set.of("page/feed.js", "page/page.css", "page/page.js", "page/session.js"), files);
    for (String file : files) {
      Reply reply = server.get("/" + file);
      assertEquals(200, reply.status(), file);
      assertEquals("nosniff", reply.header("x-content-type-options"));
      assertFalse(
          Pattern.compile(
                  "innerHTML|outerHTML|insertAdjacent|document\\.write|localStorage|eval\\(")
              .matcher(reply.body())
              .find(),
          file);
    }
    assertEquals(404, server.get("/page/index.html").status());
  }
}
