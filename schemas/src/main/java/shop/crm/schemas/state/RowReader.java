package shop.crm.schemas.state;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.crm.schemas.model.Micros;

/** Reads back what {@link RowWriter} wrote, in the same order. */
public final class RowReader {

  private final byte[] bytes;
  private int position;

  private RowReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * What {@code decode} makes of the row behind its version byte.
   *
   * @throws IllegalArgumentException if the row has another version than {@code newest}, ends too
   *     early or too late, or holds what cannot be
   */
  public static <T> T read(byte[] bytes, int newest, Function<RowReader, T> decode) {
    RowReader reader = new RowReader(bytes);
    int version = reader.fixed8();
    if (version != newest) {
      throw new IllegalArgumentException(
          "row of version " + version + ", this release reads " + newest);
    }
    try {
      T value = decode.apply(reader);
      if (reader.position != bytes.length) {
        throw new IllegalArgumentException("row is damaged: bytes behind its end");
      }
      return value;
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("row is damaged: a value out of range", e);
    }
  }

  /** How many bytes were read. */
  int position() {
    return position;
  }

  int fixed8() {
    if (position == bytes.length) {
      throw new IllegalArgumentException("row is damaged: it ends too early");
    }
    return bytes[position++] & 0xFF;
  }

  long fixed64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | fixed8();
    }
    return value;
  }

  /** The constant at the place that the next byte names. */
  <E> E oneOf(List<E> constants) {
    int ordinal = fixed8();
    if (ordinal >= constants.size()) {
      throw new IllegalArgumentException("row is damaged: no constant " + ordinal);
    }
    return constants.get(ordinal);
  }

  /** Reads a number of 0 or more. */
  public long unsigned() {
    long value = bits();
    if (value < 0) {
      throw new IllegalArgumentException("row is damaged: negative");
    }
    return value;
  }

  private long bits() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = (byte) fixed8();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("row is damaged: endless integer");
  }

  /** How many follow: never more than there are bytes left. */
  public int count() {
    long count = unsigned();
    if (count > bytes.length - position) {
      throw new IllegalArgumentException("row is damaged: count beyond its end");
    }
    return (int) count;
  }

  /** A value as {@link RowWriter#signed} wrote it. */
  public long signed() {
    long zigzag = bits();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  long micros() {
    long value = signed();
    long seconds = value >> 1;
    return Math.addExact(
        Math.multiplyExact(seconds, 1_000_000L), (value & 1) == 0 ? 0 : unsigned());
  }

  Instant instant() {
    return Micros.toInstant(micros());
  }

  /** A text as {@link RowWriter#text} wrote it. */
  public String text() {
    int length = count();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  <T> Optional<T> optional(Supplier<T> read) {
    return flag() ? Optional.of(read.get()) : Optional.empty();
  }

  boolean flag() {
    int flag = fixed8();
    if (flag > 1) {
      throw new IllegalArgumentException("row is damaged: neither true nor false");
    }
    return flag == 1;
  }

  Optional<String> optionalText() {
    return optional(this::text);
  }

  <T> List<T> list(Supplier<T> read) {
    int count = count();
    List<T> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(read.get());
    }
    return values;
  }
}
