package shop.crm.schemas.state;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import shop.crm.schemas.model.Micros;

/** Appends the primitives of stored rows: variable-length integers, texts, optionals. */
public final class RowWriter {

  private byte[] bytes = new byte[256];
  private int size;

  /** One byte, the low eight bits. */
  public RowWriter fixed8(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  RowWriter fixed64(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** LEB128 of a value of 0 or more. */
  public RowWriter unsigned(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative");
    }
    return bits(value);
  }

  /** Appends a number of any sign: in zigzag, then LEB128, so that small ones are short. */
  public RowWriter signed(long value) {
    return bits((value << 1) ^ (value >> 63));
  }

  /** Whole seconds in three or five bytes; microseconds only where there are any. */
  RowWriter micros(long micros) {
    long seconds = Math.floorDiv(micros, 1_000_000L);
    long rest = Math.floorMod(micros, 1_000_000L);
    signed((seconds << 1) | (rest == 0 ? 0 : 1));
    return rest == 0 ? this : unsigned(rest);
  }

  RowWriter instant(Instant instant) {
    return micros(Micros.of(instant));
  }

  /** The length in bytes, then the UTF-8. */
  public RowWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    unsigned(utf8.length);
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
    return this;
  }

  RowWriter flag(boolean value) {
    return fixed8(value ? 1 : 0);
  }

  <T> RowWriter optional(Optional<T> value, Consumer<T> write) {
    flag(value.isPresent());
    value.ifPresent(write);
    return this;
  }

  RowWriter optionalText(Optional<String> text) {
    return optional(text, this::text);
  }

  /** What was appended so far. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private RowWriter bits(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
