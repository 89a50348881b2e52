package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.crm.queries.http.ApiPaths;

/**
 * A text is found however it is written; of what the stream lists, see the customer index's tests.
 */
class SearchHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void add(String id, String field, String text) {
    String body = "{\"id\": \"%s\", \"%s\": \"%s\"}".formatted(id, field, text);
    assertEquals(201, server.create(body).status());
  }

  private Set<String> found(String parameter, String text) {
    return Set.copyOf(
        server
            .get(
                CUSTOMERS + "?" + parameter + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
            .ids());
  }

  @Test
  void a_name_is_found_in_every_form_by_every_form() {
    List<String> forms =
        List.of("M\u00fcller", "Mu\u0308ller", "\uff2d\u00fc\uff4c\uff4c\uff45\uff52");
    for (int i = 0; i < forms.size(); i++) {
      add("form-" + i, i == 1 ? "last_name" : "first_name", forms.get(i));
    }
    add("ligature", "last_name", "Gri\ufb03n");
    add("blank", "first_name", "Anna\u00a0Maria");

    for (String form : forms) {
      assertEquals(Set.of("form-0", "form-1", "form-2"), found("q", form), form);
    }
    for (String text : List.of("griffi", "gri\ufb03", "GRI\ufb03N")) {
      assertEquals(Set.of("ligature"), found("q", text), text);
    }
    for (String text : List.of("anna m", "anna\u00a0m", "ANNA  Maria")) {
      assertEquals(Set.of("blank"), found("q", text), text);
    }
    assertEquals(
        "Mu\u0308ller",
        server.get(CUSTOMERS + "/form-1").json().path("last_name").asText(),
        "what was given is told as it was given");
  }

  @Test
  void the_domain_of_an_email_has_one_form() {
    add("idn", "email", "info@m\u00fcller.example");

    assertEquals(Set.of("idn"), found("email", "info@xn--mller-kva.example"));
    assertEquals(Set.of("idn"), found("email", "Info@MU\u0308LLER.example"));
    assertEquals(Set.of("idn"), found("q", "info@m\u00fcl"));
    assertEquals(
        "409 already-there",
        server.create("{\"email\": \"Info@XN--MLLER-KVA.example\"}").problem());
  }

  @Test
  void two_segments_do_not_have_one_name_in_two_forms() {
    String segment = "{\"name\": \"%s\", \"type\": \"manual\"}";
    server.json("POST", ApiPaths.SEGMENTS, segment.formatted("M\u00fcller"));

    assertEquals(
        409, server.json("POST", ApiPaths.SEGMENTS, segment.formatted("Mu\u0308ller")).status());
  }
}
