package shop.crm.benchmarks.fuzz.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.odd.Dice;
import shop.crm.benchmarks.odd.OddTexts;

/** All that a client of HTTP/2 sends on a connection: frames, some of which are right. */
final class FrameSequences {

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final byte[] NOTHING = {};
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int HEAD_BYTES = 9;

  private final long seed;
  private final String authority;
  private final Bearings bearings;

  FrameSequences(long seed, String authority, Bearings bearings) {
    this.seed = seed;
    this.authority = authority;
    this.bearings = bearings;
  }

  /** The bytes of the connection of a number. */
  byte[] make(long number) {
    Dice dice = Dice.cast(seed, number);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frame(SETTINGS, 0, 0, dice.chance(0.1) ? dice.bytes(6) : NOTHING));
    int stream = 1;
    for (int left = dice.below(40); left >= 0; left--) {
      stream += dice.chance(0.7) ? 2 : 0;
      some(stream, dice, out);
    }
    return out.toByteArray();
  }

  private void some(int stream, Dice dice, ByteArrayOutputStream out) {
    switch (dice.below(10)) {
      case 0, 1, 2 -> out.writeBytes(frame(HEADERS, 5, stream, request(dice)));
      case 3 -> {
        out.writeBytes(frame(HEADERS, END_HEADERS, stream, request(dice)));
        byte[] content = dice.bytes(dice.below(20_000));
        out.writeBytes(frame(DATA, dice.of(0, END_STREAM, 8), stream, content));
      }
      case 4 -> {
        byte[] block = request(dice);
        int cut = dice.below(block.length);
        byte[] begin = ByteBuffer.allocate(cut).put(block, 0, cut).array();
        byte[] rest =
            ByteBuffer.allocate(block.length - cut).put(block, cut, block.length - cut).array();
        out.writeBytes(frame(HEADERS, END_STREAM, stream, begin));
        out.writeBytes(frame(CONTINUATION, dice.of(0, END_HEADERS), stream, rest));
      }
      case 5 -> {
        byte[] ask = frame(HEADERS, 5, stream, request(dice));
        out.writeBytes(ask);
        out.writeBytes(frame(RESET, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      case 6 -> {
        byte[] one =
            frame(
                dice.below(12),
                dice.below(256),
                dice.of(0, stream),
                dice.bytes(dice.of(0, 4, 5, 6, 8)));
        for (int i = dice.of(1, 10, 5_000); i > 0; i--) {
          out.writeBytes(one);
        }
      }
      case 7 -> out.writeBytes(frame(HEADERS, 5, stream, dice.bytes(dice.below(300))));
      case 8 -> out.writeBytes(dice.bytes(dice.below(40)));
      default ->
          out.writeBytes(
              frame(
                  dice.below(12), dice.below(256), dice.below(20), dice.bytes(dice.below(20_000))));
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    int length = payload.length;
    return ByteBuffer.allocate(HEAD_BYTES + length)
        .putShort((short) (length >> 8))
        .put((byte) length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** Fields by their names, of which one may be wrong. */
  private byte[] request(Dice dice) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(":method", dice.of("GET", "GET", "POST", "HEAD", "PRI", "get"), block);
    field(":scheme", "http", block);
    field(
        ":path",
        dice.of("/api/v1/customers", "/openapi.json", "/internal/tallies", "//x", "*", "", "/ /"),
        block);
    field(":authority", authority, block);
    for (String header : bearings.draw(Optional.empty(), "fuzz-0", dice).headers()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
      field(name, header.substring(colon + 1).strip(), block);
    }
    if (dice.chance(0.3)) {
      field(
          dice.of("connection", "x\r\nx-injected", "X", "", ":path", "content-length", "te", "x"),
          dice.of("close", "1\r\nx-injected: 1", OddTexts.PLANTED, "5", "y".repeat(9_000)),
          block);
    }
    return block.toByteArray();
  }

  private static void field(String name, String value, ByteArrayOutputStream block) {
    block.write(0);
    text(name, block);
    text(value, block);
  }

  /** As it is, behind its length in groups of seven bits where it does not fit the first byte. */
  private static void text(String text, ByteArrayOutputStream block) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    block.write(Math.min(bytes.length, 127));
    if (bytes.length >= 127) {
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }
}
