package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.TestServer.Reply;
import shop.crm.schemas.Documents;

class DocumentsHttpTest {

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
  void each_schema_is_served_where_its_id_leads_and_all_that_refers_to_one_finds_it() {
    Set<String> referredTo = new TreeSet<>();
    JsonNode events = server.get("/asyncapi.json").json();
    assertEquals("3.0.0", events.get("asyncapi").asText());
    referred(URI.create("/asyncapi.json"), events, referredTo);
    for (String name : Documents.SCHEMAS) {
      URI at = URI.create("/schemas/" + name);
      JsonNode schema = server.get(at.getPath()).json();

      assertEquals(at, at.resolve(schema.get("$id").asText()));
      referred(at, schema, referredTo);
    }

    for (String path : referredTo) {
      assertEquals(200, server.get(path).status(), path);
    }
    assertTrue(referredTo.contains("/schemas/common.json"), "" + referredTo);
    assertEquals(404, server.get("/schemas/none.json").status());
  }

  /** The files that a document refers to, as paths of the server. */
  private static void referred(URI at, JsonNode document, Set<String> paths) {
    for (JsonNode reference : document.findValues("$ref")) {
      paths.add(at.resolve(reference.asText()).getPath());
    }
  }

  @Test
  void the_page_needs_nothing_from_elsewhere_and_nothing_inline() {
    Reply page = server.get("/docs");
    List<String> files =
        Pattern.compile("(?:src|href)=\"([^\"]+)\"")
            .matcher(page.body())
            .results()
            .map(found -> found.group(1))
            .filter(file -> !file.equals("data:,"))
            .toList();

    assertEquals("text/html; charset=utf-8", page.header("content-type"));
    assertTrue(files.size() > 3, "" + files);
    for (String file : files) {
      Reply reply = server.get("/" + file);
      assertFalse(file.contains("//"), file);
      assertEquals(200, reply.status(), file);
      assertFalse(reply.body().isEmpty(), file);
    }
    assertFalse(Pattern.compile("<script>|<style|style=| on\\w+=").matcher(page.body()).find());
    assertFalse(page.header("content-security-policy").contains("unsafe"));
    assertEquals(404, server.get("/docs/index.html").status());
  }
}
