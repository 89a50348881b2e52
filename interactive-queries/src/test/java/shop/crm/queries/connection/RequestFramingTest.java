package shop.crm.queries.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFramingTest {

  private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String CHUNKED =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** What is passed on of bytes that come in pieces, and why the rest is not. */
  private record Outcome(String passed, Optional<Refusal> refusal) {}

  private static Outcome outcome(String bytes, int... cuts) {
    RequestFraming framing = new RequestFraming();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    byte[] all = bytes.getBytes(ISO_8859_1);
    int from = 0;
    for (int cut : cuts) {
      passed.writeBytes(all(framing, Arrays.copyOfRange(all, from, cut)));
      from = cut;
    }
    passed.writeBytes(all(framing, Arrays.copyOfRange(all, from, all.length)));
    return new Outcome(passed.toString(ISO_8859_1), framing.refusal());
  }

  /** What is passed on once every request before has been answered. */
  private static byte[] all(RequestFraming framing, byte[] in) {
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    passed.writeBytes(framing.accept(in));
    for (var later = framing.later(); later.isPresent(); later = framing.later()) {
      passed.writeBytes(framing.accept(later.get()));
    }
    return passed.toByteArray();
  }

  private static void assertPassed(String expected, String bytes) {
    assertEquals(new Outcome(expected, Optional.empty()), outcome(bytes));
  }

  private static void assertRefused(Refusal why, String bytes) {
    assertEquals(new Outcome("", Optional.of(why)), outcome(bytes));
  }

  @Test
  void a_request_without_a_body_is_passed_on_without_being_copied() {
    byte[] request = GET.getBytes(ISO_8859_1);

    assertSame(request, new RequestFraming().accept(request));
  }

  @Test
  void requests_behind_each_other_are_passed_on_as_they_stand() {
    String post = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nG\r\n\r\n";

    assertPassed(GET + post + GET, GET + post + GET);
  }

  @Test
  void what_a_sender_writes_about_its_chunks_ends_here() {
    assertPassed(
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n" + GET,
        CHUNKED + "002;x=y\r\nhe\r\n3\r\nllo\r\n0;last\r\nX: y\r\nHost: z\r\n\r\n" + GET);
  }

  @Test
  void a_chunk_with_an_extension_is_one_request_and_not_two() {
    String hidden = "0\r\n\r\nGET /internal/tallies?tenant=a HTTP/1.1\r\nHost: x\r\n\r\n";
    String size = Integer.toHexString(hidden.length());

    assertPassed(
        CHUNKED + size + "\r\n" + hidden + "\r\n0\r\n\r\n",
        CHUNKED + size + ";x=y\r\n" + hidden + "\r\n0\r\n\r\n");
  }

  @Test
  void a_chunk_is_not_larger_than_what_has_come_of_it() {
    assertPassed(CHUNKED + "3\r\nabc\r\n", CHUNKED + "7fffffff\r\nabc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2\r\n{}XX0\r\n\r\n",
        "2\r\n{}\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "zz\r\n",
        "-1\r\n",
        "+5\r\n",
        "0x5\r\n",
        " 5\r\nhello",
        "5 \r\nhello",
        "\r\n",
        ";\r\n",
        "0000000000000001\r\n",
        "5;\u0000\r\nhello",
        "{\"email\":\"ann@example.org\"}\u001b[2J\r\n",
        "0\r\nbad\r\n\r\n",
        "0\r\n: x\r\n\r\n",
        "0\r\n X: y\r\n\r\n",
        "0\r\nX: y\n\r\n"
      })
  void a_body_that_is_framed_wrongly_is_refused(String body) {
    Outcome outcome = outcome(CHUNKED + body);

    assertEquals(Optional.of(Refusal.MALFORMED_BODY), outcome.refusal());
    assertTrue(!outcome.passed().contains("0\r\n\r\n"), outcome.passed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1;", "0\r\nX: ", "0\r\nX"})
  void a_line_or_trailers_without_end_are_refused_within_four_kibibytes(String begin) {
    String endless = CHUNKED + begin + "a".repeat(4_096);

    assertEquals(Optional.of(Refusal.MALFORMED_BODY), outcome(endless).refusal());
  }

  @Test
  void trailers_of_many_lines_are_bounded_together() {
    String trailers = "X: y\r\n".repeat(1_000);

    assertEquals(
        Optional.of(Refusal.MALFORMED_BODY), outcome(CHUNKED + "0\r\n" + trailers).refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0x5",
        "Content-Length:",
        "Content-Length: 5 5",
        "Content-Length: 9999999999999999999",
        "Content-Length : 5",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "X: a\r\n b",
        " X: y",
        "X\u0000: 1",
        "X: \u0000",
        "X: \u000b",
        "X: a\rb",
        "X: a\nY: b",
        "bad header",
        ": x",
        "a b: c",
        "X-\u00e9: 1",
        "Host: y",
        "Host: x\r\nX: y"
      })
  void fields_that_two_readers_could_understand_in_two_ways_are_refused(String fields) {
    assertRefused(
        Refusal.MALFORMED_HEAD, "POST /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\nhello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G\u00e9T / HTTP/1.1",
        "get / HTTP/1.1",
        "Get / HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "GET / HTTP/1.1 x",
        "GET  / HTTP/1.1",
        "GET / HTTP/2.0",
        "GET / HTTP/1.1.1",
        "GET / http/1.1",
        "GET /",
        "GET",
        " / HTTP/1.1",
        "GET /\u00ff HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /a%2 HTTP/1.1",
        "GET /a?b=% HTTP/1.1",
        "GET /a?b#c HTTP/1.1",
        "\u0016\u0003\u0001\u0002",
        ""
      })
  void what_is_no_request_line_is_refused(String line) {
    assertRefused(Refusal.MALFORMED_HEAD, line + "\r\nHost: x\r\n\r\n");
  }

  @Test
  void lines_end_in_two_characters() {
    assertRefused(Refusal.MALFORMED_HEAD, "GET / HTTP/1.1\nHost: x\n\n");
  }

  @Test
  void a_request_names_its_host() {
    assertRefused(Refusal.MALFORMED_HEAD, "GET / HTTP/1.1\r\nX: y\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Tenant-ID", "Idempotency-Key", "If-Match", "Content-Type", "Last-Event-ID"})
  void what_may_stand_there_once_is_refused_where_it_stands_twice(String name) {
    assertRefused(
        Refusal.REPEATED_HEADER,
        "GET / HTTP/1.1\r\nHost: x\r\n%s: a\r\n%s: a\r\n\r\n"
            .formatted(name, name.toLowerCase(Locale.ROOT)));
  }

  @Test
  void a_target_over_eight_kibibytes_is_too_long() {
    String longest = "GET /" + "a".repeat(8_191) + " HTTP/1.1\r\nHost: x\r\n\r\n";

    assertPassed(longest, longest);
    assertRefused(
        Refusal.URI_TOO_LONG, "GET /" + "a".repeat(8_192) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertRefused(Refusal.URI_TOO_LONG, "GET /" + "a".repeat(9_000));
  }

  @Test
  void a_head_is_bounded_in_bytes_and_in_fields() {
    assertRefused(Refusal.HEAD_TOO_LARGE, "GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(30_000));
    assertRefused(
        Refusal.HEAD_TOO_LARGE, "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(100) + "\r\n");
  }

  @Test
  void a_request_of_an_older_version_is_passed_on_as_the_last_of_its_connection() {
    assertPassed(
        "GET /a HTTP/1.1\r\nConnection: close\r\nHost: x\r\nA: b\r\n\r\n",
        "GET /a HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nA: b\r\n\r\n");
    assertPassed(
        "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /a HTTP/1.0\r\n\r\n");
    assertPassed(
        "POST /a HTTP/1.1\r\nConnection: close\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
        "POST /a HTTP/1.0\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na");
    assertRefused(Refusal.MALFORMED_HEAD, "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"})
  void one_whose_answer_is_written_otherwise_waits_until_those_before_it_are_answered(
      String special) {
    RequestFraming framing = new RequestFraming();

    assertEquals(
        GET + GET,
        new String(framing.accept((GET + GET + special + GET).getBytes(ISO_8859_1)), ISO_8859_1));
    assertTrue(framing.answer().isEmpty());
    byte[] later = framing.later().orElseThrow();
    assertTrue(new String(framing.accept(later), ISO_8859_1).startsWith(special.substring(0, 5)));
    assertTrue(framing.answer().isPresent());
    Optional<byte[]> last = framing.later();
    if (last.isPresent()) {
      assertEquals(GET, new String(framing.accept(last.get()), ISO_8859_1));
      assertTrue(framing.answer().isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Keep-Alive , CLOSE", "x,close\r\nConnection: y"})
  void what_comes_behind_the_last_request_is_not_passed_on(String connection) {
    String last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n";

    assertPassed(last, last + GET);
  }

  @Test
  void what_comes_behind_a_refusal_is_not_passed_on() {
    RequestFraming framing = new RequestFraming();
    framing.accept("GET\r\n\r\n".getBytes(ISO_8859_1));

    assertArrayEquals(new byte[0], framing.accept(GET.getBytes(ISO_8859_1)));
  }

  static Stream<String> conversations() {
    return Stream.of(
        GET + GET,
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" + GET,
        CHUNKED + "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n" + GET,
        CHUNKED + "5\r\nhelloXX0\r\n\r\n" + GET,
        GET + "GET http://evil/ HTTP/1.1\r\nHost: x\r\n\r\n" + GET,
        "GET http://x/ HTTP/1.0\r\nHost: x\r\nConnection: a\r\nConnection: b\r\n\r\n" + GET,
        GET + "HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na" + GET,
        GET + CHUNKED + "1\r\na\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        GET + "GET / HTTP/1.1\nHost: x\n\n");
  }

  /** The body of a chunked request as it is cut by chance, and its refusal. */
  private static Outcome unchunked(Outcome outcome) {
    String text = outcome.passed();
    int begin = text.indexOf("chunked\r\n\r\n");
    if (begin < 0) {
      return outcome;
    }
    StringBuilder body = new StringBuilder(text.substring(0, begin));
    int at = begin + "chunked\r\n\r\n".length();
    while (at < text.length()) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      body.append(text, line + 2, line + 2 + size);
      at = line + 4 + size;
      if (size == 0) {
        body.append("END").append(text.substring(at));
        break;
      }
    }
    return new Outcome(body.toString(), outcome.refusal());
  }

  @ParameterizedTest
  @MethodSource("conversations")
  void it_does_not_matter_how_bytes_are_cut(String bytes) {
    Outcome whole = unchunked(outcome(bytes));
    int[] everywhere = IntStream.range(1, bytes.length()).toArray();
    assertEquals(whole, unchunked(outcome(bytes, everywhere)));
    Random random = new Random(bytes.hashCode());
    for (int i = 0; i < 200; i++) {
      int[] cuts = random.ints(random.nextInt(6), 0, bytes.length()).sorted().toArray();
      assertEquals(whole, unchunked(outcome(bytes, cuts)), () -> Arrays.toString(cuts));
    }
  }

  @Test
  void bytes_by_chance_are_refused_or_passed_on_and_nothing_else() {
    Random random = new Random(7);
    List<String> seeds = conversations().toList();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder bytes = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes.setCharAt(random.nextInt(bytes.length()), (char) random.nextInt(256));
      }
      List<Outcome> outcomes = new ArrayList<>();
      outcomes.add(outcome(bytes.toString()));
      outcomes.add(outcome(bytes.toString(), random.nextInt(bytes.length())));

      assertEquals(
          outcomes.getFirst().refusal(), outcomes.getLast().refusal(), () -> "of " + bytes);
    }
  }
}
