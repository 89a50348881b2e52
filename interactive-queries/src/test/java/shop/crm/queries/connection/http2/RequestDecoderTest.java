package shop.crm.queries.connection.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.core5.http2.H2Error;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestDecoderTest {

  private static final int MOST = 24_576;
  private static final String PSEUDO = ":method GET|:scheme http|:path /a?b|:authority x|";

  private final RequestDecoder decoder = new RequestDecoder(MOST);

  /** Fields as literals, names and all: {@code name value|name value}. */
  private static byte[] block(String fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field : fields.split("\\|")) {
      String[] both = field.split(" ", 2);
      block.write(0);
      text(block, both[0]);
      text(block, both[1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      int rest = bytes.length - 127;
      block.write(127);
      while (rest >= 128) {
        block.write(rest & 127 | 128);
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  private String head(String fields, boolean ended) {
    return new String(decoder.request(1, block(fields), ended).head(), ISO_8859_1);
  }

  @Test
  void a_request_has_the_head_that_it_has_in_an_older_version() {
    assertEquals(
        "GET /a?b HTTP/1.1\r\nHost: x\r\naccept: */*\r\nx-1: \r\n\r\n",
        head(PSEUDO + "host X|te trailers|cookie a=b|accept */*|x-1 ", true));
  }

  @Test
  void a_body_is_measured_or_comes_in_chunks() {
    assertEquals(
        "GET /a?b HTTP/1.1\r\nHost: x\r\ncontent-length: 7\r\n\r\n",
        head(PSEUDO + "content-length 7", false));
    assertEquals(
        "GET /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", head(PSEUDO, false));
  }

  @Test
  void a_host_may_stand_in_the_place_of_the_authority() {
    assertEquals(
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        head(":method GET|:scheme https|:path /|host x", true));
  }

  static Stream<String> malformed() {
    return Stream.of(
        ":method GET|:scheme http|:path /",
        ":method GET|:path /|:authority x",
        ":scheme http|:path /|:authority x",
        ":method GET|:scheme http|:authority x",
        ":method GET|:scheme http|:path |:authority x",
        ":method GET|:scheme http|:path a|:authority x",
        ":method GET|:scheme http|:path http://x/|:authority x",
        ":method GET|:scheme ftp|:path /|:authority x",
        ":method GET|:scheme http|:path /a b|:authority x",
        ":method GET|:scheme http|:path /\r\nx: y|:authority x",
        ":method GET / HTTP/1.1\r\nx: y|:scheme http|:path /|:authority x",
        ":method GET|:scheme http|:path /|:authority x\r\n\r\nGET /",
        PSEUDO + ":path /",
        PSEUDO + ":status 200",
        PSEUDO + ":protocol websocket",
        PSEUDO + "a b|:path /",
        PSEUDO + "host y",
        PSEUDO + "host x|host x",
        PSEUDO + "A b",
        PSEUDO + " b",
        PSEUDO + "a: b",
        PSEUDO + "a\r\nb c",
        PSEUDO + "a b\r\nc: d",
        PSEUDO + "a b\nc",
        PSEUDO + "a b\0c",
        PSEUDO + "a  b",
        PSEUDO + "a b ",
        PSEUDO + "connection close",
        PSEUDO + "keep-alive 5",
        PSEUDO + "proxy-connection close",
        PSEUDO + "transfer-encoding chunked",
        PSEUDO + "upgrade h2c",
        PSEUDO + "te gzip",
        PSEUDO + "content-length 7",
        PSEUDO + "content-length -1",
        PSEUDO + "content-length 9999999999999999999");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void what_is_no_request_ends_its_stream(String fields) {
    Http2Error error = assertThrows(Http2Error.class, () -> head(fields, true));

    assertEquals(H2Error.PROTOCOL_ERROR, error.code());
    assertEquals(1, error.stream());
  }

  @Test
  void trailers_are_fields_and_nothing_else() {
    decoder.trailers(1, block("x-checksum 7"));

    Http2Error error = assertThrows(Http2Error.class, () -> decoder.trailers(1, block(":path /")));
    assertEquals(1, error.stream());
  }

  /** A few bytes that stand for many: what is unpacked ends with the first that is too much. */
  @Test
  void references_by_the_thousand_are_unpacked_no_further_than_a_head_may_be_long() {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes(block(PSEUDO.substring(0, PSEUDO.length() - 1)));
    bomb.write(0x40);
    text(bomb, "a");
    text(bomb, "b".repeat(4_000));
    for (int i = 0; i < 16_000; i++) {
      bomb.write(0x80 | 62);
    }

    int bytes = decoder.request(1, bomb.toByteArray(), true).head().length;

    assertTrue(bytes > MOST && bytes < MOST + 5_000, String.valueOf(bytes));
    assertTrue(head(PSEUDO, true).startsWith("GET /a?b "), "the connection goes on");
  }

  @Test
  void what_cannot_be_unpacked_ends_the_connection() {
    byte[] none = {(byte) 0x80 | 100};
    byte[] zero = {(byte) 0x80};
    byte[] beyond = {0, 3, 'a'};
    byte[] endless = {0, 127, (byte) 255, (byte) 255, (byte) 255, (byte) 255, 127};
    byte[] negative = {0, 127, (byte) 255, (byte) 255, (byte) 255, (byte) 255, 7};
    byte[] huffman = {0, (byte) 0x84, (byte) 255, (byte) 255, (byte) 255, (byte) 255, 1, 'a'};
    for (byte[] block : List.of(none, zero, beyond, endless, negative, huffman)) {
      Http2Error error =
          assertThrows(
              Http2Error.class,
              () -> new RequestDecoder(MOST).request(1, block, true),
              () -> new String(block, US_ASCII));
      assertEquals(H2Error.COMPRESSION_ERROR, error.code());
      assertEquals(Frame.CONNECTION, error.stream());
    }
  }
}
