package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswerFramingTest {

  private static final String MEASURED =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
          + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";

  /** However the library's writes are cut, the caller gets the same. */
  private static String written(boolean old, boolean headOnly, String answer) {
    byte[] all = answer.getBytes(ISO_8859_1);
    String whole = "";
    for (int cut = 0; cut < all.length; cut++) {
      AnswerFraming framing = AnswerFraming.of(old, headOnly).orElseThrow();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(framing.accept(Arrays.copyOfRange(all, 0, cut)));
      out.writeBytes(framing.accept(Arrays.copyOfRange(all, cut, all.length)));
      String text = out.toString(ISO_8859_1);
      assertTrue(cut == 0 || text.equals(whole), text);
      whole = text;
    }
    return whole;
  }

  @Test
  void an_older_caller_gets_neither_chunks_nor_a_version_that_it_does_not_know() {
    assertEquals(
        "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
        written(true, false, MEASURED));
    assertEquals(
        "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nhello", written(true, false, CHUNKED));
  }

  @Test
  void head_is_answered_with_the_head_of_get_and_nothing_behind_it() {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n";

    assertEquals(head, written(false, true, MEASURED));
    assertEquals(CHUNKED.substring(0, CHUNKED.indexOf("2\r\n")), written(false, true, CHUNKED));
    assertEquals(head.replace("1.1", "1.0"), written(true, true, MEASURED));
    assertEquals(
        "HTTP/1.1 100 Continue\r\n\r\n" + head,
        written(false, true, "HTTP/1.1 100 Continue\r\n\r\n" + MEASURED));
  }

  @Test
  void nobody_else_s_answer_is_touched() {
    assertTrue(AnswerFraming.of(false, false).isEmpty());
  }
}
