package shop.crm.queries.http.body;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import shop.crm.queries.http.Problem;
import shop.crm.queries.http.ProblemException;

/**
 * What a compressed body holds, as it comes. How much a body may have is counted here, behind the
 * inflating; besides, little must not stand for very much, since inflating it is work, too.
 */
public final class Inflated extends InputStream {

  private static final int BUFFER = 8 << 10;

  /** Ten times what lists of customers are compressed to. */
  private static final int MOST_TIMES = 200;

  private static final long FREE = 1 << 20;

  private final Counted body;
  private InputStream content;
  private long inflated;

  /** Inflates a body while it is read. */
  public Inflated(InputStream body) {
    this.body = new Counted(body);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      if (content == null) {
        content = new GZIPInputStream(body, BUFFER);
      }
      int read = content.read(bytes, from, length);
      if (read < 0) {
        end();
      }
      inflated += Math.max(0, read);
      if (inflated > FREE + MOST_TIMES * body.bytes) {
        throw new ProblemException(
            Problem.tooLarge("It holds more than " + MOST_TIMES + " times what is sent of it"));
      }
      return read;
    } catch (ZipException | EOFException e) {
      throw malformed();
    }
  }

  /** The library wants to see that nothing more comes. */
  private void end() throws IOException {
    if (body.read() >= 0) {
      throw malformed();
    }
  }

  private static ProblemException malformed() {
    return new ProblemException(
        Problem.malformed("The body is not gzip, though Content-Encoding says so"));
  }

  /** Leaves the rest of a body alone: who does not want it does not wait for it. */
  @Override
  public void close() {}

  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int read = super.read(buffer, from, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
