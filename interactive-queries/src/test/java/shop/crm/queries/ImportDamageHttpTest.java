package shop.crm.queries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.queries.TestServer.Reply;
import shop.crm.queries.http.ApiPaths;

/** Files that are not what they should be: nothing of them is a fault of the server. */
class ImportDamageHttpTest {

  private static final String CUSTOMERS = ApiPaths.CUSTOMERS;
  private static final String IMPORT = CUSTOMERS + ":import";
  private static final String NDJSON = "application/x-ndjson";
  private static final int MEBIBYTE = 1 << 20;

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Sends a body in which {@code §} stands for a byte that UTF-8 does not have. */
  private Reply send(String type, String body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.chars()
        .forEach(
            c -> {
              if (c == '§') {
                bytes.write(0xC3);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return server.send(
        "POST", IMPORT, BodyPublishers.ofByteArray(bytes.toByteArray()), "Content-Type", type);
  }

  /** Line, pointer and message of each error. */
  private static List<String> errors(Reply reply) {
    assertEquals(200, reply.status(), reply.body());
    return IntStream.range(0, reply.json().get("errors").size())
        .mapToObj(i -> reply.json().get("errors").get(i))
        .map(
            error ->
                error.get("line").asText()
                    + " "
                    + error.get("pointer").asText()
                    + " "
                    + error.get("message").asText())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\": \"§\"}",
        "§",
        "\u0000",
        "\u0000{\"id\": \"b\"}",
        "\u0000\u0000\u0000{\"id\": \"b\"}",
        "\u0000\u0000\u0000\u0000\u0000\u0000",
        "{\"id\": \"b\"}\u0000",
        "{\"id\": \"b\", \"first_name\": \"\u0007\"}",
        "[[[[[[[[[["
      })
  void a_line_of_broken_bytes_fails_alone(String line) {
    Reply reply = send(NDJSON, "{\"id\": \"a\"}\n" + line + "\n{\"id\": \"c\"}\n");

    assertEquals(List.of("2  is not JSON, or has a name twice"), errors(reply));
    assertEquals(List.of("a", "c"), server.get(CUSTOMERS).ids());
  }

  @Test
  void a_field_name_that_is_cut_inside_a_character_is_no_fault() {
    Reply reply =
        send(NDJSON, "{\"id\": \"a\", \"" + "x".repeat(63) + "\uD83D\uDE00\": 1}".replace("§", ""));

    assertTrue(errors(reply).getFirst().endsWith("is not a field of a customer"), reply.body());
  }

  @Test
  void a_cell_of_broken_bytes_fails_its_row_alone() {
    String unreadable = "has control characters, or half of a surrogate pair";
    Reply reply =
        send(
            "text/csv",
            """
            id,first_name,date_of_birth
            a,Ann
            b,B§b
            §c,Cid
            d,\u0000Dan,§
            e,"E\u0000"
            f,Fay
            """);

    assertEquals(
        List.of(
            "3 /first_name " + unreadable,
            "4 /id is not an id: 1 to 128 characters of A-Z a-z 0-9 . _ : @ + -,"
                + " and neither . nor ..",
            "5 /first_name " + unreadable,
            "5 /date_of_birth is not a date like 1990-12-31",
            "6 /first_name " + unreadable),
        errors(reply));
    assertEquals(List.of("a", "f"), server.get(CUSTOMERS).ids());
  }

  @Test
  void a_header_of_broken_bytes_names_no_field() {
    assertEquals(
        List.of("2 /na\uFFFDme is not a field of a customer"),
        errors(send("text/csv", "id,na§me\na,Ann\n")));
  }

  @Test
  void a_line_that_is_too_long_fails_alone() {
    String name = "x".repeat(MEBIBYTE - 30);
    Reply reply =
        send(
            NDJSON,
            """
            {"id": "a"}
            {"id": "b", "first_name": "%s......................."}
            {"id": "c", "first_name": "%s"}
            {"id": "d"}
            """
                .formatted(name, name));

    assertEquals(
        List.of("2  has more than 1048576 bytes", "3 /first_name has more than 200 characters"),
        errors(reply));
    assertEquals(List.of("a", "d"), server.get(CUSTOMERS).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"b,\"", "b,", "\"\"\"\n"})
  void a_row_without_an_end_ends_the_import_with_what_came_before_it(String begin) {
    Reply reply = send("text/csv", "id,first_name\na,Ann\n" + begin + "x".repeat(3 * MEBIBYTE));

    assertEquals(
        List.of("3  has more than 1048576 bytes; what follows it was not read"), errors(reply));
    assertEquals(List.of("a"), server.get(CUSTOMERS).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,", "x", "\"x"})
  void a_header_without_an_end_is_no_header(String piece) {
    List<String> errors = errors(send("text/csv", piece.repeat(2 * MEBIBYTE)));

    assertEquals(1, errors.size());
    assertTrue(
        Set.of("1  has more than 1048576 bytes", "1  is not a header of field names")
            .contains(errors.getFirst()),
        errors::toString);
  }

  @Test
  void an_import_of_blank_lines_without_an_end_is_refused() throws IOException {
    try (SlowUpload upload = new SlowUpload(server, 4 * MEBIBYTE)) {
      upload.send(" \n".repeat(MEBIBYTE));

      assertTrue(upload.answer().startsWith("HTTP/1.1 413"));
    }
  }

  @Test
  void a_line_of_very_many_values_fails_alone() {
    String many = "{\"id\": \"a\", \"tags\": [" + "{},".repeat(300_000) + "{}]}";

    assertEquals(
        List.of("1  is not JSON, or has a name twice"),
        errors(send(NDJSON, many + "\n{\"id\": \"b\"}")));
    assertEquals(List.of("b"), server.get(CUSTOMERS).ids());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Idempotency-Key: k-1\r\n"})
  void a_client_that_goes_away_leaves_whole_batches_and_can_begin_again(String key)
      throws IOException {
    String lines =
        IntStream.range(0, 1_100)
            .mapToObj(i -> "{\"id\": \"c-%04d\"}\n".formatted(i))
            .collect(Collectors.joining());
    try (SlowUpload upload = new SlowUpload(server, 2 * lines.length(), key)) {
      upload.send(lines);
      upload.await(1_000);
    }
    server.restart();
    Reply again = server.post(IMPORT, lines, "Content-Type", NDJSON, "Idempotency-Key", "k-1");

    assertEquals(
        "100 1000",
        again.json().get("created").asText() + " " + again.json().get("unchanged").asText());
  }
}
