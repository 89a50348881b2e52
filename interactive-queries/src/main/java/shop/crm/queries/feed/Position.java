package shop.crm.queries.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * How far a reader has come in all partitions of the topics: the next offset of each. As text it is
 * the id of an event, which a client sends back to go on from there: base64url of a version, the
 * number of the log, and the offsets as varints.
 */
public final class Position {

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Integer.BYTES;
  private static final int MAX_VARINT_BYTES = 9;

  private final int log;
  private final long[] next;

  private Position(int log, long[] next) {
    this.log = log;
    this.next = next;
  }

  /**
   * A position.
   *
   * @param log which log it is of: {@link ChangeLog.Shape#log}
   * @param next the next offset in each slot
   */
  static Position of(int log, long[] next) {
    return new Position(log, next.clone());
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException where it is no such text
   */
  public static Position parse(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (bytes.length <= HEAD_BYTES || bytes[0] != VERSION) {
      throw new IllegalArgumentException("not a position");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int log = in.getInt();
    long[] next = new long[in.remaining()];
    int slots = 0;
    while (in.hasRemaining()) {
      next[slots++] = offset(in);
    }
    return new Position(log, Arrays.copyOf(next, slots));
  }

  private static long offset(ByteBuffer in) {
    long value = 0;
    for (int read = 0; read < MAX_VARINT_BYTES; read++) {
      if (!in.hasRemaining()) {
        throw new IllegalArgumentException("a position that is cut off");
      }
      byte part = in.get();
      value |= (long) (part & 0x7f) << (7 * read);
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("an offset that is too great");
  }

  /** The same as text. */
  public String text() {
    return new String(encode(log, next), StandardCharsets.ISO_8859_1);
  }

  /** The text of a position, in ASCII. */
  static byte[] encode(int log, long[] next) {
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + MAX_VARINT_BYTES * next.length);
    out.put(VERSION).putInt(log);
    for (long offset : next) {
      long rest = offset;
      while (rest > 0x7f) {
        out.put((byte) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.put((byte) rest);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encode(Arrays.copyOf(out.array(), out.position()));
  }

  /** Which log it is of. */
  int log() {
    return log;
  }

  /** The next offset in each slot. */
  long[] next() {
    return next.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position that && log == that.log && Arrays.equals(next, that.next);
  }

  @Override
  public int hashCode() {
    return 31 * log + Arrays.hashCode(next);
  }

  @Override
  public String toString() {
    return "log " + Integer.toHexString(log) + " at " + Arrays.toString(next);
  }
}
