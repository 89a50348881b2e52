package shop.crm.benchmarks.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

  private static AnswerReader reading(String wire) {
    return new AnswerReader(new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static List<String> answers(String wire) throws IOException {
    AnswerReader reader = reading(wire);
    List<String> answers = new ArrayList<>();
    for (Optional<Answer> next = reader.next(false); next.isPresent(); next = reader.next(false)) {
      answers.add(next.get().status() + " " + next.get().text());
    }
    return answers;
  }

  @Test
  void answers_behind_each_other_are_told_apart() throws IOException {
    assertEquals(
        List.of("200 one", "204 ", "404 twothree", "200 the rest"),
        answers(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
                + "HTTP/1.1 204 No Content\r\n\r\n"
                + "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\ntwo\r\n5;x=y\r\nthree\r\n0\r\n\r\n"
                + "HTTP/1.1 200 OK\r\n\r\nthe rest"));
  }

  @Test
  void an_interim_answer_is_none() throws IOException {
    assertEquals(
        List.of("201 x"),
        answers("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx"));
  }

  @Test
  void an_answer_to_head_has_no_content() throws IOException {
    AnswerReader reader = reading("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    assertEquals("", reader.next(true).orElseThrow().text());
    assertTrue(reader.next(false).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nonexHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\none\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\u001B[2J\r\n\r\n",
        "HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        "<html>\r\n"
      })
  void what_is_not_exactly_an_answer_is_refused(String wire) {
    assertThrows(MalformedAnswer.class, () -> answers(wire));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\non",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"
      })
  void an_answer_that_breaks_off_is_not_taken_for_one(String wire) {
    assertThrows(EOFException.class, () -> answers(wire));
  }

  @Test
  void of_a_stream_of_events_only_the_head_is_read() throws IOException {
    Answer answer =
        reading("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\n\n")
            .next(false)
            .orElseThrow();
    assertTrue(answer.streams());
    assertEquals("", answer.text());
  }

  @Test
  void of_a_large_content_the_beginning_is_kept_and_the_rest_passed_over() throws IOException {
    int large = AnswerReader.KEPT + 10;
    AnswerReader reader =
        reading(
            "HTTP/1.1 200 OK\r\nContent-Length: "
                + large
                + "\r\n\r\n"
                + "x".repeat(large)
                + "HTTP/1.1 204 No Content\r\n\r\n");
    assertEquals(AnswerReader.KEPT, reader.next(false).orElseThrow().body().length);
    assertEquals(204, reader.next(false).orElseThrow().status());
  }
}
