package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** Files as spreadsheets and other shops' programs write them. */
class TablesHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String IMPORT = CUSTOMERS + ":import";
  private static final String NDJSON = "application/x-ndjson";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply send(String type, byte[] body) {
    return server.send("POST", IMPORT, BodyPublishers.ofByteArray(body), "Content-Type", type);
  }

  private Reply csv(String body) {
    return send("text/csv", body.getBytes(StandardCharsets.UTF_8));
  }

  private String name(String id) {
    return server.get(CUSTOMERS + "/" + id).json().path("first_name").asText();
  }

  private static List<String> errors(Reply reply) {
    assertEquals(200, reply.status(), reply.body());
    List<String> errors = new ArrayList<>();
    reply
        .json()
        .path("errors")
        .forEach(
            one ->
                errors.add(
                    one.path("line").asText()
                        + " "
                        + one.path("pointer").asText()
                        + " "
                        + one.path("message").asText()));
    return errors;
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", ","})
  void a_table_is_recognised_by_what_stands_between_its_names(String separator) {
    String table =
        """
        id;first_name;last_name;tags;email_opt_in
        a;"Ann§ the, first";Lee;vip|tea;TRUE
        b;;;;
        c;Cid;;;FALSE
        """;

    Reply reply = csv(table.replace(";", separator).replace("§", ";"));

    assertEquals(List.of(), errors(reply));
    assertEquals("3", reply.json().path("created").asText());
    assertEquals("Ann; the, first", name("a"));
    assertEquals("true", server.get(CUSTOMERS + "/a").json().path("email_opt_in").asText());
    assertEquals("Cid", name("c"));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "True, true", "FALSE, false"})
  void truth_is_written_in_any_case(String cell, boolean value) {
    assertEquals(List.of(), errors(csv("id,sms_opt_in\na," + cell + "\n")));
    assertEquals(value, server.get(CUSTOMERS + "/a").json().path("sms_opt_in").booleanValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void a_table_in_wide_characters_is_read(String charset) {
    byte[] table = "id\tfirst_name\na\tМарія\n".getBytes(Charset.forName(charset));

    assertEquals(List.of(), errors(send("text/csv", table)));
    assertEquals("Марія", name("a"));
  }

  @Test
  void lines_of_json_in_wide_characters_are_refused_whole() {
    byte[] lines = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n".getBytes(StandardCharsets.UTF_16);

    Reply reply = send(NDJSON, lines);

    assertEquals("400 malformed-request", reply.problem());
    assertTrue(reply.body().contains("UTF-16"), reply.body());
    assertEquals(List.of(), server.get(CUSTOMERS).ids());
  }

  @Test
  void a_table_of_single_bytes_is_read_where_it_says_so_and_else_told_once() {
    byte[] table = "id,first_name\na,Марія\n".getBytes(Charset.forName("windows-1251"));

    Reply silent = send("text/csv", table);
    assertEquals("400 malformed-request", silent.problem());
    assertTrue(silent.body().contains("charset=windows-1251"), silent.body());
    assertEquals(List.of(), server.get(CUSTOMERS).ids());

    assertEquals(List.of(), errors(send("text/csv; charset=Windows-1251", table)));
    assertEquals("Марія", name("a"));
    assertEquals("400 malformed-request", send("text/csv; charset=klingon", table).problem());
    assertEquals(
        "400 malformed-request",
        send(NDJSON, "{\"id\":\"Марія\"}".getBytes(Charset.forName("windows-1251"))).problem());
  }

  @Test
  void what_is_cut_off_at_the_end_of_what_was_looked_at_is_no_fault() {
    for (int before = 8_180; before < 8_200; before++) {
      ByteArrayOutputStream table = new ByteArrayOutputStream();
      String text = "id,first_name\n" + "\n".repeat(before - 16) + "a,Марія\n";
      table.writeBytes(text.getBytes(StandardCharsets.UTF_8));

      assertEquals(List.of(), errors(send("text/csv", table.toByteArray())), "" + before);
    }
  }

  @Test
  void a_name_that_no_field_has_is_told_once() {
    String rows = "a,red\nb,green\nc,\n";

    Reply table = csv("id,colour\n" + rows);
    assertEquals(List.of("2 /colour is not a field of a customer"), errors(table));
    assertEquals("3 1 2", counts(table));

    Reply lines =
        send(
            NDJSON,
            "{\"id\":\"x\",\"hue\":1}\n{\"id\":\"y\",\"hue\":2}\n"
                .getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of("1 /hue is not a field of a customer"), errors(lines));
    assertEquals("2 0 2", counts(lines));
  }

  private static String counts(Reply reply) {
    return reply.json().path("received").asText()
        + " "
        + reply.json().path("created").asText()
        + " "
        + reply.json().path("failed").asText();
  }

  @Test
  void a_table_with_a_name_twice_is_not_read() {
    assertEquals(
        List.of("1  has a field name twice; nothing was read"),
        errors(csv("id,first_name,first_name\na,Ann,Bob\n")));
    assertEquals(List.of(), server.get(CUSTOMERS).ids());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "+38/050/111-22-33 | +38 050 111-22-33",
        "0711/123456 | 0711 123456",
        "+380\u00a050\u00a01112233 | +380 50 1112233",
        "+380\u202f50 | +380 50",
        "+380\u201350\u22121112233 | +380-50-1112233",
        "\uff0b\uff13\uff18\uff10 | +380",
        "+38 (050) 111.22 | +38 (050) 111.22"
      })
  void a_phone_number_is_kept_in_one_way(String given, String kept) {
    Reply reply = server.create("{\"id\": \"a\", \"phone\": \"%s\"}".formatted(given));

    assertEquals(kept, reply.json().path("phone").asText(), reply.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"+380 50 1112233 ext. 5", "+380501112233 x5", "+380501112233;ext=5"})
  void an_extension_is_refused_with_what_would_be_right(String phone) {
    assertEquals(
        List.of(
            "/phone is not a phone number: digits, with + ( ) - . / and spaces, without an"
                + " extension"),
        server.create("{\"phone\": \"%s\"}".formatted(phone)).errors());
  }
}
