package shop.crm.queries.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes a chunked body apart, and frames what was in it anew: whatever a sender writes about its
 * chunks (sizes with leading zeros, extensions, trailers) ends here, and no piece is larger than
 * what was read at once, however large the sender says that its chunks are.
 */
final class ChunkedBody {

  /** Of a line with a size and extensions, and of all trailers. */
  private static final int MAX_LINE = 4_096;

  private static final int MAX_SIZE_DIGITS = 15;

  private enum Part {
    SIZE,
    EXTENSION,
    SIZE_END,
    DATA,
    DATA_END,
    TRAILER,
    TRAILERS_END,
    DONE
  }

  private Part part = Part.SIZE;
  private long size;
  private int digits;
  private int lineLength;
  private int trailerLength;
  private boolean trailerNamed;
  private boolean half;

  boolean isDone() {
    return part == Part.DONE;
  }

  /**
   * Reads on.
   *
   * @param data takes the bytes of the body
   * @return where what follows the body begins; {@code to} where the body goes on
   * @throws RefusedRequest where it is framed wrongly
   */
  int read(byte[] in, int from, int to, ByteArrayOutputStream data) {
    int i = from;
    while (i < to && part != Part.DONE) {
      if (part == Part.DATA) {
        int piece = (int) Math.min(size, to - i);
        data.write(in, i, piece);
        size -= piece;
        i += piece;
        if (size == 0) {
          part = Part.DATA_END;
        }
      } else {
        frame(in[i++]);
      }
    }
    return i;
  }

  private void frame(byte c) {
    switch (part) {
      case SIZE -> size(c);
      case EXTENSION -> extension(c);
      case SIZE_END -> sizeEnd(c);
      case DATA_END -> dataEnd(c);
      case TRAILER -> trailer(c);
      case TRAILERS_END -> {
        require(c == '\n');
        part = Part.DONE;
      }
      case DATA, DONE -> throw new IllegalStateException("no byte of the framing");
    }
  }

  private static void require(boolean right) {
    if (!right) {
      throw new RefusedRequest(Refusal.MALFORMED_BODY);
    }
  }

  private void bounded() {
    require(++lineLength <= MAX_LINE);
  }

  private void size(byte c) {
    int digit = Characters.hex(c);
    if (digit >= 0) {
      require(++digits <= MAX_SIZE_DIGITS);
      size = size << 4 | digit;
    } else {
      require(digits > 0 && (c == '\r' || c == ';'));
      part = c == '\r' ? Part.SIZE_END : Part.EXTENSION;
    }
    bounded();
  }

  /** Nobody needs them; they may hold anything but the end of the line. */
  private void extension(byte c) {
    bounded();
    if (c == '\r') {
      part = Part.SIZE_END;
    } else {
      require(!Characters.isControl(c) || c == '\t');
    }
  }

  private void sizeEnd(byte c) {
    require(c == '\n');
    part = size == 0 ? Part.TRAILER : Part.DATA;
    digits = 0;
    lineLength = 0;
  }

  private void dataEnd(byte c) {
    require(c == (half ? '\n' : '\r'));
    part = half ? Part.SIZE : Part.DATA_END;
    half = !half;
  }

  /** They are read, so that what follows them is found, and dropped: nothing here asks for them. */
  private void trailer(byte c) {
    bounded();
    if (half) {
      require(c == '\n');
      half = false;
      trailerLength = 0;
      trailerNamed = false;
    } else if (c == '\r') {
      require(trailerLength == 0 || trailerNamed);
      half = trailerLength > 0;
      part = half ? Part.TRAILER : Part.TRAILERS_END;
    } else {
      require(trailerNamed ? !Characters.isControl(c) || c == '\t' : isName(c));
      trailerLength++;
    }
  }

  private boolean isName(byte c) {
    trailerNamed = c == ':' && trailerLength > 0;
    return trailerNamed || Characters.isToken(c);
  }

  /** Frames bytes of a body as one chunk. */
  static void frame(byte[] data, ByteArrayOutputStream out) {
    if (data.length > 0) {
      out.writeBytes(Integer.toHexString(data.length).getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(END_OF_LINE);
      out.writeBytes(data);
      out.writeBytes(END_OF_LINE);
    }
  }

  static final byte[] END_OF_LINE = {'\r', '\n'};
  static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};
}
