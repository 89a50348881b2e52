package shop.crm.standalone.importer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import shop.crm.schemas.Topics;

/** A file of lines, plain or gzip (told by its first bytes), read a line at a time. */
final class HistoryFile implements Lines {

  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Counting counting;
  private final InputStream in;
  private long number;

  private HistoryFile(Counting counting, InputStream in) {
    this.counting = counting;
    this.in = in;
  }

  /** Opens a file at its start. */
  static HistoryFile open(Path path) throws IOException {
    Counting counting = new Counting(Files.newInputStream(path));
    try {
      BufferedInputStream raw = new BufferedInputStream(counting, BUFFER);
      raw.mark(2);
      int magic = raw.read() << 8 | raw.read();
      raw.reset();
      InputStream plain =
          magic == GZIP_MAGIC
              ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER)
              : raw;
      return new HistoryFile(counting, plain);
    } catch (IOException e) {
      counting.close();
      throw e;
    }
  }

  @Override
  public Optional<Line> next() throws IOException {
    while (true) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(2_048);
      boolean tooLong = false;
      boolean blank = true;
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      number++;
      for (; b >= 0 && b != '\n'; b = in.read()) {
        blank &= b == ' ' || b == '\t' || b == '\r';
        tooLong |= line.size() == Topics.MAX_BODY_BYTES;
        if (!tooLong) {
          line.write(b);
        }
      }
      if (!blank) {
        return Optional.of(
            new Line(number, tooLong ? Optional.empty() : Optional.of(line.toByteArray())));
      }
    }
  }

  /** All that was not read yet, as plain text. */
  InputStream rest() {
    return in;
  }

  @Override
  public long bytesRead() {
    return counting.count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
