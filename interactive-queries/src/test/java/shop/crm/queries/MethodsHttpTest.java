package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.Resource;
import shop.crm.queries.http.Route;

/** What every path answers beside what it is for. */
class MethodsHttpTest {

  private static final String CUSTOMER = "/api/v1/customers/anna";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
    server.state.customers.put(Shop.ANNA, Shop.anna());
    server.create("{\"id\": \"bob\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply send(String method, String path, String... headers) {
    return server.send(method, path, BodyPublishers.noBody(), headers);
  }

  private static String filled(String path) {
    return path.replace("{id}", path.contains("segments/{id}") ? "rfm-lost" : "anna")
        .replace("{customer_id}", "bob")
        .replace("{file}", "common.json");
  }

  @Test
  void head_answers_as_get_without_content_everywhere() {
    for (Route route : server.routes()) {
      String path = filled(route.path());
      if (!route.isRead() || path.equals("/api/v1/changes")) {
        continue;
      }
      Reply get = server.get(path);
      Reply head = send("HEAD", path);

      assertEquals("", head.body(), path);
      assertEquals(get.status(), head.status(), path);
      assertEquals(get.header("content-type"), head.header("content-type"), path);
      assertEquals(get.header("x-as-of"), head.header("x-as-of"), path);
      assertEquals(get.header("etag"), head.header("etag"), path);
      if (!head.headers().containsKey("transfer-encoding") && !path.equals("/metrics")) {
        assertEquals(get.header("content-length"), head.header("content-length"), path);
      }
    }
  }

  @Test
  void head_of_a_stream_tells_what_it_is_and_ends() {
    Reply head = send("HEAD", "/api/v1/changes");

    assertEquals(200, head.status());
    assertEquals("text/event-stream", head.header("content-type"));
    assertEquals("", head.body());
  }

  @Test
  void head_of_what_is_not_there_is_404_without_content() {
    Reply head = send("HEAD", "/api/v1/customers/nobody");

    assertEquals("404 ", head.status() + " " + head.body());
    assertEquals(Problem.MEDIA_TYPE, head.header("content-type"));
  }

  @Test
  void options_tells_what_a_path_answers() {
    assertEquals(
        "204 DELETE, GET, HEAD, OPTIONS, PATCH, PUT",
        send("OPTIONS", CUSTOMER).status() + " " + send("OPTIONS", CUSTOMER).header("allow"));
    for (Map.Entry<String, Set<String>> path : Resource.methods(server.routes()).entrySet()) {
      Reply options = send("OPTIONS", filled(path.getKey()));
      Reply other = send("TRACE", filled(path.getKey()));

      assertEquals(204, options.status(), path.getKey());
      assertEquals(405, other.status(), path.getKey());
      for (Reply reply : List.of(options, other)) {
        assertEquals(
            path.getValue(), new TreeSet<>(Arrays.asList(reply.header("allow").split(", "))));
      }
    }
    assertEquals(404, send("OPTIONS", "/api/v1/nothing").status());
  }

  @Test
  void a_page_of_a_chosen_site_may_ask_and_is_told_so() {
    Reply preflight =
        send(
            "OPTIONS",
            CUSTOMER,
            "Origin",
            TestServer.SITE,
            "Access-Control-Request-Method",
            "PATCH",
            "Access-Control-Request-Headers",
            "content-type,if-match");
    assertEquals(204, preflight.status());
    assertEquals(TestServer.SITE, preflight.header("access-control-allow-origin"));
    assertEquals(
        "DELETE, GET, HEAD, OPTIONS, PATCH, PUT", preflight.header("access-control-allow-methods"));
    assertTrue(preflight.header("access-control-allow-headers").contains("If-Match"));
    assertTrue(preflight.header("access-control-allow-headers").contains("X-On-Behalf-Of"));
    assertEquals("600", preflight.header("access-control-max-age"));

    for (Reply reply :
        List.of(
            server.get(CUSTOMER, "Origin", TestServer.SITE),
            server.get("/api/v1/customers/nobody", "Origin", TestServer.SITE),
            server.create("{}", "Origin", TestServer.SITE, "Sec-Fetch-Site", "cross-site"))) {
      assertEquals(TestServer.SITE, reply.header("access-control-allow-origin"));
      List<String> exposed = List.of(reply.header("access-control-expose-headers").split(", "));
      assertTrue(
          exposed.containsAll(
              List.of("ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate")));
      assertTrue(reply.header("vary").contains("Origin"), reply.header("vary"));
    }
  }

  @Test
  void a_page_of_any_other_site_is_told_nothing() {
    for (String origin : List.of("https://evil.example", "null", "https://shop.example.evil")) {
      Reply get = server.get(CUSTOMER, "Origin", origin);
      Reply preflight =
          send("OPTIONS", CUSTOMER, "Origin", origin, "Access-Control-Request-Method", "GET");

      for (Reply reply : List.of(get, preflight)) {
        assertEquals(403, reply.status(), origin);
        assertEquals("none", reply.header("access-control-allow-origin"));
      }
    }
    assertEquals("none", server.get(CUSTOMER).header("access-control-allow-origin"));
    assertTrue(server.get(CUSTOMER).header("vary").contains("Origin"));
  }
}
